// The page's end of the worker. One question is under way at a time, and of those that wait only the newest
// is asked: while a slider moves, nothing queues up.
import { BookRefused } from "./books";
import EngineWorker from "./worker?worker&inline";
import type {
  About,
  Ask,
  Fault,
  GroundSent,
  Preview,
  Question,
  Reply,
  Request,
  TableKind,
  Whole,
  Wondered,
} from "./messages";

export type Answer = Extract<Reply, { kind: "view" | "faults" | "broken" }>;
export type Ready = Extract<Reply, { kind: "ready" }>;

/** What the worker refused, as a reply. */
export class Refused extends Error {
  constructor(readonly reply: Reply) {
    super(reply.kind);
  }
}

/** What an error says, in words. */
export function told(error: unknown, lang: "zh" | "en"): string {
  if (error instanceof BookRefused) return error.wrong[lang];
  const reply = error instanceof Refused ? error.reply : null;
  if (reply?.kind === "faults") return reply.groups.map((group) => group[lang]).join(" ");
  return reply?.kind === "broken" ? reply.message : String(error);
}

export class Engine {
  /** Null where the browser, or what stands before it, has none. */
  #worker: Worker | null = null;
  #id = 0;
  #busy = 0;
  #known = "";
  #next: Question | null = null;
  #waiting = new Map<number, (reply: Reply) => void>();
  #show: (answer: Answer, newest: boolean) => void;
  readonly ready: Promise<Ready>;

  constructor(show: (answer: Answer, newest: boolean) => void) {
    this.#show = show;
    this.ready = new Promise((resolve, reject) => {
      this.#waiting.set(0, (reply) => (reply.kind === "ready" ? resolve(reply) : reject(new Refused(reply))));
    });
    // Whoever asks is told; that nobody asks yet is no error of its own.
    this.ready.catch(() => undefined);
    const broken = (message: string) => this.#hear({ kind: "broken", id: 0, message });
    try {
      this.#worker = new EngineWorker();
      this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#hear(data);
      this.#worker.onerror = ({ message = "" }) => broken(message);
    } catch (error) {
      broken(String(error));
    }
  }

  /** Asks for a forecast; the answer is shown unless a newer question was there before it was asked. */
  ask(question: Question): void {
    this.#next = question;
    if (!this.#busy) this.#send();
  }

  /** A whole forecast, or the plan, as JSON text. */
  async whole(what: Whole["what"], ask: Question): Promise<string> {
    const reply = await this.#once({ kind: "whole", what, ...this.#numbered(ask) });
    if (reply.kind !== "text") throw new Refused(reply);
    return reply.text;
  }

  /** The answer to a question about the plan that is asked, or its errors. */
  async question(about: About, ask: Question): Promise<Wondered> {
    const reply = await this.#once({ kind: "question", about, ...this.#numbered(ask) });
    if (reply.kind !== "answered") throw new Refused(reply);
    return reply.answer;
  }

  /** All that was wrong the last time. */
  async allFaults(): Promise<Fault[]> {
    const reply = await this.#once({ kind: "allFaults", id: ++this.#id });
    if (reply.kind !== "allFaults") throw new Refused(reply);
    return reply.faults;
  }

  /** The controls and quota that say a plan file's reform, if any do; it is refused with its faults, if it has any. */
  async check(text: string): Promise<Extract<Reply, { kind: "checked" }>> {
    const reply = await this.#once({ kind: "check", id: ++this.#id, text });
    if (reply.kind !== "checked") throw new Refused(reply);
    return reply;
  }

  async preview(table: TableKind, data: Uint8Array | string): Promise<Preview> {
    const reply = await this.#once({ kind: "preview", id: ++this.#id, table, data });
    if (reply.kind !== "previewed") throw new Refused(reply);
    return reply.preview;
  }

  #once(request: Request): Promise<Reply> {
    return new Promise((resolve) => {
      this.#waiting.set(request.id, resolve);
      this.#worker?.postMessage(request);
    });
  }

  #send(): void {
    if (!this.#next) return;
    const asked: Ask = { kind: "ask", ...this.#numbered(this.#next) };
    this.#busy = asked.id;
    this.#worker?.postMessage(asked);
    this.#next = null;
  }

  /** With its number. Towns and tables are sent once; afterwards their key is enough. */
  #numbered({ ground, ...asked }: Question): Question<GroundSent> & { id: number } {
    const known = this.#known === ground.key;
    this.#known = ground.key;
    return { id: ++this.#id, ...asked, ground: known ? { key: ground.key } : ground };
  }

  #hear(reply: Reply): void {
    const id = reply.kind === "ready" ? 0 : reply.id;
    const waiting = this.#waiting.get(id);
    if (waiting) {
      this.#waiting.delete(id);
      waiting(reply);
    } else if (id === this.#busy || id === 0) {
      this.#busy = 0;
      this.#show(reply as Answer, !this.#next);
      this.#send();
    }
  }
}
