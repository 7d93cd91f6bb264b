// Forecasts as tables of texts, for files: every amount exactly, in yuan.
import type { Row } from "shuangbai/bare";
import type { View } from "./engine/messages";
import { payersOf } from "./charts/figures";
import { type Fen, sum, text } from "./money";
import type { Settings } from "./state/settings";
import { FIGURES, heading } from "./terms";

/** What all payers owe together; nothing where there is no such row. */
export const dueOf = (row: Row | undefined): Fen => sum(Object.values(row?.due ?? {}) as string[]);

/** A column of a file: its id, which `heading` knows, and what stands in a row. */
type Column = readonly [id: string, cell: (row: Row) => string];

/** The figures of a row, in their order; each that is by payer or cost has a column for each. */
function figures(view: View): Column[] {
  const costs = Object.keys(view.totals[0]?.costs ?? {});
  return FIGURES.flatMap(([name, { adds, each = "" }]): Column[] => {
    if (adds === "costs") return costs.map((cost) => [each + cost, (row) => row.costs[cost]?.amount ?? "0.00"]);
    if (adds !== "money_by_payer") return [[name, (row) => String(row[name as "pay" | "hires"])]];
    const of = (row: Row) => row[name as "due"];
    return payersOf(view).map((payer) => [each + payer, (row) => of(row)[payer] ?? "0.00"]);
  });
}

/** One row a year, or a year and region, with headings in the language. */
export function table(view: View, rows: readonly Row[], lang: Settings["lang"], by: "year" | "region"): string[][] {
  const keys: Column[] = [["year", ({ year }) => String(year)]];
  if (by === "region") keys.push(["region", ({ region }) => region], ["name", ({ name }) => name]);
  const columns: Column[] = [...keys, ...figures(view), ["due", (row) => text(dueOf(row))]];
  return [columns.map(([id]) => heading(id, lang)), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
}
