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

/** Starts the module from its bytes or compiled. Browsers allow it on the main thread only for small modules: use {@link init} there. */
export function initSync(source: BufferSource | WebAssembly.Module): void;

/**
 * A plan, programme, reform or change that breaks a rule. `errors` has all that a round found, sorted by
 * place, each with its code, its place as a JSON pointer, and texts in Chinese and English (rule 15).
 */
export class PlanError extends Error {
  readonly name: "PlanError";
  readonly errors: ErrorItem[];
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

/**
 * Checks a plan, all but its calculation, and writes it out: the programme of a preset or reform whole,
 * defaults given.
 *
 * @throws {PlanError} when the plan breaks a rule
 */
export function check(plan: Plan | string): Json<Plan>;

/** The ids of the presets. */
export function presets(): string[];

/**
 * A preset's programme, every entry with its source and status.
 *
 * @throws {PlanError} when there is no such preset
 */
export function preset(id: string): Json<Programme>;

/**
 * A checked plan, kept to try changes on: nothing is read or grouped again while the horizon stays, so an
 * answer comes while a slider moves. Each answer starts from the plan, not from the answer before.
 */
export class Calculator {
  /** @throws {PlanError} when reading or meaning find something wrong */
  constructor(plan: Plan | string);

  /** The plan's own forecast. @throws {PlanError} */
  forecast(): Json<Forecast>;

  /** The forecast under a reform: a JSON merge patch on the programme. @throws {PlanError} */
  reform(patch: Reform | string): Json<Forecast>;

  /** The forecast with a change: a reform, and other assumptions, horizon, hires or `by`. @throws {PlanError} */
  change(change: Change | string): Json<Forecast>;

  /** Gives the memory back at once; otherwise the garbage collector does. */
  free(): void;
}
