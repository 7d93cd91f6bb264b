import type { Json, QuestionAnswer, Source, TableKind, TableOptions } from "./bare.js";
import type { Forecast, Hint, Plan } from "./types.js";

export { PlanError } from "./bare.js";

/** Loads the module of workbooks; to be awaited once before anything else of this file is called. */
export default function init(source: Source | Promise<Source>): Promise<void>;

/** Starts the module from its bytes or compiled. */
export function initSync(source: BufferSource | WebAssembly.Module): void;

/** The bytes of a workbook: .xlsx, .xls or .ods. */
export type Workbook = ArrayBuffer | ArrayBufferView;

/** A file that is no workbook, or can't be read. */
export class WorkbookError extends Error {
  readonly name: "WorkbookError";
  readonly code: "no_workbook" | "encrypted" | "damaged" | "too_large";
  readonly cell?: string;
  /** What is wrong, in Chinese. */
  readonly zh: string;
  /** The same in English. */
  readonly en: string;
}

/** How a workbook is read. */
export interface BookOptions {
  /** Fields of a plan that no sheet says, or that are to be otherwise than there. */
  outline?: object;
  /** Which table a sheet is, by its name; `null` leaves it out. */
  sheets?: Record<string, TableKind | null>;
  /** New names of columns; `null` leaves a column out. */
  columns?: Record<string, string | null>;
  /** How all tables are read. */
  options?: TableOptions;
}

/** Something of a workbook that somebody should know, though nothing is wrong with it. */
export interface BookNote {
  code: "matched" | "left_out" | "hidden_sheet" | "hidden_rows" | "merged" | "without_result";
  /** The sheet, or its first cell that is meant. */
  cell: string;
  zh: string;
  en: string;
}

/** An error with its cell, as a formula names it: `人员!F17`. */
export interface CellError {
  code: string;
  at: string;
  zh: string;
  en: string;
  cell?: string;
  table?: TableKind;
  row?: number;
  column?: string;
  value?: string;
  nearest?: string;
}

/** A sheet that is a table. */
export interface BookTable {
  sheet: string;
  /** What the names of its cells begin with: `人员!`. */
  at: string;
  csv: string;
  columns: { name: string; letter: string }[];
}

/** What is in a workbook, before anybody makes a plan of it. */
export interface Book {
  /** What of a plan its own sheets say: programme, horizon, assumptions. */
  outline: Record<string, unknown>;
  /** The sheets that are shown, and which tables they were taken for. */
  sheets: { name: string; kind: TableKind | null }[];
  /** The tables, as CSV with the row numbers of their sheets. */
  tables: Partial<Record<TableKind, BookTable>>;
  notes: BookNote[];
  errors: CellError[];
}

/**
 * What is in a workbook: its tables can be handed on as CSV, where `row` of an error is the row of the sheet.
 *
 * @throws {WorkbookError} for a file that can't be read
 */
export function readWorkbook(book: Workbook, options?: BookOptions): Book;

/**
 * The plan of a workbook, checked.
 *
 * @throws {WorkbookError} for a file that can't be read
 * @throws {PlanError} for all that is wrong, each with its `cell`
 */
export function planOfWorkbook(
  book: Workbook,
  options?: BookOptions,
): { plan: Json<Plan>; notes: BookNote[]; hints: Hint[] };

/** A workbook to fill in, with what of a plan is known: its stations, say. */
export function template(language?: "zh" | "en", outline?: object | string): Uint8Array;

/** How a workbook is written. */
export interface WriteOptions {
  language?: "zh" | "en";
  /** In which amounts are shown; cells hold yuan. */
  unit?: "yuan" | "元" | "wan" | "万元";
}

/** A plan's forecast as a workbook that can be sent upward; each of some answers to `why` or `compare` has a sheet in it. */
export function writeForecast(
  plan: Plan | Json<Plan>,
  forecast: Forecast | Json<Forecast>,
  options?: WriteOptions & { answers?: readonly (QuestionAnswer | Json<QuestionAnswer>)[] },
): Uint8Array;

/** A plan's pay sheet (rule 20) as a workbook. */
export function writeSheet(plan: Plan | Json<Plan>, sheet: object | string, options?: WriteOptions): Uint8Array;

/**
 * The workbook of a plan's pay sheet of the months `"2019-01"` from `first` through `last`, of all stations where none is
 * named: what {@link writeSheet} makes of the answer, which of a year and many people is too much text to hand around.
 *
 * @throws {PlanError} also where months have no sheet since they are left to chance: at `/sheet/last`, `uncertain`
 */
export function writeSheetOf(
  plan: Plan | Json<Plan>,
  first: string,
  last: string,
  options?: WriteOptions & { stations?: readonly string[] },
): Uint8Array;

/** The same workbook, with the cells coloured and commented that errors are in. */
export function markErrors(book: Workbook, errors: readonly CellError[], language?: "zh" | "en"): Uint8Array;
