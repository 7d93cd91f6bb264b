// What is typed acts while it is typed, as soon as it fits; what doesn't fit acts on nothing and stays to be mended.
import { page } from "../state/store.svelte";

export class Typing {
  /** What stands in the field while it is not the value: half typed, or wrong. */
  text = $state<string | null>(null);
  /** Whether it is told as wrong: not before somebody has ended typing. */
  wrong = $state(false);
  #id: string;
  #fits: (text: string) => boolean;
  #use: (text: string) => void;

  constructor(id: string, fits: (text: string) => boolean, use: (text: string) => void) {
    this.#id = id;
    this.#fits = fits;
    this.#use = use;
  }

  input(text: string): boolean {
    const fits = this.#fits(text);
    this.text = text;
    this.wrong &&= !fits;
    page.mark(this.#id, !fits);
    if (fits) this.#use(text);
    return fits;
  }

  done(text: string): void {
    if (this.input(text)) this.text = null;
    else this.wrong = true;
  }

  /** Back to the value. */
  reset(): void {
    this.text = null;
    this.wrong = false;
    page.mark(this.#id, false);
  }
}
