// Pay sheets and calls as tables of texts: for the page in its unit, for files in yuan, to the fen.
import type { SheetRow, SheetTotal } from "shuangbai/bare";
import { type Fen, fen, sum } from "../money";
import { heading, payer, payersIn, word } from "../terms";
import type { Words } from "../words";
import type { Lang } from "./settings";

/** Who a row is of: a worker by id, or what its place says. */
export function whoOf({ id, at }: SheetRow, words: Words): string {
  if (id) return id;
  const hire = /^\/hires\/(\d+)$/.exec(at);
  return hire ? words.hirePost(Number(hire[1]) + 1) : words.filledPost;
}

export interface MoneyColumn<T> {
  title: string;
  of: (row: T) => Fen;
}

/** What a row of a sheet is paid, and who bears it. */
export function sheetColumns(rows: readonly SheetRow[], words: Words, lang: Lang): MoneyColumn<SheetRow>[] {
  const payers = payersIn(rows[0]?.due);
  return [
    { title: words.monthPay, of: (row) => fen(row.pay) },
    { title: words.arrears, of: (row) => fen(row.arrears.pay) },
    { title: words.payable, of: (row) => fen(row.payable) },
    { title: heading("subsidy", lang), of: (row) => fen(row.subsidy) + fen(row.arrears.subsidy) },
    { title: heading("top_up", lang), of: (row) => fen(row.top_up) + fen(row.arrears.top_up) },
    ...payers.map((name) => ({
      title: words.dueTo(payer(name, lang)),
      of: (row: SheetRow) => fen(row.due[name] ?? "0.00"),
    })),
  ];
}

/** What each payer is called upon for in a month, and all of them. */
export function callColumns(totals: readonly SheetTotal[], lang: Lang): MoneyColumn<SheetTotal>[] {
  const payers = payersIn(totals[0]?.due);
  const costs = Object.keys(totals[0]?.costs ?? {});
  return [
    { title: heading("subsidy", lang), of: (row) => fen(row.subsidy) + fen(row.arrears.subsidy) },
    { title: heading("top_up", lang), of: (row) => fen(row.top_up) + fen(row.arrears.top_up) },
    ...costs.map((name) => ({ title: name, of: (row: SheetTotal) => fen(row.costs[name]?.amount ?? "0.00") })),
    ...payers.map((name) => ({
      title: heading(`due_${name}`, lang),
      of: (row: SheetTotal) => fen(row.due[name] ?? "0.00"),
    })),
    { title: heading("due", lang), of: (row) => sum(Object.values(row.due)) },
  ];
}

export const added = <T>(rows: readonly T[], { of }: MoneyColumn<T>): Fen =>
  rows.reduce((total, row) => total + of(row), 0n);

export const postOf = ({ post }: SheetRow, lang: Lang): string => word("post", post, lang);
