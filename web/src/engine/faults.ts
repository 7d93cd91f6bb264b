// What is wrong with a plan, as people go through it: of all rounds at once, from the top of a table down, and
// what is alike told once.
import { type Calculator, PlanError } from "shuangbai/bare";
import type { Fault, Ground, Group, TableKind } from "./messages";
import { type Without, calculatorOf } from "./tables";

/** All that is wrong, and how many others there are. */
export class Refusal extends Error {
  constructor(
    readonly errors: readonly Fault[],
    readonly more: number,
  ) {
    super();
  }
}

/**
 * Faults of a plan: a round tells all of its own and the next looks only at what has none (rule 15), so the rows of
 * people that are told are left out and the others asked again, until nothing new comes.
 *
 * @param work what is asked of the calculator of the rows that are left
 */
export function ofAllRounds(ground: Ground, first: PlanError, work: (of: Calculator) => unknown): Refusal {
  const errors: Fault[] = [];
  const out = { workers: new Set<number>(), hires: new Set<number>() };
  for (let latest: PlanError | null = first; latest; latest = refusedBy(ground, out, work)) {
    const before = out.workers.size + out.hires.size;
    errors.push(...latest.errors);
    for (const { table, row } of latest.errors.filter(isOfRow)) out[table as keyof typeof out].add(row as number);
    const last = latest.more > 0 || !latest.errors.every(isOfRow);
    if (last || out.workers.size + out.hires.size === before) return new Refusal(errors, latest.more);
  }
  return new Refusal(errors, 0);
}

/** Whether an error is of one row of people: without a station, others would have errors that they don't have. */
const isOfRow = ({ table, row = 0 }: Fault): boolean => (table === "workers" || table === "hires") && row > 1;

function refusedBy(ground: Ground, without: Without, work: (of: Calculator) => unknown): PlanError | null {
  let calculator;
  try {
    calculator = calculatorOf(ground, without);
    work(calculator);
    return null;
  } catch (error) {
    if (error instanceof PlanError) return error;
    throw error;
  } finally {
    calculator?.free();
  }
}

/** Errors come in the order of their pointers' bytes, 10 before 9; people read a list from its top. */
export function inOrder(errors: readonly Fault[]): Fault[] {
  const kinds: readonly (TableKind | undefined)[] = [undefined, "stations", "workers", "hires"];
  const place = ({ table }: Fault) => kinds.indexOf(table);
  const within = (a: Fault, b: Fault) =>
    a.table ? (a.row ?? 0) - (b.row ?? 0) : a.at.localeCompare(b.at, "en", { numeric: true });
  return [...errors].sort((a, b) => place(a) - place(b) || within(a, b));
}

/** Faults that are alike together: of one kind, in one column, with one content; in the order of their first. */
export function grouped(faults: readonly Fault[]): Group[] {
  const groups = new Map<string, Group>();
  for (const fault of faults) {
    const { code, table, row, column, value, at, zh } = fault;
    // A grade that is missing may have no column; its year is the place's last part.
    const where = column ?? (table ? at.split("/").slice(3).join("/") : at);
    const key = JSON.stringify([table, code, where, value ?? (table && code === "missing_grade" ? "" : zh)]);
    const group = groups.get(key) ?? { ...fault, count: 0, rows: [] };
    group.count += 1;
    if (row !== undefined) group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}
