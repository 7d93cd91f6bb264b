// Plans that are calculated in a worker. Types and documentation are in worker.d.ts.

import { Exchange } from "./exchange.js";

const own = () => new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module", name: "shuangbai" });

export class Client {
  #exchange;
  /** What a calculator is made of. */
  #opened;

  constructor(start = own) {
    this.#exchange = new Exchange(start);
  }

  open(plan) {
    this.#open([plan]);
  }

  openTables(outline, tables, columns, options, edits) {
    this.#open([outline, tables, columns, options, edits]);
  }

  plan = () => this.#put("plan");
  forecast = () => this.#put("forecast");
  reform = (patch) => this.#put("reform", patch);
  change = (change) => this.#put("change", change);
  rows = (list, places) => this.#put("rows", list, places);
  why = (at, asked) => this.#put("why", at, asked);
  sheet = (first, last, asked) => this.#put("sheet", first, last, asked);
  sheetByMonth = (first, last, show, asked) => {
    let keys;
    const part = (month) => show({ ...month, keys: (keys ??= month.keys) });
    return this.#told(part, "sheetByMonth", first, last, asked);
  };
  calls = (first, last, asked) => this.#put("calls", first, last, asked);
  ask = (question) => this.#put("ask", question);

  abort(why) {
    this.#exchange.abort(why);
  }

  dispose() {
    this.#exchange.dispose();
    this.#opened = undefined;
  }

  #open(opened) {
    this.#exchange.drop("another plan was opened");
    this.#opened = opened;
  }

  #put(door, ...given) {
    return this.#told(undefined, door, ...given);
  }

  #told(part, door, ...given) {
    return this.#exchange.put({ door, given }, { opened: this.#opened, topic: "plan", part });
  }
}
