// The page's end of the worker for workbooks. It is loaded when something is first asked of it.
import { Exchange } from "shuangbai/exchange";
import type { BookRequest, Call, Calls } from "./bookWorker";

export class Books {
  #exchange: Promise<Exchange<BookRequest, unknown>> | null = null;

  /** Asks a function of `shuangbai/excel`. */
  async ask<C extends Call>(call: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    const exchange = await (this.#exchange ??= this.#loaded());
    return exchange.put({ call, args }) as Promise<ReturnType<Calls[C]>>;
  }

  async #loaded(): Promise<Exchange<BookRequest, unknown>> {
    try {
      const { default: BookWorker } = await import("./bookWorker?worker&inline");
      return new Exchange(() => new BookWorker());
    } catch (error) {
      // Asked again, it is tried again.
      this.#exchange = null;
      throw error;
    }
  }
}
