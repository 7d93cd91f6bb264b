// Questions to a worker and their answers, both ends. Types and documentation are in exchange.d.ts.

import { PlanError, TableError, WorkbookError } from "./errors.js";

/** Errors that arrive as what they were; a message makes plain ones of all others. */
const own = { PlanError, TableError, WorkbookError };

const aborted = (why) => new DOMException(why, "AbortError");

export class Exchange {
  #start;
  #thread;
  /** What the worker has opened. */
  #has;
  #busy;
  #waiting = [];
  #disposed = false;

  constructor(start) {
    this.#start = start;
  }

  put(question, { opened, topic, part } = {}) {
    if (this.#disposed) return Promise.reject(aborted("the client was disposed of"));
    return new Promise((resolve, reject) => {
      if (topic !== undefined) this.#drop("a newer question was asked", (one) => one.topic === topic);
      this.#waiting.push({ question, opened, topic, part, resolve, reject });
      this.#send();
    });
  }

  drop(why = "the question was dropped") {
    this.#drop(why, () => true);
  }

  abort(why = "the question was aborted") {
    this.drop(why);
    // Nobody can interrupt a calculation but by ending its worker.
    if (this.#busy) this.#end(aborted(why));
  }

  dispose() {
    this.#disposed = true;
    this.abort("the client was disposed of");
    this.#end();
  }

  #drop(why, which) {
    const dropped = this.#waiting.filter(which);
    this.#waiting = this.#waiting.filter((one) => !which(one));
    for (const { reject } of dropped) reject(aborted(why));
  }

  #send() {
    if (this.#busy || !this.#waiting.length) return;
    this.#busy = this.#waiting.shift();
    const { question, opened } = this.#busy;
    try {
      this.#thread ??= this.#started();
      this.#thread.postMessage({ opened: opened === this.#has ? undefined : opened, ...question });
      this.#has = opened ?? this.#has;
    } catch (error) {
      // Something that no message can hold, or no worker to be had.
      this.#settle("reject", error);
    }
  }

  #started() {
    const thread = this.#start();
    thread.onmessage = ({ data }) => {
      if ("part" in data) this.#hear(data.part);
      else if (data.refused) this.#settle("reject", new own[data.refused](data.told));
      else if ("error" in data) this.#settle("reject", data.error);
      else this.#settle("resolve", data.answer);
    };
    thread.onerror = ({ message }) => this.#end(new Error(message || "the worker of shuangbai did not start"));
    return thread;
  }

  #hear(part) {
    try {
      this.#busy.part?.(part);
    } catch (error) {
      this.#end(error);
    }
  }

  /** Ends the worker; the next question starts another, which is sent again what it needs. */
  #end(why) {
    if (this.#thread) {
      this.#thread.onmessage = this.#thread.onerror = null;
      this.#thread.terminate();
    }
    this.#thread = this.#has = undefined;
    if (this.#busy) this.#settle("reject", why);
  }

  #settle(how, what) {
    const busy = this.#busy;
    this.#busy = undefined;
    busy[how](what);
    this.#send();
  }
}

export function answering(answer, thread = self) {
  thread.onmessage = async ({ data: { opened, ...question } }) => {
    const part = (part, transfer = []) => thread.postMessage({ part }, transfer);
    try {
      thread.postMessage({ answer: await answer(question, opened, part) });
    } catch (error) {
      const refused = Object.keys(own).find((name) => error instanceof own[name]);
      thread.postMessage(refused ? { refused, told: { ...error } } : { error });
    }
  };
}
