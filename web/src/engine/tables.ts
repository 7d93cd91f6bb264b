// The package's doors for tables, behind one small interface.
import {
  Calculator,
  type Columns,
  type Edits,
  type TableOptions,
  type Tables,
  preview,
  tables as read,
} from "shuangbai/bare";
import type { Plan } from "shuangbai/bare";
import type { Ground, Outline, Preview, TableKind } from "./messages";

/** Rows of tables that are left out of a reading, by table. */
export type Without = Partial<Record<TableKind, ReadonlySet<number>>>;

/** A ground's tables as the package takes them; null where it has none. */
function given({ tables, reading }: Ground, without: Without): [Tables, Columns, TableOptions, Edits] | null {
  const kinds = (Object.keys(tables) as TableKind[]).filter((kind) => tables[kind]);
  if (!kinds.length) return null;
  const data = kinds.map((kind) => [kind, tables[kind]?.data]);
  const columns = kinds.map((kind) => {
    const names = Object.entries(tables[kind]?.columns ?? {});
    return [kind, Object.fromEntries(names.map(([name, field]) => [name, field || null]))];
  });
  const edits = kinds.map((kind) => {
    const out = [...(without[kind] ?? [])].map((row) => [row, null] as const);
    return [kind, { ...tables[kind]?.mended, ...Object.fromEntries(out) }];
  });
  const [all, names, cells] = [data, columns, edits].map((pairs) => Object.fromEntries(pairs) as unknown);
  // What no column is called is left out, as the dialog shows it, and told.
  return [all as Tables, names as Columns, { unknown: "leave", ...reading }, cells as Edits];
}

/** The plan of a ground, its tables read, as JSON text or an object. */
export function planOf(ground: Ground): Outline | string {
  const all = given(ground, {});
  return all ? read(ground.outline, ...all) : ground.outline;
}

export function calculatorOf(ground: Ground, without: Without = {}): Calculator {
  const all = given(ground, without);
  // Without tables an outline has stations, so it is a plan.
  return all ? Calculator.ofTables(ground.outline, ...all) : new Calculator(ground.outline as Plan);
}

export const previewOf = (data: Uint8Array | string, kind: TableKind): Preview =>
  preview(data as Uint8Array<ArrayBuffer>, kind);
