// The core's terms (rules 0, 11, 12 and 14) as people read them; here is how several make a heading.
import type { Payer } from "shuangbai/bare";
import terms, { type ColumnTerm, type FieldTerm, type Term } from "shuangbai/terms";
import { regionName } from "./data/regions";
import type { TableKind } from "./engine/messages";
import type { Unit } from "./money";
import type { Lang } from "./state/settings";

/** The columns of all tables that stand for themselves. */
const COLUMNS: Readonly<Record<string, Term>> = Object.fromEntries(
  [terms.columns["rows"], terms.columns["norm"], terms.columns["funds"]].flatMap((table) =>
    Object.entries(table ?? {}).filter(([, { each }]) => !each),
  ),
);
/** The figures of a row, in their order: what they are called, and how they add up. */
export const FIGURES: readonly (readonly [name: string, column: ColumnTerm])[] = Object.entries(
  terms.columns["rows"] ?? {},
).filter(([, { adds }]) => adds !== "key");
/** What the page adds up itself. */
const SUMS: Record<string, Term> = {
  due: { zh: "应付合计", en: "Due" },
  difference: { zh: "应付差额", en: "Due: difference" },
};
const UNIT_NAMES: Record<Unit, Term> = {
  元: { zh: "元", en: "yuan" },
  万元: { zh: "万元", en: "10,000 yuan" },
  亿元: { zh: "亿元", en: "100 million yuan" },
};

export const PAYERS: readonly string[] = Object.keys(terms.words["payer"] ?? {});
/** Who pays of what is due, in one order everywhere, from the top down. */
export const payersIn = (due: object | undefined): Payer[] =>
  (Object.keys(due ?? {}) as Payer[]).sort((a, b) => PAYERS.indexOf(a) - PAYERS.indexOf(b));

/** The words of a kind, with their terms. */
export const wordsOf = (kind: string): readonly (readonly [word: string, term: Term])[] =>
  Object.entries(terms.words[kind] ?? {});
/** A word's term; what is no word of the kind stays as it is. */
export const word = (kind: string, name: string, lang: Lang): string => terms.words[kind]?.[name]?.[lang] ?? name;
export const payer = (name: string, lang: Lang): string => word("payer", name, lang);
export const status = (name: string, lang: Lang): string => word("status", name, lang);
/** What a notice is about. */
export const notice = (code: string, lang: Lang): string => terms.notices[code]?.[lang] ?? code;
/** What a hint of something that can hardly be meant is about. */
export const hint = (code: string, lang: Lang): string => terms.unlikely[code]?.[lang] ?? code;
/** The fields of an object of a plan or programme. */
export const fieldsOf = (object: string): Readonly<Record<string, FieldTerm>> => terms.fields[object] ?? {};
/** A field's term, such as that of an entry's `source`. */
export const field = (object: string, name: string, lang: Lang): string => fieldsOf(object)[name]?.[lang] ?? name;
/** What a list of a plan or programme is called. */
export const list = (name: string, lang: Lang): string =>
  (fieldsOf("programme")[name] ?? fieldsOf("plan")[name])?.[lang] ?? name;
export const unitName = (unit: Unit, lang: Lang): string => UNIT_NAMES[unit][lang];

/** A column's heading in the officials' terms; `due_province` is 省应付. */
export function heading(column: string, lang: Lang): string {
  const known = SUMS[column] ?? COLUMNS[column];
  if (known) return known[lang];
  const [, of] = FIGURES.find(([, { each }]) => each && column.startsWith(each)) ?? [];
  if (!of?.each) return column;
  const name = column.slice(of.each.length);
  if (of.adds === "costs") return lang === "zh" ? `${name}${of.zh}` : `${name}, ${of.en.toLowerCase()}`;
  return lang === "zh" ? `${payer(name, lang)}${of.zh}` : `${of.en}: ${payer(name, lang)}`;
}

/** Causes of a difference that are one. */
export const causesName = (causes: readonly string[], lang: Lang): string =>
  causes.map((cause) => word("cause", cause, lang)).join(lang === "zh" ? "与" : " and ");

/** What a place in the programme means to people: the list, and which of its entries. */
export function place(at: string, lang: Lang): string {
  const [, , name = "", entry = ""] = at.split("/");
  // These are of a region, by its code.
  if (name === "tiers" && entry) return `${list(name, lang)} ${regionName(entry)}`;
  if (!/^\d+$/.test(entry)) return list(name, lang);
  return lang === "zh"
    ? `${list(name, lang)} 第 ${Number(entry) + 1} 条`
    : `${list(name, lang)}, entry ${Number(entry) + 1}`;
}

/** What a hint's place means to people: an entry of the programme, or the first rows of a list that it is about. */
export function hintPlace(
  hint: { at: string; rows?: readonly number[]; lines?: readonly number[] },
  lang: Lang,
): string {
  const { at, rows = [], lines = [] } = hint;
  if (at.startsWith("/programme/")) return place(at, lang);
  const [, name = ""] = at.split("/");
  if (!name) return "";
  if (lines.length) {
    // Rows as the file has them, since that is where they are mended.
    return lang === "zh"
      ? `${list(name, lang)}表 第 ${lines.join("、")} 行`
      : `${list(name, lang)}, row ${lines.join(", ")} of the table`;
  }
  const numbers = rows.map((row) => row + 1).join(lang === "zh" ? "、" : ", ");
  if (!numbers) return list(name, lang);
  return lang === "zh" ? `${list(name, lang)} 第 ${numbers} 条` : `${list(name, lang)}, entry ${numbers}`;
}

/** The fields that a table can have, but for those that each year has its own of (rule 11). */
export const tableFields = (kind: TableKind): { name: string; required: boolean }[] =>
  Object.entries(terms.tables[kind] ?? {}).map(([name, { required }]) => ({ name, required }));

/** What each year has a column of in a table of workers: its grade, the month in which that became known, and the grade
 * that held until then. */
export const YEARLY = ["appraisal_", "decided_", "provisional_"] as const;
export type Yearly = (typeof YEARLY)[number];
export const yearly = (column: Yearly, lang: Lang): string => {
  const grades = field("worker", "appraisals", lang);
  if (column === "appraisal_") return grades;
  const [zh, en] = column === "decided_" ? ["公布", "known in"] : ["暂定", "held until then"];
  return lang === "zh" ? grades + zh : `${grades}: ${en}`;
};

/** What a table's field is called; `appraisal_2021` is 考核2021. */
export function tableField(kind: TableKind, name: string, lang: Lang): string {
  const column = YEARLY.find((one) => name.startsWith(one));
  const year = column && /^\d{4}$/.exec(name.slice(column.length))?.[0];
  if (!column || !year) return terms.tables[kind]?.[name]?.[lang] ?? name;
  return lang === "zh" ? yearly(column, lang) + year : `${yearly(column, lang)} ${year}`;
}

// Colours that the colour-blind tell apart, as in Python's `plot.py`: Okabe and Ito's for payers, their
// vermilion, dark enough for letters, for what is missing, Tol's muted ones for parts of a payer's due.
export const PAYER_COLOURS: Record<string, string> = {
  central: "#CC79A7",
  province: "#0072B2",
  local: "#E69F00",
  city: "#009E73",
  county: "#56B4E9",
  town: "#999999",
};
export const PART_COLOURS = ["#44AA99", "#882255", "#DDCC77", "#332288", "#88CCEE", "#117733", "#AA4499", "#999933"];
export const FULL = "#0072B2";
export const PALE = "#A6CEE8";
export const MISSING = "#C44E00";
export const INK = "#222222";
