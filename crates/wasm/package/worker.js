// Plans that are calculated in a worker. Types and documentation are in worker.d.ts.

import { PlanError, TableError } from "./errors.js";

const own = () => new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module", name: "shuangbai" });

const aborted = (why) => new DOMException(why, "AbortError");

export class Client {
  #start;
  #worker;
  /** What a calculator is made of, and whether the worker has it. */
  #opened;
  #sent = false;
  #busy;
  #waiting;
  #disposed = false;

  constructor(start = own) {
    this.#start = start;
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
  calls = (first, last, asked) => this.#put("calls", first, last, asked);
  ask = (question) => this.#put("ask", question);

  abort(why = "the question was aborted") {
    this.#waiting?.reject(aborted(why));
    this.#waiting = undefined;
    // Nobody can interrupt a calculation but by ending its worker.
    if (this.#busy) this.#end(aborted(why));
  }

  dispose() {
    this.#disposed = true;
    this.abort("the client was disposed of");
    this.#end();
    this.#opened = undefined;
  }

  #open(opened) {
    this.#waiting?.reject(aborted("another plan was opened"));
    this.#waiting = undefined;
    [this.#opened, this.#sent] = [opened, false];
  }

  #put(door, ...given) {
    if (this.#disposed) return Promise.reject(aborted("the client was disposed of"));
    return new Promise((resolve, reject) => {
      this.#waiting?.reject(aborted("a newer question was asked"));
      this.#waiting = { door, given, resolve, reject };
      this.#send();
    });
  }

  #send() {
    if (this.#busy || !this.#waiting) return;
    [this.#busy, this.#waiting] = [this.#waiting, undefined];
    const { door, given } = this.#busy;
    try {
      this.#worker ??= this.#started();
      this.#worker.postMessage({ opened: this.#sent ? undefined : this.#opened, door, given });
      this.#sent = true;
    } catch (error) {
      // Something that no message can hold, or no worker to be had.
      this.#settle("reject", error);
    }
  }

  #started() {
    const worker = this.#start();
    worker.onmessage = ({ data: { answer, refused, told, error } }) => {
      if (refused === "PlanError") this.#settle("reject", new PlanError(told));
      else if (refused === "TableError") this.#settle("reject", new TableError(told));
      else if (error) this.#settle("reject", error);
      else this.#settle("resolve", answer);
    };
    worker.onerror = ({ message }) => this.#end(new Error(message || "the worker of shuangbai did not start"));
    return worker;
  }

  /** Ends the worker; the next question starts another, which is sent the plan again. */
  #end(why) {
    if (this.#worker) {
      this.#worker.onmessage = this.#worker.onerror = null;
      this.#worker.terminate();
    }
    [this.#worker, this.#sent] = [undefined, false];
    if (this.#busy) this.#settle("reject", why);
  }

  #settle(how, what) {
    const busy = this.#busy;
    this.#busy = undefined;
    busy[how](what);
    this.#send();
  }
}
