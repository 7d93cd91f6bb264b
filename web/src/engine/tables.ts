// The package's doors for tables, behind one small interface.
import * as shuangbai from "shuangbai/bare";
import { Calculator } from "shuangbai/bare";
import type { Ground, Preview, TableKind } from "./messages";

type Given = Partial<Record<TableKind, Uint8Array | string>>;
type Columns = Partial<Record<TableKind, Record<string, string>>>;
interface Doors {
  tables(outline: object, tables: Given, columns?: Columns): string;
  preview(table: Uint8Array | string, kind: TableKind): Preview | string;
}
const doors = shuangbai as unknown as Partial<Doors>;

/** Whether the package reads tables. */
export const READS_TABLES = typeof doors.tables === "function";

/** The plan of a ground, its tables read, as JSON text or an object. */
export function planOf({ outline, tables }: Ground): object | string {
  const kinds = Object.keys(tables) as TableKind[];
  if (kinds.length === 0) return outline;
  if (!doors.tables) throw new Error("this build reads no tables");
  const given: Given = {};
  const columns: Columns = {};
  for (const kind of kinds) {
    const table = tables[kind];
    if (!table) continue;
    given[kind] = table.data;
    columns[kind] = table.columns;
  }
  return doors.tables(outline, given, columns);
}

export function calculatorOf(ground: Ground): Calculator {
  return new Calculator(planOf(ground) as string);
}

export function previewOf(data: Uint8Array | string, kind: TableKind): Preview {
  if (!doors.preview) throw new Error("this build reads no tables");
  const preview = doors.preview(data, kind);
  return typeof preview === "string" ? (JSON.parse(preview) as Preview) : preview;
}
