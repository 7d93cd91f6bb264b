// A forecast's rows as columns for the page: their texts, and exact values to sort and add by.
import type { Row } from "shuangbai/bare";
import { isRegion, regionName } from "../data/regions";
import { payersOf } from "../charts/figures";
import type { FigureAt, View } from "../engine/messages";
import { type Unit, count, fen, heads, people, signed, text, written } from "../money";
import { dueOf } from "../results";

export interface Column {
  id: string;
  numeric: boolean;
  text: (row: Row) => string;
  /** What it sorts by. */
  key: (row: Row) => bigint | string;
  /** Whether a row's value can hardly be meant. */
  odd?: (row: Row) => boolean;
  /** The figure of a row that it shows, as a pointer below the row; of what the page adds up there is none. */
  figure?: string;
  /** Writes the sum of the keys, where adding them means something. */
  sum?: (total: bigint) => string;
}

/** Towns of different counties have the same name, so a town has its county's too. */
function placeName({ region, name }: Row): string {
  const county = region.slice(0, 6);
  return region.length > 6 && isRegion(county) ? `${regionName(county)} ${name || region}` : name || region;
}

/** A name within a JSON pointer. */
const escaped = (name: string): string => name.replace(/~/g, "~0").replace(/\//g, "~1");

/** The figure of the forecast that a cell shows; none where the page adds up years. */
export function figureOf(
  row: Row,
  { figure }: Column,
  by: "year" | "region",
  first: number,
  summed: boolean,
): FigureAt | null {
  if (!figure || (summed && by === "region")) return null;
  if (by === "year") return { at: `/totals/${row.year - first}/${figure}` };
  return { year: row.year, region: row.region, figure };
}

/** The columns of a view's rows; beside a base also what is due more or less than there. */
export function columns(view: View, by: "year" | "region", unit: Unit, base: View | null = null): Column[] {
  const money = (id: string, of: (row: Row) => string, figure?: string): Column => ({
    id,
    ...(figure && { figure }),
    numeric: true,
    text: (row) => written(fen(of(row)), unit),
    key: (row) => fen(of(row)),
    sum: (total) => written(total, unit),
  });
  const norms = new Map(
    (by === "year" ? view.norm : view.norms).map((row) => [by === "year" ? String(row.year) : row.region, row]),
  );
  const norm = (row: Row) => norms.get(by === "year" ? String(row.year) : row.region);
  const headcount: Column = {
    id: "headcount",
    figure: "headcount",
    numeric: true,
    text: (row) => people(row.headcount),
    key: (row) => count(row.headcount),
    odd: (row) => count(norm(row)?.beyond ?? 0) > 0n,
    // Of several years heads don't add up.
    ...(by === "region" && { sum: heads }),
  };
  const required: Column = {
    id: "required",
    numeric: true,
    text: (row) => people(norm(row)?.required ?? 0),
    key: (row) => count(norm(row)?.required ?? 0),
    ...(by === "region" && { sum: heads }),
  };
  const first: Column =
    by === "year"
      ? { id: "year", numeric: false, text: (row) => String(row.year), key: (row) => BigInt(row.year) }
      : { id: "name", numeric: false, text: (row) => placeName(row), key: (row) => row.region };
  // Who bears top-ups is said where several do.
  const bearers = payersOf(view).filter((payer) =>
    view.totals.some(({ top_ups }) => (top_ups[payer] ?? "0.00") !== "0.00"),
  );
  const topUps = bearers.map((payer) =>
    money(`top_up_by_${payer}`, (row) => row.top_ups[payer] ?? "0.00", `top_ups/${payer}`),
  );
  const costs = Object.keys(view.totals[0]?.costs ?? {}).map((name) =>
    money(`cost_${name}`, (row) => row.costs[name]?.amount ?? "0.00", `costs/${escaped(name)}/amount`),
  );
  return [
    first,
    headcount,
    ...(norms.size ? [required] : []),
    money("pay", (row) => row.pay, "pay"),
    money("subsidy", (row) => row.subsidy, "subsidy"),
    money("top_up", (row) => row.top_up, "top_up"),
    ...(topUps.length > 1 ? topUps : []),
    ...(view.totals.some(({ surplus }) => surplus !== "0.00")
      ? [money("surplus", (row) => row.surplus, "surplus")]
      : []),
    ...costs,
    ...payersOf(view).map((payer) => money(`due_${payer}`, (row) => row.due[payer] ?? "0.00", `due/${payer}`)),
    money("due", (row) => text(dueOf(row))),
    ...(base ? [difference(base, by, unit)] : []),
  ];
}

function difference(base: View, by: "year" | "region", unit: Unit): Column {
  const id = (row: Row) => (by === "year" ? String(row.year) : row.region);
  const before = new Map((by === "year" ? base.totals : base.rows).map((row) => [id(row), dueOf(row)]));
  const key = (row: Row) => dueOf(row) - (before.get(id(row)) ?? 0n);
  return {
    id: "difference",
    numeric: true,
    key,
    text: (row) => signed(key(row), unit),
    sum: (total) => signed(total, unit),
  };
}

export function sorted(
  rows: readonly Row[],
  all: readonly Column[],
  by: { column: string; down: boolean } | null,
): Row[] {
  const column = all.find(({ id }) => id === by?.column);
  if (!column || !by) return [...rows];
  const keyed = rows.map((row) => [column.key(row), row] as const);
  const sign = by.down ? -1 : 1;
  // The sort is stable: equal ones stay in the order of their codes.
  return keyed.sort(([a], [b]) => (a < b ? -sign : a > b ? sign : 0)).map(([, row]) => row);
}

export function sums(rows: readonly Row[], all: readonly Column[]): (string | undefined)[] {
  return all.map(({ key, sum }) => sum?.(rows.reduce((total, row) => total + (key(row) as bigint), 0n)));
}
