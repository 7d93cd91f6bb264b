// Why a reform comes to more or less: the causes of a figure's difference (rule 18), asked for when nothing moves.
import type { FigureOf, QuestionAnswer } from "shuangbai/bare";
import { payersOf } from "../charts/figures";
import type { YearChoice } from "../engine/messages";
import { fen } from "../money";
import type { Effect } from "./answer";
import { page } from "./store.svelte";

export type Compared = NonNullable<QuestionAnswer["compare"]>;

/** Milliseconds without a change after which the causes are asked for. */
const QUIET = 350;

class Bridge {
  /** The figure chosen. */
  figure = $state("due");
  /** Its causes, or what is wrong with asking; null while they are worked out. */
  answer = $state.raw<QuestionAnswer | null>(null);
  /** The causes of all that is due together: each payer's added up. */
  effects = $state.raw<Effect[] | null>(null);
  #asked = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** To be called in an effect. */
  follow(): void {
    const { base, reform, asking, stale, year } = page;
    const key = JSON.stringify([this.figure, page.key()]);
    clearTimeout(this.#timer);
    if (!reform || !base) {
      this.#asked = "";
      this.answer = this.effects = null;
      return;
    }
    if (asking || stale || key === this.#asked) return;
    this.effects = this.answer = null;
    this.#timer = setTimeout(() => {
      this.#asked = key;
      void this.#ask(key, payersOf(reform), year);
    }, QUIET);
  }

  async #ask(key: string, payers: readonly string[], year: YearChoice): Promise<void> {
    const of = (figure: string): FigureOf => (year === "sum" ? { figure } : { figure, years: year });
    try {
      const all: Record<string, bigint> = {};
      for (const name of payers) {
        const { compare } = await page.wonder({ compare: of(`due/${name}`) });
        if (key !== this.#asked) return;
        for (const { cause, effect } of compare?.effects ?? []) {
          all[cause] = (all[cause] ?? 0n) + fen(String(effect));
        }
      }
      this.effects = Object.entries(all).map(([cause, effect]) => ({ cause, effect }));
      if (this.figure === "due") return;
      const answer = await page.wonder({ compare: ofFigure(this.figure, of) });
      if (key === this.#asked) this.answer = answer;
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
