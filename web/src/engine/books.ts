// The page's end of the worker for workbooks. It is loaded when something is first asked of it.
import { Exchange } from "shuangbai/exchange";
import type { BookRequest, Call, Calls } from "./bookWorker";

export class Books {
  #exchange: Promise<Exchange<BookRequest, unknown>> | null = null;

  /** `slow` hears when it has not started in so many milliseconds, and when it has. */
  constructor(
    readonly patience: number,
    readonly slow: (slow: boolean) => void,
  ) {}

  /** Asks a function of `shuangbai/excel`. */
  async ask<C extends Call>(call: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    const exchange = await (this.#exchange ??= this.#loaded());
    return exchange.put({ call, args }) as Promise<ReturnType<Calls[C]>>;
  }

  async #loaded(): Promise<Exchange<BookRequest, unknown>> {
    const late = setTimeout(() => this.slow(true), this.patience);
    const there = () => {
      clearTimeout(late);
      this.slow(false);
    };
    try {
      const { start } = await import("./bookStart");
      const exchange = new Exchange<BookRequest, unknown>(start);
      exchange.put({ call: "started", args: [] }).then(there, there);
      return exchange;
    } catch (error) {
      there();
      // Asked again, it is tried again.
      this.#exchange = null;
      throw error;
    }
  }
}
