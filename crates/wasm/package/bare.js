// shuangbai without a way to find its module: it is handed over to `init` or `initSync`.
// Types and documentation are in bare.d.ts.

import start, * as glue from "./glue.js";

/** A plan, patch or change that breaks a rule: all that a round found (rule 15). */
export class PlanError extends Error {
  constructor(errors) {
    const shown = errors.slice(0, 20).map((error) => `${place(error)}: ${error.en} (${error.code})`);
    if (errors.length > shown.length) shown.push(`… ${errors.length - shown.length} more`);
    super(shown.join("\n"));
    this.name = "PlanError";
    this.errors = errors;
  }
}

/** An error's place as the author of a table knows it, or in the plan. */
function place({ at, table, row, column }) {
  if (table === undefined || row === undefined) return at || "plan";
  return `${table}, row ${row}${column === undefined ? "" : `, column \`${column}\``}`;
}

/** Bytes or text that are no table. */
export class TableError extends Error {
  constructor({ table, line, zh, en }) {
    super(`${table}: ${en}`);
    this.name = "TableError";
    this.table = table;
    this.line = line;
    this.zh = zh;
    this.en = en;
  }
}

let starting;
let ready = false;
/** How often the module was started anew. */
let age = 0;

export default async function init(source) {
  try {
    starting ??= start({ module_or_path: source });
    await starting;
    ready = true;
  } catch (error) {
    starting = undefined;
    throw error;
  }
}

export function initSync(source) {
  if (!ready) glue.initSync({ module: source });
  ready = true;
}

/** Asks the module: errors of a plan are thrown as such, and after a trap the module starts anew. */
function ask(work) {
  if (!ready) throw new Error("shuangbai is not ready: await init() first");
  try {
    return work();
  } catch (thrown) {
    if (typeof thrown === "string") {
      const told = JSON.parse(thrown);
      throw told.errors ? new PlanError(told.errors) : new TableError(told);
    }
    if (thrown instanceof WebAssembly.RuntimeError) {
      age += 1;
      glue.__wbg_reset_state();
      throw new RangeError("this takes more memory than a browser gives; shuangbai was started anew", {
        cause: thrown,
      });
    }
    throw thrown;
  }
}

/** JSON text as it is, anything else written as JSON. */
const written = (value) => (typeof value === "string" ? value : (JSON.stringify(value) ?? "null"));

/** The tables of a plan, in the order in which the module has them. */
const kinds = ["stations", "workers", "hires"];

/** A table's bytes: of text those of UTF-8. */
function bytes(table) {
  if (typeof table === "string") return new TextEncoder().encode(table);
  if (table instanceof ArrayBuffer) return new Uint8Array(table);
  if (ArrayBuffer.isView(table)) return new Uint8Array(table.buffer, table.byteOffset, table.byteLength);
  throw new TypeError("a table is text or the bytes of a CSV file");
}

const isObject = (value) => typeof value === "object" && value !== null;

/** What the module takes for tables: their bytes, and the new names of the columns of each. */
function given(tables, columns = {}) {
  if (!isObject(tables) || !isObject(columns)) throw new TypeError("tables and columns are objects");
  for (const kind of Object.keys(tables)) {
    if (!kinds.includes(kind)) throw new TypeError(`no table ${kind}, there are ${kinds.join(", ")}`);
  }
  const ofTable = (kind) => isObject(columns[kind]) && kinds.includes(kind);
  const ofAll = Object.entries(columns).filter(([name]) => !ofTable(name));
  const renamed = kinds.map((kind) => {
    const pairs = [...ofAll, ...(ofTable(kind) ? Object.entries(columns[kind]) : [])].filter(([, name]) => name !== undefined);
    const wrong = pairs.find(([, name]) => name !== null && typeof name !== "string");
    if (wrong) throw new TypeError(`column ${wrong[0]}: its new name is text, or null to leave it out`);
    return Object.fromEntries(pairs);
  });
  const all = kinds.map((kind) => (tables[kind] == null ? undefined : bytes(tables[kind])));
  return [...all, JSON.stringify(renamed)];
}

export const parse = (json) => JSON.parse(json);

export const forecast = (plan) => ask(() => glue.forecast(written(plan)));

export const check = (plan) => ask(() => glue.check(written(plan)));

export const presets = () => ask(() => glue.presets());

export const preset = (id) => ask(() => glue.preset(String(id)));

export function tables(outline, tables, columns) {
  const all = given(tables, columns);
  return ask(() => glue.tables(written(outline), ...all));
}

export function preview(table, kind) {
  const place = kinds.indexOf(kind);
  if (place < 0) throw new TypeError(`no table ${String(kind)}, there are ${kinds.join(", ")}`);
  const all = bytes(table);
  return JSON.parse(ask(() => glue.preview(all, place)));
}

/** So that `ofTables` hands over what is kept already. */
const kept = Symbol("kept");

export class Calculator {
  #kept;
  #age;

  constructor(plan) {
    this.#kept = isObject(plan) && kept in plan ? plan[kept] : ask(() => new glue.Calculator(written(plan)));
    this.#age = age;
  }

  static ofTables(outline, tables, columns) {
    const all = given(tables, columns);
    return new Calculator({ [kept]: ask(() => glue.Calculator.of_tables(written(outline), ...all)) });
  }

  #ask(work) {
    if (this.#age !== age) throw new Error("this calculator was lost when shuangbai was started anew");
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

  free() {
    if (this.#age === age) this.#kept.free();
    this.#age = -1;
  }
}
