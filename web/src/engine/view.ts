// What the page needs of a forecast, so that little goes from the worker to the page.
import type { Forecast, Row } from "shuangbai/bare";
import { sum, text } from "../money";
import type { View, YearChoice } from "./messages";

export function view(forecast: Forecast, year: YearChoice): View {
  const { programme, notices, totals, funds } = forecast;
  const rows = year === "sum" ? summed(forecast.rows) : forecast.rows.filter((row) => row.year === year);
  const last = totals[totals.length - 1]?.year;
  return {
    programme,
    notices,
    totals,
    funds,
    rows,
    norm: forecast.norm.filter((row) => row.region === ""),
    norms: forecast.norm.filter((row) => row.region !== "" && row.year === (year === "sum" ? last : year)),
  };
}

/** Rows of all years added up by region: amounts exactly, in fen; headcount is that of the last year. */
function summed(rows: Row[]): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.region);
    if (group) group.push(row);
    else groups.set(row.region, [row]);
  }
  const regions = [...groups.keys()].sort();
  return regions.map((region) => {
    const group = groups.get(region) ?? [];
    const last = group[group.length - 1] as Row;
    const add = (of: (row: Row) => string | undefined) => text(sum(group.map((row) => of(row) ?? "0.00")));
    const payers = Object.keys(last.due) as (keyof Row["due"])[];
    const each = (of: (row: Row) => Row["due"]) =>
      Object.fromEntries(payers.map((payer) => [payer, add((row) => of(row)[payer])]));
    return {
      ...last,
      pay: add((row) => row.pay),
      subsidy: add((row) => row.subsidy),
      top_up: add((row) => row.top_up),
      surplus: add((row) => row.surplus),
      raise_cost: add((row) => row.raise_cost),
      shares: each((row) => row.shares),
      due: each((row) => row.due),
    };
  });
}
