/** What an exchange needs of a worker. */
export type Thread = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

/** How a question is asked. */
export interface Asking<Opened> {
  /**
   * What the question is about where that is large: a worker is sent it once, and again only when another object was sent in
   * between, or the worker had to be ended.
   */
  opened?: Opened | undefined;
  /** Of the questions of one topic that wait only the newest is asked. Without a topic each waits its turn. */
  topic?: string;
  /** Hears the parts of an answer that come before its end. What it throws ends the worker, and rejects the question. */
  part?: ((part: never) => void) | undefined;
}

/**
 * Questions to a worker of one's own, as `shuangbai/worker` asks them of the package's: one is under way at a time, in the order in
 * which they were put. The worker answers by {@link answering}.
 *
 * What is dropped is rejected with an `AbortError`, a `DOMException`. A worker that breaks, or that can't be had, rejects what is
 * under way; the next question starts another. A `PlanError`, `TableError` or `WorkbookError` arrives as what it was.
 */
export class Exchange<Question extends object, Answer, Opened = unknown> {
  /** @param start Gives the worker. It is called when the first question is asked, and again after {@link abort}. */
  constructor(start: () => Thread);

  /** The answer to a question, which may be whatever a message can hold. */
  put(question: Question, asking?: Asking<Opened>): Promise<Answer>;

  /** Drops what waits; what is under way is answered. */
  drop(why?: string): void;

  /** Stops at once what is under way, by ending the worker, and drops what waits. */
  abort(why?: string): void;

  /** Ends the worker for good; later questions are rejected with an `AbortError`. */
  dispose(): void;
}

/**
 * The worker's end: `answer` is asked one question after the other, with what was opened where that came along, and what it
 * throws is told. By its third argument it tells a part of its answer at once, with what of it is handed over uncopied.
 *
 * @param thread What messages come to, by default the worker that this runs in.
 */
export function answering<Question, Opened = unknown>(
  answer: (
    question: Question,
    opened: Opened | undefined,
    part: (part: unknown, transfer?: Transferable[]) => void,
  ) => unknown,
  thread?: Pick<Worker, "postMessage" | "onmessage">,
): void;
