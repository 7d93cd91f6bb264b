// What a plan says, or as much of one as is known, as settings of the page.
import type { Plan, Programme, Reform } from "shuangbai/bare";
import { millionths } from "../money";
import type { ReformChoice } from "./reform";
import { sorted } from "./reform";
import { OWN, type Settings } from "./settings";

/** What of a plan a file of another kind may say by itself. */
export type Said = Pick<Partial<Plan>, "programme" | "horizon" | "assumptions" | "by"> & { reform?: Reform };

const chance = (rate: string | number | undefined, usual: number): number =>
  rate === undefined ? usual : millionths(rate);

/** The settings of what is said; nothing of what isn't. */
export function settingsIn(
  { programme, horizon, assumptions, by }: Said,
  presets: readonly Programme[],
): Partial<Settings> {
  const settings: Partial<Settings> = { ...horizon };
  if (programme !== undefined) {
    const whole = typeof programme === "object" ? programme : null;
    const same = (preset: Programme) => preset.id === whole?.id && sorted(preset) === sorted(whole);
    const id = typeof programme === "string" ? programme : (presets.find(same)?.id ?? OWN);
    Object.assign(settings, { programme: id, own: id === OWN ? whole : null });
  }
  if (by !== undefined) settings.by = by;
  if (assumptions === undefined) return settings;
  const { pass_rate, leave_rate, vacancy_rate, refill, fill, missing_history, from } = assumptions;
  return {
    ...settings,
    pass: chance(pass_rate, 1_000_000),
    leave: chance(leave_rate, 0),
    vacancy: chance(vacancy_rate, 0),
    refill: refill === "january",
    fill: fill === "norm",
    history: missing_history ?? "error",
    from: from ?? null,
  };
}

/** A reform as the controls say it, or else as it is. */
export const reformIn = (reform: Reform, choice: ReformChoice | null): Pick<Partial<Settings>, "reform" | "patch"> =>
  choice ? { reform: choice, patch: null } : { patch: reform };
