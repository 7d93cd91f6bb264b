// shuangbai without a way to find its module: it is handed over to `init` or `initSync`.
// Types and documentation are in bare.d.ts.

import { PlanError, TableError } from "./errors.js";
import start, * as glue from "./glue.js";
import { Module, written } from "./module.js";

const core = new Module(start, glue, "shuangbai", (told) => (told.errors ? new PlanError(told) : new TableError(told)));
const { init, initSync, ask } = core;
export { init as default, initSync, PlanError, TableError };

/** The tables of a plan, in the order in which the module has them. */
const kinds = ["stations", "workers", "hires", "moves", "absences"];

/** A table's text: of bytes by the encoding that the module sees in them, read by the browser's own. */
function text(table, kind) {
  if (typeof table === "string") return table;
  if (!(table instanceof ArrayBuffer || ArrayBuffer.isView(table))) {
    throw new TypeError("a table is text or the bytes of a CSV file");
  }
  const bytes = ArrayBuffer.isView(table)
    ? new Uint8Array(table.buffer, table.byteOffset, table.byteLength)
    : new Uint8Array(table);
  const place = kinds.indexOf(kind);
  const [encoding] = ask(() => glue.encoding(place, bytes)).split(" ");
  const read = decoded(bytes, encoding);
  if (read !== undefined) return read;
  throw new TableError(JSON.parse(ask(() => glue.no_text(place, firstLineOfNoText(bytes, encoding), encoding))));
}

/** The text of bytes, or nothing when they are none; of a `part` the last character may be cut. */
function decoded(bytes, encoding, part = false) {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: part });
  } catch {
    return undefined;
  }
}

/** The line, from 1, of the first bytes that are no text: behind the longest beginning that is. */
function firstLineOfNoText(bytes, encoding) {
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decoded(bytes.subarray(0, middle), encoding, true) === undefined) bad = middle;
    else good = middle;
  }
  return decoded(bytes.subarray(0, good), encoding, true).split("\n").length;
}

const isObject = (value) => typeof value === "object" && value !== null;

/** What the module takes for tables: their text, the new names of columns, how they are read, cells put right. */
function given(tables, columns = {}, options = {}, edits = {}) {
  if (![tables, columns, edits].every(isObject)) throw new TypeError("tables, columns and edits are objects");
  for (const kind of [...Object.keys(tables), ...Object.keys(edits)]) {
    if (!kinds.includes(kind)) throw new TypeError(`no table ${kind}, there are ${kinds.join(", ")}`);
  }
  const ofTable = (kind) => isObject(columns[kind]) && kinds.includes(kind);
  const ofAll = Object.entries(columns).filter(([name]) => !ofTable(name));
  const renamed = kinds.flatMap((kind) => {
    const pairs = [...ofAll, ...(ofTable(kind) ? Object.entries(columns[kind]) : [])].filter(
      ([, name]) => name !== undefined,
    );
    const wrong = pairs.find(([, name]) => name !== null && typeof name !== "string");
    if (wrong) throw new TypeError(`column ${wrong[0]}: its new name is text, or null to leave it out`);
    return pairs.flatMap(([old, name]) => [kind, old, name === null ? "" : `=${name}`]);
  });
  const all = kinds.map((kind) => (tables[kind] == null ? undefined : text(tables[kind], kind)));
  const cells = kinds.flatMap((kind) => edited(kind, edits[kind] ?? {}));
  return [...all, renamed, written(options ?? {}), cells];
}

/** The cells of a table that are put right, and the rows that are left out. */
function edited(kind, rows) {
  return Object.entries(rows).flatMap(([row, cells]) => {
    if (!/^[1-9]\d*$/.test(row)) throw new TypeError(`row ${row} of ${kind}: rows are counted from 1`);
    if (cells === null) return [kind, row, "", ""];
    return Object.entries(cells).flatMap(([column, cell]) => {
      if (typeof cell !== "string") throw new TypeError(`row ${row} of ${kind}, column ${column}: a cell is text`);
      return [kind, row, column, `=${cell}`];
    });
  });
}

export const parse = (json) => JSON.parse(json);

export const forecast = (plan) => ask(() => glue.forecast(written(plan)));

const asked = (question) => ask(() => glue.ask(written(question)));
export { asked as ask };

export const check = (plan) => ask(() => glue.check(written(plan)));

export const presets = () => ask(() => glue.presets());

export const preset = (id) => ask(() => glue.preset(String(id)));

export const allot = (amount, claims) => JSON.parse(ask(() => glue.allot(written({ amount, claims }))));

export const inForce = (programme, month) => JSON.parse(ask(() => glue.in_force(written(programme), String(month))));

export function tables(outline, tables, columns, options, edits) {
  const all = given(tables, columns, options, edits);
  return ask(() => glue.tables(written(outline), ...all));
}

export function preview(table, kind) {
  const place = kinds.indexOf(kind);
  if (place < 0) throw new TypeError(`no table ${String(kind)}, there are ${kinds.join(", ")}`);
  const all = text(table, kind);
  return JSON.parse(ask(() => glue.preview(all, place)));
}

/** Takes a sheet's months from the module, and shows them. */
class Months {
  #show;
  #keys;
  /** What `show` threw, which does not go through the module. */
  wrong;

  constructor(show) {
    if (typeof show !== "function") throw new TypeError("each month is shown to a function");
    this.#show = show;
  }

  keys(keys) {
    this.#keys = JSON.parse(keys);
  }

  month(month, totals, key, count, names, all) {
    const { length } = key;
    const column = (name, at) => [name, all.subarray(at * length, (at + 1) * length)];
    const amounts = Object.fromEntries(names.map(column));
    try {
      this.#show({ month, length, keys: this.#keys, key, count, amounts, totals: JSON.parse(totals) });
      return true;
    } catch (error) {
      this.wrong = { error };
      return false;
    }
  }
}

/** So that `ofTables` hands over what is kept already. */
const kept = Symbol("kept");

export class Calculator {
  #kept;
  #age;

  constructor(plan) {
    this.#kept = isObject(plan) && kept in plan ? plan[kept] : ask(() => new glue.Calculator(written(plan)));
    this.#age = core.age;
  }

  static ofTables(outline, tables, columns, options, edits) {
    const all = given(tables, columns, options, edits);
    return new Calculator({ [kept]: ask(() => glue.Calculator.of_tables(written(outline), ...all)) });
  }

  #ask(work) {
    if (this.#age !== core.age) throw new Error("this calculator was lost when shuangbai was started anew");
    return ask(() => work(this.#kept));
  }

  plan() {
    return this.#ask((kept) => kept.plan());
  }

  forecast() {
    return this.#ask((kept) => kept.forecast());
  }

  reform(patch) {
    return this.#ask((kept) => kept.reform(written(patch)));
  }

  change(change) {
    return this.#ask((kept) => kept.change(written(change)));
  }

  rows(list, places) {
    return [...this.#ask((kept) => kept.rows(String(list), Uint32Array.from(places)))];
  }

  why(at, { fold = 20, open = [], change = {} } = {}) {
    for (const place of [fold, ...open]) {
      if (!Number.isInteger(place) || place < 0 || place > 0xffffffff) {
        throw new TypeError(`fold and the places of open are whole numbers from 0 on, not ${String(place)}`);
      }
    }
    return this.#ask((kept) => kept.why(written(change), String(at), fold, Uint32Array.from(open)));
  }

  sheet(first, last, { stations = [], change = {} } = {}) {
    return this.#ask((kept) => kept.sheet(written(change), String(first), String(last), [...stations]));
  }

  sheetByMonth(first, last, show, { stations = [], change = {} } = {}) {
    const months = new Months(show);
    this.#ask((kept) => kept.sheet_by_month(written(change), String(first), String(last), [...stations], months));
    if (months.wrong) throw months.wrong.error;
  }

  calls(first, last, { stations = [], change = {} } = {}) {
    return this.#ask((kept) => kept.calls(written(change), String(first), String(last), [...stations]));
  }

  free() {
    if (this.#age === core.age) this.#kept.free();
    this.#age = -1;
  }
}
