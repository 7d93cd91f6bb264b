// How a module is started and asked, that of figures and that of workbooks alike.

/** JSON text as it is, anything else written as JSON. */
export const written = (value) => (typeof value === "string" ? value : (JSON.stringify(value) ?? "null"));

export class Module {
  /** How often it was started anew. */
  age = 0;
  #start;
  #glue;
  #name;
  #refused;
  #starting;
  #ready = false;

  /** By its glue, `start` being what that starts it by; what it throws as JSON text becomes the error that `refused` makes of it. */
  constructor(start, glue, name, refused) {
    [this.#start, this.#glue, this.#name, this.#refused] = [start, glue, name, refused];
  }

  init = async (source) => {
    try {
      this.#starting ??= this.#start({ module_or_path: source });
      await this.#starting;
      this.#ready = true;
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  };

  initSync = (source) => {
    if (!this.#ready) this.#glue.initSync({ module: source });
    this.#ready = true;
  };

  /** Asks it: what is wrong is thrown as an error, and after a trap it starts anew. */
  ask = (work) => {
    if (!this.#ready) throw new Error(`${this.#name} is not ready: await init() first`);
    try {
      return work();
    } catch (thrown) {
      if (typeof thrown === "string") throw this.#refused(JSON.parse(thrown), thrown);
      if (thrown instanceof WebAssembly.RuntimeError) {
        this.age += 1;
        this.#glue.__wbg_reset_state();
        throw new RangeError(`this takes more memory than a browser gives; ${this.#name} was started anew`, {
          cause: thrown,
        });
      }
      throw thrown;
    }
  };
}
