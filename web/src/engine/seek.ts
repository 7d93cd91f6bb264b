// What of a plan a control changes, as a question of how far (rule 19): pointers into the plan's written form, and the
// values to be tried. Which of them it is, the core finds.
import type { Plan, Programme, Question, Reform } from "shuangbai/bare";
import type { ReformChoice } from "../state/reform";
import type { SeekAsk, SeekControl } from "./messages";
import { reformOf, standing } from "./reform";

type Seek = NonNullable<Question["seek"]>;
type Choice = ReformChoice & { from: number };
type Horizon = Plan["horizon"];

const RATE = { from: "0", to: "1", step: "0.0001" };
/** The values of each control, as its slider has them, or finer. */
const VALUES: Record<SeekControl, (horizon: Horizon) => Omit<Seek["vary"], "at">> = {
  pass: () => RATE,
  leave: () => RATE,
  vacancy: () => RATE,
  standard: () => ({ from: "0.00", to: "200000.00", step: "1.00" }),
  raise: () => RATE,
  opens: ({ first, last }) => ({ from: `${first}-01`, to: `${last}-12` }),
};
/** Where a larger value costs less. */
const EASING: readonly SeekControl[] = ["leave", "vacancy", "opens"];

/** A plan's lists that a reform changes. */
const LIST: Partial<Record<SeekControl, "subsidy" | "raise">> = { standard: "subsidy", raise: "raise" };

/**
 * What is varied for a control. A control of the reform varies what the reform says, so it must say something: `patch`
 * is then the reform with the value that is in force.
 */
export function soughtIn(programme: Programme, choice: Choice | null, horizon: Horizon, control: SeekControl) {
  const list = LIST[control];
  let patch: Reform | null = null;
  if (list && choice) {
    const held = standing(programme, choice, choice.from);
    const said =
      control === "standard" ? { standard: choice.standard ?? held.standard } : { raise: choice.raise ?? held.raise };
    patch = reformOf(programme, { ...choice, ...said });
  }
  const at = (written: Plan): string[] => {
    if (control === "opens") return ["/stations/*/opens"];
    if (!list || !choice) return [`/assumptions/${control}_rate`];
    const entries = (written.programme as Programme)[list] as readonly { from: string }[];
    const field = list === "subsidy" ? "standard" : "rate";
    return entries.flatMap(({ from }, place) =>
      from === `${choice.from}-01` ? [`/programme/${list}/${place}/${field}`] : [],
    );
  };
  const vary = (written: Plan, { figure, within, limit }: SeekAsk): Seek => {
    // The largest value that a limit above allows, or the smallest where larger values cost less.
    const last = (within === "at_most") !== EASING.includes(control);
    return {
      vary: { at: at(written), ...VALUES[control](horizon) },
      figure,
      [within]: limit,
      find: last ? "last" : "first",
    };
  };
  return { patch, vary };
}
