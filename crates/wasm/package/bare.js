// shuangbai without a way to find its module: it is handed over to `init` or `initSync`.
// Types and documentation are in bare.d.ts.

import start, * as glue from "./glue.js";

/** A plan, patch or change that breaks a rule: all that a round found (rule 15). */
export class PlanError extends Error {
  constructor(errors) {
    const shown = errors.slice(0, 20).map(({ code, at, en }) => `${at || "plan"}: ${en} (${code})`);
    if (errors.length > shown.length) shown.push(`… ${errors.length - shown.length} more`);
    super(shown.join("\n"));
    this.name = "PlanError";
    this.errors = errors;
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
    if (typeof thrown === "string") throw new PlanError(JSON.parse(thrown).errors);
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

export const parse = (json) => JSON.parse(json);

export const forecast = (plan) => ask(() => glue.forecast(written(plan)));

export const check = (plan) => ask(() => glue.check(written(plan)));

export const presets = () => ask(() => glue.presets());

export const preset = (id) => ask(() => glue.preset(String(id)));

export class Calculator {
  #kept;
  #age;

  constructor(plan) {
    this.#kept = ask(() => new glue.Calculator(written(plan)));
    this.#age = age;
  }

  #ask(work) {
    if (this.#age !== age) throw new Error("this calculator was lost when shuangbai was started anew");
    return ask(() => work(this.#kept));
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
