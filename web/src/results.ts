// Forecasts as tables of texts, for files: every amount exactly, in yuan.
import type { Row } from "shuangbai/bare";
import type { View } from "./engine/messages";
import { payersOf } from "./charts/figures";
import { sum, text } from "./money";
import type { Settings } from "./state/settings";
import { heading } from "./terms";

const COUNTS = ["headcount", "worker_months", "hires", "leavers", "raised", "contracts_ending"] as const;
const AMOUNTS = ["pay", "subsidy", "top_up", "surplus", "raise_cost"] as const;

export const dueOf = (row: Row): string => text(sum(Object.values(row.due) as string[]));

/** One row a year, or a year and region, with headings in the language. */
export function table(view: View, rows: readonly Row[], lang: Settings["lang"], by: "year" | "region"): string[][] {
  const payers = payersOf(view);
  const costs = Object.keys(view.totals[0]?.costs ?? {});
  const places = by === "region" ? ["region", "name"] : [];
  const head = [
    "year",
    ...places,
    ...COUNTS,
    ...AMOUNTS,
    ...payers.map((payer) => `share_${payer}`),
    ...costs.map((cost) => `cost_${cost}`),
    ...payers.map((payer) => `due_${payer}`),
    "due",
  ];
  const body = rows.map((row) => [
    String(row.year),
    ...(by === "region" ? [row.region, row.name] : []),
    ...COUNTS.map((name) => String(row[name])),
    ...AMOUNTS.map((name) => row[name]),
    ...payers.map((payer) => row.shares[payer] ?? "0.00"),
    ...costs.map((cost) => row.costs[cost]?.amount ?? "0.00"),
    ...payers.map((payer) => row.due[payer] ?? "0.00"),
    dueOf(row),
  ]);
  return [head.map((name) => heading(name, lang)), ...body];
}
