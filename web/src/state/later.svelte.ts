// A question that is asked when nothing moves any more, once for each state of the page, and its answer or what is
// wrong with it. What is late gives way to what was asked after it.
import { told } from "../engine/client";
import type { About, Wondered } from "../engine/messages";
import { page } from "./store.svelte";

/** Milliseconds without a change after which the question is asked. */
const QUIET = 250;

export class Later {
  /** The last answer, also while the next is worked out; none where nobody looks and it is no longer right. */
  answer = $state.raw<Wondered | null>(null);
  working = $state(false);
  #error = $state.raw<unknown>(null);
  /** What is wrong, in words; nothing where nothing is. */
  readonly wrong = $derived(this.#error === null ? "" : told(this.#error, page.settings.lang));
  #asked = "";

  /**
   * To be called in an effect, whose end it gives back. Null asks nothing, and what is asked while nobody looks waits:
   * on paper, where all rooms are, nothing is of before.
   */
  follow(about: About | null, looked: boolean): (() => void) | undefined {
    if (page.asking || page.stale || !page.started) return;
    const key = about ? JSON.stringify([about, page.key()]) : "";
    if (key === this.#asked) return;
    if (!about || !looked) {
      this.#asked = "";
      this.answer = this.#error = null;
      this.working = false;
      return;
    }
    const later = setTimeout(() => void this.#ask(key, about), QUIET);
    return () => clearTimeout(later);
  }

  async #ask(key: string, about: About): Promise<void> {
    this.#asked = key;
    this.working = true;
    let answer: Wondered | null = null;
    let error: unknown = null;
    try {
      answer = await page.wonder(about);
    } catch (caught) {
      error = caught;
    }
    if (key !== this.#asked) return;
    [this.answer, this.#error, this.working] = [answer, error, false];
  }
}
