// Which charts the page has, from forecasts: the same ideas as Python's `plot.py`.
import type { FundReport, Payer } from "shuangbai/bare";
import type { View } from "../engine/messages";
import { count, fen, heads } from "../money";
import type { Settings } from "../state/settings";
import { FULL, INK, MISSING, PALE, PART_COLOURS, PAYER_COLOURS, heading, payer, payersIn, word } from "../terms";
import type { Words } from "../words";
import { type Figure, type Part, inMoney } from "./figure";

type Stack = "base" | "reform";
export interface Shown {
  base: View;
  reform: View | null;
  settings: Pick<Settings, "lang" | "unit">;
  words: Words;
}

/** Who pays in a forecast. */
export const payersOf = (view: View): Payer[] => payersIn(view.totals[0]?.due);
const yearsOf = (view: View) => view.totals.map(({ year }) => year);
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The stacks of base and reform; only the base's without a reform. */
function stacks({ base, reform }: Shown, parts: (view: View) => Omit<Part, "stack">[]): Part[] {
  if (!reform) return parts(base);
  const both: [View, Stack][] = [
    [base, "base"],
    [reform, "reform"],
  ];
  return both.flatMap(([view, stack]) => parts(view).map((part) => ({ ...part, stack })));
}

const compared = ({ reform, words }: Shown) => (reform ? { note: words.comparing } : {});

export function dueFigure(shown: Shown): Figure {
  const {
    base,
    settings: { lang, unit },
    words,
  } = shown;
  const parts = stacks(shown, (view) =>
    payersOf(view).map((name) => ({
      name: capital(payer(name, lang)),
      colour: PAYER_COLOURS[name] ?? INK,
      values: view.totals.map(({ due }) => fen(due[name] ?? "0.00")),
    })),
  );
  return {
    title: words.chartDue,
    years: yearsOf(base),
    parts,
    summed: true,
    ...inMoney(unit, lang),
    ...compared(shown),
  };
}

/** One payer's due by its parts: its share of the subsidy, the top-up that it bears, its shares of costs. */
export function burdenFigure(shown: Shown, who: Payer): Figure {
  const {
    base,
    settings: { lang, unit },
    words,
  } = shown;
  const parts = stacks(shown, (view) => {
    const costs = Object.keys(view.totals[0]?.costs ?? {});
    const subsidy = view.totals.map(({ shares }) => fen(shares[who] ?? "0.00"));
    const ofCost = costs.map((name) => view.totals.map((row) => fen(row.costs[name]?.shares[who] ?? "0.00")));
    const topUp = view.totals.map(({ top_ups }) => fen(top_ups[who] ?? "0.00"));
    const names = ["subsidy", "top_up", ...costs.map((name) => `cost_${name}`)];
    return [subsidy, topUp, ...ofCost].map((values, at) => ({
      name: heading(names[at] ?? "", lang),
      colour: PART_COLOURS[at % PART_COLOURS.length] ?? INK,
      values,
    }));
  });
  const used = new Set(parts.filter(({ values }) => values.some(Boolean)).map(({ name }) => name));
  const some = parts.filter(({ name }) => used.has(name));
  return {
    title: words.chartBurden(payer(who, lang)),
    years: yearsOf(base),
    summed: true,
    parts: some.length ? some : parts.slice(0, 1),
    ...inMoney(unit, lang),
    ...compared(shown),
  };
}

export function headcountFigure({ base, settings: { lang }, words }: Shown): Figure {
  const years = yearsOf(base);
  const norm = years.map((year) => base.norm.find((row) => row.year === year));
  const held = base.totals.map(({ headcount }) => count(headcount));
  const parts: Part[] = [{ name: heading("headcount", lang), colour: PALE, values: held }];
  const short = norm.map((row) => (row ? count(row.short) : 0n));
  if (short.some(Boolean)) parts.push({ name: heading("short", lang), colour: MISSING, values: short });
  const required = norm.map((row) => BigInt(row?.required ?? 0) * 10_000n);
  return {
    title: words.chartHeadcount,
    unit: words.people,
    years,
    parts,
    summed: false,
    ...(norm.some(Boolean) && { marks: { name: heading("required", lang), values: required } }),
    length: (value) => Number(value) / 10_000,
    write: heads,
  };
}

/** How a fund is used: what is drawn, what is left, and above it what it falls short of. */
export function fundFigure(fund: FundReport, { base, settings: { lang, unit }, words }: Shown): Figure {
  const { name, payer: who, pays, kind, years } = fund;
  const part = (column: "drawn" | "closing" | "shortfall", colour: string): Part => ({
    name: heading(column, lang),
    colour,
    values: years.map((year) => fen(year[column])),
  });
  const [drawn, left, short] = [part("drawn", FULL), part("closing", PALE), part("shortfall", MISSING)];
  // A pool falls as what is drawn goes from its top; an annual appropriation is filled from below.
  const pool = kind === "pool";
  const about = [payer(who, lang), word("pays", pays, lang), word("fund", kind, lang)].join(
    lang === "zh" ? "，" : ", ",
  );
  return {
    title: words.chartFund(name, about),
    years: years.map(({ year }) => year),
    summed: false,
    // All funds on the same years, so that their charts can be compared.
    axis: yearsOf(base),
    parts: pool ? [left, drawn, short] : [drawn, left, short],
    ...inMoney(unit, lang),
  };
}
