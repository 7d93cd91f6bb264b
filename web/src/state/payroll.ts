// Pay sheets and calls as tables of texts: for the page in its unit, for files in yuan, to the fen.
import type { SheetMonth, SheetTotal } from "shuangbai/bare";
import { type Fen, fen, sum } from "../money";
import { heading, payer, payersIn, word } from "../terms";
import type { Words } from "../words";
import type { Lang } from "./settings";

/** The places of the rows of a month, of all stations or of one. */
export function rowsOf({ length, key, keys }: SheetMonth, station: string | null): number[] {
  const all = Array.from({ length }, (_, row) => row);
  return station === null ? all : all.filter((row) => keys.station[key[row] ?? 0] === station);
}

/** What a row of a month says of whose it is. */
export interface Whose {
  station: string;
  /** A worker by id, or what the place says. */
  who: string;
  post: string;
}

export function whose({ key, keys }: SheetMonth, row: number, words: Words, lang: Lang): Whose {
  const place = key[row] ?? 0;
  const [id = "", at = "", station = ""] = [keys.id[place], keys.at[place], keys.station[place]];
  const hire = /^\/hires\/(\d+)$/.exec(at);
  const who = id || (hire ? words.hirePost(Number(hire[1]) + 1) : words.filledPost);
  return { station, who, post: word("post", keys.post[place] ?? "", lang) };
}

export interface MoneyColumn<T> {
  title: string;
  of: (row: T) => Fen;
}

/** What a row of a month is paid, and who bears it. */
export function sheetColumns({ amounts }: SheetMonth, words: Words, lang: Lang): MoneyColumn<number>[] {
  const column = (title: string, ...names: string[]) => {
    const columns = names.map((name) => amounts[name]);
    return { title, of: (row: number) => columns.reduce((sum, column) => sum + (column?.[row] ?? 0n), 0n) };
  };
  const due = Object.fromEntries(Object.keys(amounts).map((name) => [name.replace(/^due_/, ""), name]));
  return [
    column(words.monthPay, "pay"),
    column(words.arrears, "arrears_pay"),
    column(words.payable, "payable"),
    column(heading("subsidy", lang), "subsidy", "arrears_subsidy"),
    column(heading("top_up", lang), "top_up", "arrears_top_up"),
    ...payersIn(due).map((name) => column(words.dueTo(payer(name, lang)), `due_${name}`)),
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
