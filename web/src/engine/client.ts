// The page's end of the worker: what it is asked, and who hears the answers. How questions and answers travel, the
// package's exchange knows.
import { Exchange } from "shuangbai/exchange";
import type {
  About,
  Asked,
  Fault,
  Ground,
  Preview,
  Question,
  Reply,
  Request,
  TableKind,
  Whole,
  Wondered,
} from "./messages";
import { start } from "./engineStart";

export type Answer = Extract<Reply, { kind: "view" | "faults" }> | { kind: "broken"; message: string };
type Of<K> = Extract<Reply, { kind: K }>;
export type Ready = Of<"ready">;

/** What the worker refused, as a reply. */
export class Refused extends Error {
  constructor(readonly reply: Reply) {
    super(reply.kind);
  }
}

/** What an error says, in words; some say it in both languages. */
export function told(error: unknown, lang: "zh" | "en"): string {
  if (error instanceof Refused && error.reply.kind === "faults")
    return error.reply.groups.map((group) => group[lang]).join(" ");
  if (!(error instanceof Error)) return String(error);
  return (error as { zh?: string; en?: string })[lang] ?? (error.name === "Error" ? error.message : String(error));
}

export class Engine {
  #exchange = new Exchange<Request, Reply, Ground>(start);
  /** The newest, one object for each key, so that the worker is sent its towns and tables once. */
  #ground: Ground | undefined;
  #asked = 0;
  #show: (answer: Answer, newest: boolean) => void;
  readonly ready: Promise<Ready>;

  constructor(show: (answer: Answer, newest: boolean) => void) {
    this.#show = show;
    this.ready = this.#answer("ready", { kind: "ready" });
    // Whoever asks is told; that nobody asks yet is no error of its own.
    this.ready.catch(() => undefined);
  }

  /** Asks for a forecast; the answer is shown unless a newer question was there before it was asked. */
  ask(question: Question): void {
    const place = ++this.#asked;
    const show = (answer: Answer) => this.#show(answer, place === this.#asked);
    const { asked, opened } = this.#split(question);
    this.#exchange.put({ kind: "ask", ...asked }, { opened, topic: "ask" }).then(
      (reply) => show(reply as Answer),
      (error: unknown) => {
        if ((error as Error).name !== "AbortError") show({ kind: "broken", message: told(error, "en") });
      },
    );
  }

  /** A whole forecast, or the plan, as JSON text. */
  async whole(what: Whole["what"], question: Question): Promise<string> {
    const { asked, opened } = this.#split(question);
    return (await this.#answer("text", { kind: "whole", what, ...asked }, opened)).text;
  }

  /** The answer to a question about the plan that is asked, or its errors. */
  async question(about: About, question: Question): Promise<Wondered> {
    const { asked, opened } = this.#split(question);
    return (await this.#answer("answered", { kind: "question", about, ...asked }, opened)).answer;
  }

  /** All that was wrong the last time. */
  async allFaults(): Promise<Fault[]> {
    return (await this.#answer("allFaults", { kind: "allFaults" })).faults;
  }

  /** The controls and quota that say a plan file's reform, if any do; it is refused with its faults, if it has any. */
  check(text: string): Promise<Of<"checked">> {
    return this.#answer("checked", { kind: "check", text });
  }

  async preview(table: TableKind, data: Uint8Array | string): Promise<Preview> {
    return (await this.#answer("previewed", { kind: "preview", table, data })).preview;
  }

  async #answer<K extends Reply["kind"]>(kind: K, request: Request, opened?: Ground): Promise<Of<K>> {
    const reply = await this.#exchange.put(request, { opened });
    if (reply.kind !== kind) throw new Refused(reply);
    return reply as Of<K>;
  }

  #split({ ground, ...asked }: Question): { asked: Asked; opened: Ground } {
    if (this.#ground?.key !== ground.key) this.#ground = ground;
    return { asked, opened: this.#ground as Ground };
  }
}
