// Why a reform comes to more or less: the causes of a figure's difference (rule 18), asked for when nothing moves.
import type { FigureOf, QuestionAnswer } from "shuangbai/bare";
import { payersOf } from "../charts/figures";
import type { YearChoice } from "../engine/messages";
import { fen } from "../money";
import type { Effect } from "./answer";
import { join, together } from "./causes";
import { page } from "./store.svelte";

export type Compared = NonNullable<QuestionAnswer["compare"]>;
type Wrong = NonNullable<QuestionAnswer["errors"]>;

/** Milliseconds without a change after which the causes are asked for. */
const QUIET = 350;

class Bridge {
  /** The figure chosen. */
  figure = $state("due");
  /** Its causes; null while they are worked out. */
  answer = $state.raw<Compared | null>(null);
  /** What is wrong with asking. */
  wrong = $state.raw<Wrong>([]);
  /** The causes of all that is due together: each payer's added up. */
  effects = $state.raw<Effect[] | null>(null);
  /** Causes of which the plan has errors without each other, so that they are asked for as one. */
  joined = $state.raw<readonly (readonly string[])[]>([]);
  /** The causes that have to be joined, by what is wrong; none where that is something else. */
  readonly apart = $derived(this.wrong.map(together).find((causes) => causes.length > 1) ?? []);
  #asked = "";
  #of = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** To be called in an effect. */
  follow(): void {
    const { base, reform, asking, stale, year, settings } = page;
    // Other rules fall into other causes.
    const of = JSON.stringify([settings.programme, settings.own, settings.patch, settings.reform]);
    if (of !== this.#of) [this.#of, this.joined] = [of, []];
    const key = JSON.stringify([this.figure, this.joined, page.key()]);
    clearTimeout(this.#timer);
    if (!reform || !base) {
      this.#asked = "";
      this.#clear();
      return;
    }
    if (asking || stale || key === this.#asked) return;
    this.#clear();
    this.#timer = setTimeout(() => {
      this.#asked = key;
      void this.#ask(key, payersOf(reform), year);
    }, QUIET);
  }

  /** Asks again, with those that have to be joined as one. */
  join(): void {
    this.joined = join(this.joined, this.apart);
  }

  /** A cause, with those that are one with it. */
  with(cause: string): readonly string[] {
    return this.joined.find((causes) => causes.includes(cause)) ?? [cause];
  }

  #clear(): void {
    this.effects = this.answer = null;
    this.wrong = [];
  }

  async #ask(key: string, payers: readonly string[], year: YearChoice): Promise<void> {
    const of = (figure: string): FigureOf => (year === "sum" ? { figure } : { figure, years: year });
    const join = this.joined;
    try {
      const all: Record<string, bigint> = {};
      for (const name of payers) {
        const { compare, errors } = await page.wonder({ compare: of(`due/${name}`), join });
        if (key !== this.#asked) return;
        if (errors) {
          this.wrong = errors;
          return;
        }
        for (const { cause, effect } of compare?.effects ?? []) {
          all[cause] = (all[cause] ?? 0n) + fen(String(effect));
        }
      }
      this.effects = Object.entries(all).map(([cause, effect]) => ({ causes: this.with(cause), effect }));
      if (this.figure === "due") return;
      const { compare = null, errors = [] } = await page.wonder({ compare: ofFigure(this.figure, of), join });
      if (key === this.#asked) [this.answer, this.wrong] = [compare, errors];
    } catch {
      // What is wrong with the plan is told above the figures.
      if (key === this.#asked) this.#asked = "";
    }
  }
}

/** What a pool leaves unspent is one figure, of no year. */
const ofFigure = (figure: string, of: (figure: string) => FigureOf): FigureOf =>
  figure.endsWith("/unspent") ? { figure } : of(figure);

export const bridge = new Bridge();
