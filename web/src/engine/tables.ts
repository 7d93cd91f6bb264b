// The package's doors for tables, behind one small interface.
import * as shuangbai from "shuangbai/bare";
import { Calculator } from "shuangbai/bare";
import type { Ground, Outline, Preview, TableKind } from "./messages";

type Given = Partial<Record<TableKind, Uint8Array | string>>;
type Columns = Partial<Record<TableKind, Record<string, string | null>>>;
interface Doors {
  tables(outline: Outline, tables: Given, columns: Columns): string;
  preview(table: Uint8Array | string, kind: TableKind): Preview;
}
interface OfTables {
  ofTables(outline: Outline, tables: Given, columns: Columns): Calculator;
}
// A package without these doors still makes a page, without import.
const doors = shuangbai as unknown as Partial<Doors>;
const { ofTables } = Calculator as unknown as Partial<OfTables>;

/** Whether the package reads tables. */
export const READS_TABLES = !!doors.tables && !!doors.preview && !!ofTables;

function given({ tables }: Ground): [Given, Columns] | null {
  const kinds = (Object.keys(tables) as TableKind[]).filter((kind) => tables[kind]);
  if (!kinds.length) return null;
  const data = kinds.map((kind) => [kind, tables[kind]?.data]);
  const columns = kinds.map((kind) => {
    const names = Object.entries(tables[kind]?.columns ?? {});
    return [kind, Object.fromEntries(names.map(([name, field]) => [name, field || null]))];
  });
  return [Object.fromEntries(data) as Given, Object.fromEntries(columns) as Columns];
}

/** The plan of a ground, its tables read, as JSON text or an object. */
export function planOf(ground: Ground): Outline | string {
  const all = given(ground);
  if (!all) return ground.outline;
  if (!doors.tables) throw new Error("this build reads no tables");
  return doors.tables(ground.outline, ...all);
}

export function calculatorOf(ground: Ground): Calculator {
  const all = given(ground);
  if (!all || !ofTables) return new Calculator(planOf(ground) as string);
  return ofTables.call(Calculator, ground.outline, ...all);
}

export function previewOf(data: Uint8Array | string, kind: TableKind): Preview {
  if (!doors.preview) throw new Error("this build reads no tables");
  return doors.preview(data, kind);
}
