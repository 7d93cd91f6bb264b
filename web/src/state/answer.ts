// The answer as a sentence: what is owed, by whom, what is more than the year before, where a fund runs dry, and what a
// reform changes, and why. Amounts are rounded for the eye; the exact ones stand in the cards and tables.
import type { Row } from "shuangbai/bare";
import { payersOf } from "../charts/figures";
import type { View, YearChoice } from "../engine/messages";
import { type Fen, brief, byAmount, fen, sum } from "../money";
import { dueOf } from "../results";
import { causesName, heading, payer } from "../terms";
import type { Words } from "../words";
import type { Lang } from "./settings";

interface Short {
  year: number;
  fund: string;
  amount: Fen;
}
/** The first year in which a fund falls short, of all funds the earliest. */
export function firstShort(view: View): Short | null {
  const found = view.funds.flatMap(({ name, years }) => {
    const year = years.find(({ shortfall }) => fen(shortfall) > 0n);
    return year ? [{ year: year.year, fund: name, amount: fen(year.shortfall) }] : [];
  });
  return found.sort((a, b) => a.year - b.year)[0] ?? null;
}

/** What a cause makes of the difference in all that is due. */
export interface Effect {
  /** More than one where they are joined. */
  causes: readonly string[];
  effect: Fen;
}

export interface Answered {
  base: View;
  reform: View | null;
  year: YearChoice;
  /** The regions' names. */
  where: string;
  /** The causes of a reform's difference, once they are worked out. */
  effects: readonly Effect[] | null;
  words: Words;
  lang: Lang;
}

/** So many causes, or parts, are named. */
const NAMED = 3;

export function answerOf({ base, reform, year, where, effects, words, lang }: Answered): string {
  const now = reform ?? base;
  const short = (amount: Fen) => {
    const { number, unit } = brief(abs(amount), lang);
    return `${number} ${unit}`;
  };
  const change = (more: Fen) =>
    more === 0n ? words.same : more > 0n ? words.more(short(more)) : words.less(short(more));
  const join = (parts: string[]) => parts.join(lang === "zh" ? "、" : ", ");
  const largest = <T>(all: T[], size: (one: T) => Fen) =>
    all
      .filter((one) => size(one) !== 0n)
      .sort((a, b) => byAmount(abs(size(b)), abs(size(a))))
      .slice(0, NAMED);

  const at = (view: View): readonly Row[] =>
    year === "sum" ? view.totals : view.totals.filter((row) => row.year === year);
  const [first, last] = [now.totals[0]?.year ?? 0, now.totals[now.totals.length - 1]?.year ?? 0];
  const when = year === "sum" ? words.yearsTogether(first, last) : words.year(year);
  const due = (rows: readonly Row[]): Fen => rows.reduce((total, row) => total + dueOf(row), 0n);
  const share = (view: View, name: keyof Row["due"]) => sum(at(view).map((row) => row.due[name] ?? "0.00"));
  const byPayer = payersOf(now).map((name) => `${payer(name, lang)} ${short(share(now, name))}`);
  let said = words.owes(where, when, short(due(at(now))));
  if (byPayer.length > 1) said += words.ofWhich(join(byPayer));
  const before = year === "sum" ? undefined : now.totals.find((row) => row.year === year - 1);
  const row = at(now)[0];
  if (before && row) {
    const parts = largest(partsOf(before, row, lang), ([, more]) => more).map(([name, more]) =>
      words.partMore(name, change(more)),
    );
    const more = due([row]) - due([before]);
    said += more === 0n ? words.asMuch(before.year) : words.than(before.year, change(more));
    // One part alone is the whole, and needs no list.
    if (more !== 0n && parts.length > 1) said += words.because(join(parts));
  }
  said += lang === "zh" ? "。" : ".";
  const dry = firstShort(now);
  if (dry) said += words.runsDry(dry.year, dry.fund, short(dry.amount));
  if (reform) {
    const more = due(at(reform)) - due(at(base));
    said += `${lang === "zh" ? "" : " "}${more === 0n ? words.reformSame(when) : words.reformOwes(change(more), when)}`;
    // Also where together nothing changes, one may bear more of it and another less.
    const borne = [...new Set([...payersOf(base), ...payersOf(reform)])]
      .map((name) => [name, share(reform, name) - share(base, name)] as const)
      .filter(([, of]) => of !== 0n)
      .map(([name, of]) => words.partMore(payer(name, lang), change(of)));
    if (borne.length > 1) said += words.because(join(borne));
    const told = largest([...(effects ?? [])], ({ effect }) => effect).map(({ causes, effect }) =>
      words.causeMore(causesName(causes, lang), change(effect)),
    );
    if (told.length) said += words.mainly(join(told));
    said += lang === "zh" ? "。" : ".";
  }
  return said;
}

const abs = (amount: Fen): Fen => (amount < 0n ? -amount : amount);

/** What is due falls into subsidy, top-up and costs; how much more each is. */
function partsOf(before: Row, now: Row, lang: Lang): [string, Fen][] {
  const costs = [...new Set([...Object.keys(before.costs), ...Object.keys(now.costs)])];
  const cost = (row: Row, name: string) => fen(row.costs[name]?.amount ?? "0.00");
  return [
    [heading("subsidy", lang), fen(now.subsidy) - fen(before.subsidy)],
    [heading("top_up", lang), fen(now.top_up) - fen(before.top_up)],
    ...costs.map((name): [string, Fen] => [name, cost(now, name) - cost(before, name)]),
  ];
}
