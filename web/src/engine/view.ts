// What the page needs of a forecast, so that little goes from the worker to the page.
import { type Change, type Forecast, type NormRow, type Programme, type Row, inForce } from "shuangbai/bare";
import type { Adds } from "shuangbai/terms";
import { count, quantity, sum, text } from "../money";
import { FIGURES } from "../terms";
import type { Norm, View, YearChoice } from "./messages";

/**
 * What the page shows of a forecast.
 *
 * @param ranges whether the norm of a year is a range; see {@link rangesOf}
 */
export function view(forecast: Forecast, year: YearChoice, ranges: (year: number) => boolean = () => false): View {
  const { programme, notices, unlikely = [], totals, funds } = forecast;
  // What a norm by villages asks for is held but for what is short; the rest nobody asks for.
  const unasked = ({ held, required, short }: NormRow) => {
    const more = count(held) - count(required) + count(short);
    // Counts are printed with four decimals, so the last one may be a rounding's.
    return quantity(more > 1n ? more : 0n);
  };
  const beyond = (row: NormRow): Norm => ({ ...row, beyond: ranges(row.year) ? row.over : unasked(row) });
  const rows = year === "sum" ? summed(forecast.rows) : forecast.rows.filter((row) => row.year === year);
  const last = totals[totals.length - 1]?.year;
  return {
    programme,
    notices,
    unlikely,
    totals,
    funds,
    rows,
    norm: forecast.norm.filter((row) => row.region === "").map(beyond),
    norms: forecast.norm.filter((row) => row.region !== "" && row.year === (year === "sum" ? last : year)).map(beyond),
  };
}

/** Whether the norm of a year's December is a range, which leaves room above what it requires. */
export function rangesOf(base: Programme, reform: Change["reform"]): (year: number) => boolean {
  const norm = (Array.isArray(reform?.norm) ? reform.norm : base.norm) ?? [];
  const kinds = new Set(norm.map(({ kind }) => kind));
  if (kinds.size < 2) return () => kinds.has("range");
  return (year) => inForce({ ...base, norm }, `${year}-12`).norm.some((place) => norm[place]?.kind === "range");
}

/** Rows of all years added up by region: amounts exactly, in fen; the headcount is that of the last year. */
function summed(rows: Row[]): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.region);
    if (group) group.push(row);
    else groups.set(row.region, [row]);
  }
  return [...groups.keys()].sort().map((region) => {
    const group = groups.get(region) ?? [];
    const last = group[group.length - 1] as Row;
    const added = FIGURES.filter(([name]) => name !== "headcount").map(([name, { adds }]) => {
      const values = group.map((row) => row[name as keyof Row]);
      return [name, ADDED[adds]?.(values) ?? last[name as keyof Row]];
    });
    return { ...last, ...Object.fromEntries(added) };
  });
}

type Amounts = Record<string, string>;
type Costs = Row["costs"];

const amounts = (all: readonly Amounts[]): Amounts =>
  Object.fromEntries(
    [...new Set(all.flatMap((one) => Object.keys(one)))].map((name) => [
      name,
      text(sum(all.map((one) => one[name] ?? "0.00"))),
    ]),
  );

/** How the values of several years add up. */
const ADDED: Partial<Record<Adds, (values: readonly unknown[]) => unknown>> = {
  money: (values) => text(sum(values as string[])),
  money_by_payer: (values) => amounts(values as Amounts[]),
  count: (values) => quantity((values as (number | string)[]).reduce((total, one) => total + count(one), 0n)),
  costs: (values) => {
    const all = values as Costs[];
    const names = [...new Set(all.flatMap((one) => Object.keys(one)))];
    return Object.fromEntries(
      names.map((name) => {
        const of = all.flatMap((one) => one[name] ?? []);
        const hours = of.reduce((total, one) => total + one.hours, 0);
        const shares = amounts(of.map((one) => one.shares as Amounts));
        return [name, { amount: text(sum(of.map(({ amount }) => amount))), shares, hours }];
      }),
    );
  },
};
