// The figures that a question can be about (rule 16), and what they are called.
import type { View } from "../engine/messages";
import type { Lang } from "../state/settings";
import { heading, payer } from "../terms";
import type { Words } from "../words";

export const figuresOf = (view: View, payers: readonly string[]): string[] => [
  ...payers.map((name) => `due/${name}`),
  "pay",
  "subsidy",
  "top_up",
  "raise_cost",
  "headcount",
  ...view.funds.map((_, at) => `funds/${at}/shortfall`),
];

export function figureName(figure: string, view: View, lang: Lang, words: Words): string {
  const [name = "", which = "", column = ""] = figure.split("/");
  if (name === "due") return words.dueTo(payer(which, lang));
  if (name === "funds" && column === "shortfall") return words.shortOf(view.funds[Number(which)]?.name ?? which);
  return heading(name, lang);
}
