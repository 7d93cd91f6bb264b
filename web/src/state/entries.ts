// The entries of a programme: which fields they have, for the editor, and as a sentence, for reading.
import type { EntrySource, ListName, Programme, Share } from "shuangbai/bare";
import type { FieldTerm, Term } from "shuangbai/terms";
import { asTyped, fen, millionths, percent, written } from "../money";
import type { Lang } from "./settings";
import { fieldsOf as termsOf, payer, word, wordsOf } from "../terms";

export type { ListName };
export const LISTS = Object.entries(termsOf("programme")).flatMap(([name, { holds }]) =>
  holds === "entry" ? [name as ListName] : [],
);

export interface Field extends FieldTerm {
  name: string;
}

/** The fields of an entry, of a norm those of its kind, without what it rests on. */
export function fieldsOf(list: ListName, entry: Record<string, unknown>): Field[] {
  const own = termsOf(list === "norm" ? `norm_${plain(entry["kind"])}` : list);
  const all = list === "funds" ? own : { ...termsOf("entry"), ...own };
  return Object.entries(all).map(([name, term]) => ({ name, ...term }));
}

/** What can be chosen for a field of a programme with these costs; nothing where it is written. */
export function choices({ holds }: FieldTerm, costs: readonly string[]): (readonly [string, Term])[] {
  const months = Array.from({ length: 12 }, (_, at) => String(at + 1));
  const same = (values: Iterable<string>) => Array.from(values, (one) => [one, { zh: one, en: one }] as const);
  // A step comes in a month of the year, or in that of hire; a fund pays the subsidy, or a cost.
  const before = holds === "effective" ? same(months) : [];
  return [...before, ...wordsOf(holds), ...(holds === "pays" ? same(new Set(costs)) : [])];
}

export const partsText = (parts: readonly Share[], lang: Lang): string =>
  `${parts.map(({ payer: name }) => payer(name, lang)).join(":")} = ${parts.map(({ parts: part }) => part).join(":")}`;

/** A field of one text or number, as text. */
export const plain = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** A source as it is read: its text, or that in the language where it has both (rule 12). */
export const sourceText = (source: EntrySource | undefined, lang: Lang): string =>
  (typeof source === "object" ? source[lang] : source) ?? "";

/** A source with another text; one in both languages keeps that of the other. */
export const withSource = (source: EntrySource | undefined, lang: Lang, text: string): EntrySource =>
  typeof source === "object" ? { ...source, [lang]: text } : text;

export interface EntryText {
  at: string;
  list: ListName;
  from: string;
  status: string;
  source: string;
  says: string;
}

/** A value as people read it: amounts with their commas, rates as percentages. */
function read({ holds }: FieldTerm, value: string, lang: Lang): string {
  if (holds === "rate") return `${percent(millionths(value))}%`;
  const amount = holds === "amount" ? asTyped(value) : null;
  return amount === null ? word(holds, value, lang) : written(fen(amount), "元");
}

/** Every entry in words. */
export function entryTexts(programme: Programme, lang: Lang): EntryText[] {
  return LISTS.flatMap((list) =>
    ((programme[list] ?? []) as unknown as Record<string, unknown>[]).map((entry, at) => {
      const told = fieldsOf(list, entry).filter(
        ({ name }) => name !== "from" && name !== "first" && entry[name] !== undefined,
      );
      const says = told.map((field) => {
        const value = entry[field.name];
        if (field.holds === "share") return partsText(value as Share[], lang);
        const values = (Array.isArray(value) ? value : [value]).map((one) => read(field, plain(one), lang));
        return `${field[lang]} ${values.join(lang === "zh" ? "、" : ", ")}`;
      });
      return {
        at: `${list}/${at}`,
        list,
        from: plain(entry["from"] ?? entry["first"]),
        status: plain(entry["status"]),
        source: sourceText(entry["source"] as EntrySource | undefined, lang),
        says: says.join(lang === "zh" ? "；" : "; "),
      };
    }),
  );
}
