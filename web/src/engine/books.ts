// The page's end of the worker for workbooks. It is loaded when something is first asked of it.
import type { BookReply, BookRequest, Call, Calls, Wrong } from "./bookWorker";

/** What the worker could not do, in both languages. */
export class BookRefused extends Error {
  constructor(readonly wrong: Wrong) {
    super(wrong.en);
  }
}

type Waiting = { resolve: (value: never) => void; reject: (error: Error) => void };

export class Books {
  #worker: Promise<Worker> | null = null;
  #waiting = new Map<number, Waiting>();
  #id = 0;

  /** Asks a function of `shuangbai/excel`. */
  async ask<C extends Call>(call: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    const worker = await (this.#worker ??= this.#start());
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, call, args } satisfies BookRequest);
    });
  }

  async #start(): Promise<Worker> {
    const { default: BookWorker } = await import("./bookWorker?worker&inline");
    const worker = new BookWorker();
    worker.onmessage = ({ data }: MessageEvent<BookReply>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("wrong" in data) waiting?.reject(new BookRefused(data.wrong));
      else waiting?.resolve(data.value as never);
    };
    worker.onerror = ({ message }) => {
      this.#waiting.forEach(({ reject }) => reject(new BookRefused({ zh: message, en: message })));
      this.#waiting.clear();
      this.#worker = null;
    };
    return worker;
  }
}
