import type { Change, ErrorItem, Forecast, Plan, Programme, Reform } from "./types.js";

export type * from "./types.js";

declare const of: unique symbol;

/** JSON text of a `T`; {@link parse} gives the `T`. Amounts in it are texts, so that no digit is lost. */
export type Json<T> = string & { readonly [of]?: T };

/** `JSON.parse`, typed. */
export function parse<T>(json: Json<T>): T;

/** Where the module `shuangbai.wasm` is, or the module itself: its bytes, or compiled. */
export type Source = string | URL | Request | Response | Promise<Response> | BufferSource | WebAssembly.Module;

/**
 * Loads the module; to be awaited once before anything else is called. Calling it again does nothing.
 *
 * A content security policy must allow `'wasm-unsafe-eval'` as `script-src`.
 */
export default function init(source: Source | Promise<Source>): Promise<void>;

/** Starts the module from its bytes or compiled. Browsers allow it on the main thread only for small modules: use `init` there. */
export function initSync(source: BufferSource | WebAssembly.Module): void;

/**
 * A plan, programme, reform or change that breaks a rule. `errors` has all that a round found, sorted by
 * place, each with its code, its place as a JSON pointer, and texts in Chinese and English (rule 15). After 10,000
 * the list ends, and `more` tells how many others there are.
 */
export class PlanError extends Error {
  readonly name: "PlanError";
  readonly errors: LocatedError[];
  /** How many others there are, mostly 0. */
  readonly more: number;
}

/** An error, and its place in a table where it is in one that `tables` or {@link Calculator.ofTables} read. */
export interface LocatedError extends ErrorItem {
  /** The table that it is in. */
  table?: TableKind;
  /** The row as a spreadsheet counts it: the header, where a whole column is meant too, is 1. */
  row?: number;
  /** The column by the name that it has in the file, where the table has it. */
  column?: string;
  /** What stands in the cell; not told by a calculator that is kept, nor of a whole column. */
  value?: string;
  /** The nearest valid name, as the texts end with it. */
  nearest?: string;
}

/** Bytes that are no table: no text, a quote that is not closed, a row with another number of cells than the header. */
export class TableError extends Error {
  readonly name: "TableError";
  readonly table: TableKind;
  /** The row of the spreadsheet, the header is 1; for bytes that are no text, the line of the file. */
  readonly line: number;
  /** What is wrong, in Chinese. */
  readonly zh: string;
  /** The same in English. */
  readonly en: string;
}

/**
 * The forecast of a plan (rule 14), the same bytes as from Rust and Python.
 *
 * @param plan a plan, as JSON text or as an object; amounts in an object are texts or whole yuan
 * @throws {PlanError} when the plan breaks a rule
 * @throws {RangeError} when it takes more memory than there is; the module was then started anew, and
 *     calculators made before are lost
 */
export function forecast(plan: Plan | string): Json<Forecast>;

/** A question about plans (rule 16): a `plan`, and one of the things that can be asked of it. */
export interface Question {
  readonly plan: Plan;
  /** Rule 17: why the figure at a pointer of the forecast is so; a sum shows `fold` parts (20), 0 for all. */
  readonly why?: { readonly at: string; readonly fold?: number; readonly open?: readonly number[] };
  /** Rule 18: a figure's difference to another plan, by its causes. */
  readonly compare?: {
    readonly with: Plan;
    readonly figure: FigureOf;
    readonly join?: readonly (readonly string[])[];
  };
  /** Rule 19: how far values of the plan can go so that a figure stays within a limit. */
  readonly seek?: {
    readonly vary: {
      readonly at: string | readonly string[];
      readonly from: string | number;
      readonly to: string | number;
      readonly step?: string | number;
    };
    readonly figure: FigureOf;
    readonly at_most?: string | number;
    readonly at_least?: string | number;
    readonly find?: "first" | "last";
  };
  /** Rule 20: the pay sheet of some months, `"2019-01"`, of all stations or of some. */
  readonly sheet?: { readonly first: string; readonly last: string; readonly stations?: readonly string[] };
  /** Rule 21: what plan, programme and forecast are known by later. */
  readonly record?: Record<string, never>;
  /** Rule 21: whether they are still those of a record. */
  readonly verify?: PlanRecord;
}

/** The figure that a question speaks of (rule 16). */
export interface FigureOf {
  /** A column of a row, deeper ones with `/`: `due/local`, `norm/short`, `funds/0/drawn`. */
  readonly figure: string;
  /** One year, or the first and the last of some; all years of the horizon where they are left out. */
  readonly years?: number | readonly [number, number];
  /** What the codes of its stations begin with. */
  readonly region?: string;
}

/** A record (rule 21): hashes in hexadecimal, and the version of the rules. */
export interface PlanRecord {
  readonly rules: string;
  readonly plan: string;
  readonly programme: string;
  readonly forecast: string;
}

/** A candidate of a seek, and the figure with it. */
export interface Tried {
  readonly value: string | number;
  readonly figure: string | number;
}

/** Figures of a month (rule 20), yuan as texts; pay + surplus = subsidy + top-up. */
export interface SheetFigures {
  readonly pay: string;
  readonly subsidy: string;
  /** By payer. */
  readonly shares: Readonly<Record<string, string>>;
  readonly top_up: string;
  readonly surplus: string;
}

/** What somebody, or several who are alike, are paid in a month at one station and post (rule 20). */
export interface SheetRow extends SheetFigures {
  readonly month: string;
  readonly station: string;
  readonly post: "administrative" | "service";
  /** The worker or hire in the plan, the station of filled or refilled posts: a JSON pointer. */
  readonly at: string;
  readonly id: string;
  readonly count: number;
  /** The annual pay of one. */
  readonly annual: string;
  /** What is owed of earlier months, since it is known only now; negative: what comes back. */
  readonly arrears: SheetFigures;
  readonly due: Readonly<Record<string, string>>;
  readonly payable: string;
}

/** How much of an explanation is wanted (rule 17), and with which change of the plan. */
export interface WhyAsked {
  /** How many of a sum's largest parts are shown, 0 for all; 20 if left out. */
  readonly fold?: number;
  /** The part that the tree is of: its place among the parts, from 0, at every level. */
  readonly open?: readonly number[];
  readonly change?: Change | string;
}

/** Of which stations a sheet is, all where none is named, and with which change of the plan. */
export interface SheetAsked {
  readonly stations?: readonly string[];
  readonly change?: Change | string;
}

/**
 * A month of a pay sheet (rule 20) as columns: each has what the rows of {@link Calculator.sheet} have, in their order, but
 * in columns of numbers, which are there at once however many people there are, and go to another thread without being
 * copied (as `amounts.pay.buffer`, which all columns of amounts of a month share).
 */
export interface SheetMonth {
  /** `"2019-03"`. */
  readonly month: string;
  /** How many rows there are. */
  readonly length: number;
  /** Whose rows there can be, the same lists in all months. */
  readonly keys: SheetKeys;
  /** Whose row it is: a place in {@link SheetKeys}. */
  readonly key: Uint32Array;
  /** How many are alike. */
  readonly count: Float64Array;
  /**
   * In fen, by the names that columns of tables have, in the order of rule 20: `annual`, `pay`, `subsidy`,
   * `share_province`, …, `top_up`, `surplus`, the same as `arrears_pay`, …, `due_province`, … and `payable`.
   */
  readonly amounts: Readonly<Record<string, BigInt64Array>>;
  /** By region, then of all: the call on each payer. */
  readonly totals: readonly SheetTotal[];
}

/** Whose rows a pay sheet can have (rule 20), in their order: lists as long as each other. */
export interface SheetKeys {
  readonly station: readonly string[];
  readonly post: readonly ("administrative" | "service")[];
  /** The worker or hire in the plan, the station of filled or refilled posts: a JSON pointer. */
  readonly at: readonly string[];
  /** The worker's id, `""` of others. */
  readonly id: readonly string[];
}

/** A cost of a month (rule 20). */
export interface SheetCost {
  readonly amount: string;
  /** By payer. */
  readonly shares: Readonly<Record<string, string>>;
}

/** What a month comes to in a region, `""` for all (rule 20): the call on each payer. */
export interface SheetTotal extends SheetFigures {
  readonly month: string;
  readonly region: string;
  readonly name: string;
  readonly headcount: number;
  readonly arrears: SheetFigures;
  /** By name. */
  readonly costs: Readonly<Record<string, SheetCost>>;
  readonly due: Readonly<Record<string, string>>;
  readonly payable: string;
}

/** A figure, or what it is made of (rule 17): its value is what `op` makes of the values of `parts`. */
export interface WhyNode {
  /** As it is printed; a fraction of expected values as `"n/d"`. */
  readonly value: string | number;
  /** The word of rules 0 and 14. */
  readonly what: string;
  /** The rule that made it. */
  readonly rule: number;
  readonly op: string;
  /** In a sentence, for a memo of calculation. */
  readonly zh: string;
  readonly en: string;
  /** None of what stands in the plan, is counted one by one, or is not shown. */
  readonly parts?: readonly WhyNode[];
  /** What decided it. */
  readonly because?: readonly { readonly at: string; readonly value: unknown }[];
  /** Where it stands in the plan; of `split` its entry. */
  readonly at?: string;
  readonly source?: string | { readonly zh: string; readonly en: string };
  readonly status?: string;
  /** Months of the calendar, or of a year. */
  readonly first?: string | number;
  readonly last?: string | number;
  readonly place?: number;
  readonly count?: number;
  readonly chances?: readonly string[];
}

/** An answer: what was asked for, or what is wrong with the question (rule 16). */
export interface QuestionAnswer {
  readonly why?: WhyNode;
  readonly compare?: {
    readonly base: string | number;
    readonly other: string | number;
    readonly difference: string | number;
    readonly effects: readonly {
      readonly cause: string;
      readonly effect: string | number;
      /** The Shapley value in units, a fraction in lowest terms. */
      readonly exact: string;
      readonly alone: string | number;
      readonly last: string | number;
    }[];
  };
  readonly seek?: {
    readonly value: string | number | null;
    readonly figure?: string | number;
    readonly next?: Tried | null;
    readonly tried: readonly Tried[];
  };
  readonly sheet?: { readonly rows: readonly SheetRow[]; readonly totals: readonly SheetTotal[] };
  readonly record?: PlanRecord;
  readonly verify?: { readonly same: boolean; readonly differs: readonly string[] };
  readonly errors?: readonly ErrorItem[];
  readonly more?: number;
}

/**
 * The answer to a question about plans (rule 16), the same bytes as from Rust and Python. What is wrong with a question
 * is an answer too, `{"errors": [...]}`, and nothing is thrown.
 *
 * @throws {RangeError} when it takes more memory than there is
 */
export function ask(question: Question | string): Json<QuestionAnswer>;

/**
 * Checks a plan, all but its calculation, and writes it out: the programme of a preset or reform whole,
 * defaults given.
 *
 * @throws {PlanError} when the plan breaks a rule
 */
export function check(plan: Plan | string): Json<Plan>;

/** The ids of the presets (rule 13). */
export function presets(): string[];

/**
 * A preset's programme (rule 13), every entry with its source and status.
 *
 * @throws {PlanError} when there is no such preset
 */
export function preset(id: string): Json<Programme>;

/** What somebody asks of a pot: a need, in whatever all are counted in, the least and the most that it gets. */
export interface Claim {
  /** Whole, or text with at most six decimals. */
  readonly need: number | string;
  readonly floor?: string | number;
  readonly cap?: string | number;
}

/** A pot that is given out. */
export interface Allotment {
  /** What each claim gets, in their order, and whether it stands at its floor or cap; together they are the pot. */
  readonly given: readonly { readonly amount: string; readonly bound?: "floor" | "cap" }[];
  /** The one level of all claims: yuan for a need, a fraction in lowest terms of whole numbers as text. */
  readonly level: { readonly yuan: string; readonly need: string };
}

/**
 * A pot over many claims in whole fen (rule 9): each gets the one level times its need, between its floor and its cap.
 *
 * @param amount yuan, like every amount `"280000000.00"` or whole
 * @throws {PlanError} when something is not written so, the floors exceed the pot, or the caps fall short of it
 *
 * @example
 * allot("1000", [{ need: 600 }, { need: 100, floor: "150" }, { need: 900 }]).given.map(({ amount }) => amount);
 * // ["340.00", "150.00", "510.00"]
 */
export function allot(amount: string | number, claims: readonly Claim[]): Allotment;

/** The lists of a programme. */
export type ListName = "subsidy" | "sharing" | "raise" | "appraisal" | "contract" | "norm" | "costs" | "funds";

/**
 * Which entries of a programme are in force in a month (rule 12): their places in each of its lists, from 0; of the
 * funds those that are open.
 *
 * @param month `2021-08`
 * @throws {PlanError} when something is wrong with the programme or the month
 */
export function inForce(programme: Programme | string, month: string): Record<ListName, number[]>;

/** A list of a plan that a table can bring, or all workers' moves or absences. */
export type TableKind = "stations" | "workers" | "hires" | "moves" | "absences";

/**
 * A table with a header: the bytes of a CSV file in UTF-8, UTF-16 with its mark or GB18030, or text, such as a
 * spreadsheet's clipboard has. Cells are parted by commas, tabs or semicolons.
 */
export type Table = string | BufferSource;

/** The tables of a plan; one without rows is one too. */
export type Tables = { readonly [kind in TableKind]?: Table | null | undefined };

/** By a column's name in the file the name of its field, in English or Chinese, or null to leave it out. */
export type Renamed = { readonly [name: string]: string | null };

/**
 * How columns are called that are not called by the names of fields, in all tables, or in one, which goes
 * before: `{ "备注": null, workers: { "年薪(元)": "pay" } }`.
 */
export type Columns = { readonly [name: string]: string | null | Renamed };

/** How tables are read that say something in words of their own. */
export interface TableOptions {
  /** What to do with columns that are no field: an error (default), or they are left out and told. */
  readonly unknown?: "error" | "leave";
  /** In what pay is, unless its heading or a cell says it: yuan (default) or ten thousands. */
  readonly pay_unit?: "yuan" | "wan" | "元" | "万元";
  /** What words of a column of grades mean, by word, or null for no grade: `{ "称职": "pass", "未参加": null }`. */
  readonly grades?: { readonly [word: string]: string | null };
}

/**
 * Cells that are put right before a table is read, by the row of the spreadsheet and the column's name; null leaves
 * the row out. The others keep their numbers: `{ workers: { 7: { "年薪": "52000" }, 9: null } }`.
 */
export type Edits = {
  readonly [kind in TableKind]?: { readonly [row: number]: { readonly [column: string]: string } | null };
};

/** A plan without the lists that tables bring. */
export type Outline = Omit<Plan, "stations"> & Partial<Pick<Plan, "stations">>;

/**
 * The whole plan, written out and checked as by {@link check}, from an outline and tables.
 *
 * A column's name and a cell may be Chinese or English: 社工站 or `station`, 服务性 or `service`. Months are
 * written `2021-08`, `2021/8/1`, `2021年8月`, `202108`; money `50000.00` or `50,000.00`; stations are called by
 * their code of 9 or 12 digits, or their name. Workers without ids have the number of their row among them.
 *
 * | table | fields |
 * | --- | --- |
 * | `stations` | `code` 编码, `name` 名称, `tier` 分档, `villages` 村居数, `opens` 建站, `closes` 撤站 |
 * | `workers` | `id` 编号, `station` 社工站, `post` 岗位, `hired` 入职, `left` 离职, `pay` 年薪, `pay_year` 年薪年度, `appraisal_2021` 考核2021 for each year, `decided_2021` 考核公布2021 when it became known, `provisional_2021` 考核暂定2021 what held until then |
 * | `hires` | `station` 社工站, `post` 岗位, `count` 人数, `month` 月份, `pay` 年薪 |
 * | `moves` | `id` 编号, `from` 起, `station` 调入社工站, `post` 岗位 |
 * | `absences` | `id` 编号, `from` 起, `to` 止 |
 *
 * @throws {PlanError} when something is wrong with outline or tables: each error with its row and column
 * @throws {TableError} when bytes are no table
 */
export function tables(
  outline: Outline | string,
  tables: Tables,
  columns?: Columns,
  options?: TableOptions,
  edits?: Edits,
): Json<Plan>;

/** A table as somebody sees it who says which column is which. */
export interface Preview {
  /** The names of the columns, as the file has them. */
  names: string[];
  /** For each the field that it is by its name, as {@link Columns} can say it, or null. */
  fields: (string | null)[];
  /** The first five rows. */
  rows: string[][];
  /** How many rows there are. */
  count: number;
  /** The rows of the file that are none of the table's: above the headings, sums, notes. */
  left_out: { line: number; text: string; why: "above" | "total" | "note" }[];
}

/**
 * Reads the columns and first rows of a table, whatever stands in them.
 *
 * @throws {TableError} when bytes are no table
 */
export function preview(table: Table, kind: TableKind): Preview;

/**
 * A checked plan, kept to try changes on: nothing is read or grouped again while the horizon stays, so an
 * answer comes while a slider moves. Each answer starts from the plan, not from the answer before.
 */
export class Calculator {
  /** @throws {PlanError} when reading or meaning find something wrong */
  constructor(plan: Plan | string);

  /**
   * A calculator of the plan that `tables` would give, with nothing written and read in between; its
   * errors know the tables' rows too.
   *
   * @throws {PlanError} when something is wrong with outline or tables
   * @throws {TableError} when bytes are no table
   */
  static ofTables(
    outline: Outline | string,
    tables: Tables,
    columns?: Columns,
    options?: TableOptions,
    edits?: Edits,
  ): Calculator;

  /** The plan, written out as by {@link check}. */
  plan(): Json<Plan>;

  /**
   * In which rows of its table, as a spreadsheet counts them, these places of a list stand, such as those that a hint
   * names; none of a list that came in no table.
   */
  rows(list: TableKind, places: readonly number[]): number[];

  /** The plan's own forecast. @throws {PlanError} */
  forecast(): Json<Forecast>;

  /** The forecast under a reform: a JSON merge patch on the programme. @throws {PlanError} */
  reform(patch: Reform | string): Json<Forecast>;

  /** The forecast with a change: a reform, and other assumptions, horizon, hires or `by`. @throws {PlanError} */
  change(change: Change | string): Json<Forecast>;

  /**
   * Why a figure of the forecast is so (rule 17), such as `"/totals/4/due/local"`: the tree that the question `why` answers
   * with. The first question of a change works the stations out one by one; the others take what that has.
   *
   * @throws {PlanError} a figure that the forecast does not have, at `/at`; a place without a part, at `/open/0`
   */
  why(at: string, asked?: WhyAsked): Json<WhyNode>;

  /**
   * The pay sheet of the months `"2019-01"` from `first` through `last` (rule 20), of all stations where none is named.
   *
   * @throws {PlanError} also where months have no sheet since they are left to chance: at `/sheet/last`, `uncertain`
   */
  sheet(first: string, last: string, asked?: SheetAsked): Json<NonNullable<QuestionAnswer["sheet"]>>;

  /**
   * The same, each month shown as soon as it is worked out, as columns. An error that `show` throws ends it.
   *
   * @throws {PlanError} as {@link sheet}, in the month in which what is wrong is known
   */
  sheetByMonth(first: string, last: string, show: (month: SheetMonth) => void, asked?: SheetAsked): void;

  /** Its totals alone: the monthly call on each payer, however many people there are. @throws {PlanError} */
  calls(first: string, last: string, asked?: SheetAsked): Json<readonly SheetTotal[]>;

  /** Gives the memory back at once; otherwise the garbage collector does. */
  free(): void;
}
