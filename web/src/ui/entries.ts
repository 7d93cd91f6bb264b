// The entries of a programme: which fields they have, for the editor, and as a sentence, for reading.
import type { Programme, Share } from "shuangbai/bare";
import type { Lang } from "../state/settings";
import { payer } from "../terms";

export type ListName = "subsidy" | "sharing" | "raise" | "appraisal" | "contract" | "norm" | "costs" | "funds";
export const LISTS: ListName[] = ["subsidy", "sharing", "raise", "appraisal", "norm", "contract", "costs", "funds"];

type Pair = readonly [zh: string, en: string];
type Kind = "text" | "month" | "amount" | "rate" | "whole" | "parts" | "grades" | readonly (readonly [string, Pair])[];
export interface Field {
  name: string;
  label: Pair;
  kind: Kind;
  optional?: boolean;
}

const PAYER_WORDS = ["central", "province", "local", "city", "county", "town"];
const PAYERS = PAYER_WORDS.map((name) => [name, [payer(name, "zh"), payer(name, "en")]] as const);
export const GRADES: readonly (readonly [string, Pair])[] = [
  ["excellent", ["优秀", "excellent"]],
  ["pass", ["合格", "pass"]],
  ["basic", ["基本合格", "basic"]],
  ["fail", ["不合格", "fail"]],
];
const BASES: Kind = [
  ["standard", ["按标准定额", "standard"]],
  ["indexed", ["标准随递增", "indexed"]],
  ["pay", ["按实际薪酬", "pay"]],
];
const MODES: Kind = [
  ["compound", ["复利", "compound"]],
  ["simple", ["单利", "simple"]],
];
const KINDS: Kind = [
  ["pool", ["统筹资金", "pool"]],
  ["annual", ["年度预算", "annual"]],
];

/** The fields of an entry; of a norm those of its kind. */
export function fieldsOf(list: ListName, entry: Record<string, unknown>): Field[] {
  const from: Field = { name: "from", label: ["自", "From"], kind: "month" };
  const by: Record<ListName, Field[]> = {
    subsidy: [
      from,
      { name: "standard", label: ["标准（元/年）", "Standard (yuan)"], kind: "amount" },
      { name: "basis", label: ["资助口径", "Basis"], kind: BASES },
      { name: "top_up", label: ["超标准由谁自筹", "Top-up borne by"], kind: PAYERS },
    ],
    sharing: [
      from,
      { name: "tier", label: ["地区分档", "Tier"], kind: "text", optional: true },
      { name: "parts", label: ["分担", "Parts"], kind: "parts" },
    ],
    raise: [
      from,
      { name: "rate", label: ["递增率", "Rate"], kind: "rate" },
      { name: "mode", label: ["方式", "Mode"], kind: MODES },
      { name: "effective", label: ["生效月（anniversary 为入职月）", "Effective month, or anniversary"], kind: "text" },
    ],
    appraisal: [
      from,
      { name: "pass", label: ["合格等次", "Grades that pass"], kind: "grades" },
      { name: "min_months", label: ["最少在册月数", "Least months"], kind: "whole" },
    ],
    contract: [from, { name: "years", label: ["合同年数", "Years"], kind: "whole" }],
    norm:
      entry["kind"] === "range"
        ? [
            from,
            { name: "min", label: ["每站最少", "Least a station"], kind: "whole" },
            { name: "max", label: ["每站最多", "Most a station"], kind: "whole" },
          ]
        : [
            from,
            { name: "administrative", label: ["每站事务性岗位", "Administrative a station"], kind: "whole" },
            { name: "per_village", label: ["每村居服务性岗位", "Service a village"], kind: "whole" },
          ],
    costs: [
      { name: "name", label: ["名称", "Name"], kind: "text" },
      from,
      { name: "per_station", label: ["每站每年（元）", "A station and year (yuan)"], kind: "amount" },
      { name: "hours_per_month", label: ["每月时数", "Hours a month"], kind: "whole" },
      { name: "parts", label: ["分担", "Parts"], kind: "parts" },
    ],
    funds: [
      { name: "name", label: ["名称", "Name"], kind: "text" },
      { name: "payer", label: ["出资方", "Payer"], kind: PAYERS },
      { name: "pays", label: ["用途（subsidy 或经费名）", "Pays (subsidy or a cost)"], kind: "text" },
      { name: "kind", label: ["类型", "Kind"], kind: KINDS },
      { name: "first", label: ["首月", "First"], kind: "month" },
      { name: "last", label: ["末月（可空）", "Last (optional)"], kind: "month", optional: true },
      { name: "amount", label: ["金额（元）", "Amount (yuan)"], kind: "amount" },
    ],
  };
  return by[list];
}

export const partsText = (parts: readonly Share[], lang: Lang): string =>
  `${parts.map(({ payer: name }) => payer(name, lang)).join(":")} = ${parts.map(({ parts: part }) => part).join(":")}`;

/** A field of one text or number, as text. */
export const plain = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

export interface EntryText {
  at: string;
  list: ListName;
  from: string;
  status: string;
  source: string;
  says: string;
}

/** Every entry in words. */
export function entryTexts(programme: Programme, lang: Lang): EntryText[] {
  const say = (pair: Pair) => pair[lang === "zh" ? 0 : 1];
  return LISTS.flatMap((list) =>
    ((programme[list] ?? []) as unknown as Record<string, unknown>[]).map((entry, at) => {
      const told = fieldsOf(list, entry).filter(
        ({ name }) => name !== "from" && name !== "first" && entry[name] !== undefined,
      );
      const says = told.map(({ name, label, kind }) => {
        const value = entry[name];
        if (kind === "parts") return partsText(value as Share[], lang);
        const choices = kind === "grades" ? GRADES : Array.isArray(kind) ? (kind as typeof GRADES) : [];
        const named = (one: unknown) => say(choices.find(([word]) => word === one)?.[1] ?? [String(one), String(one)]);
        return `${say(label)} ${Array.isArray(value) ? value.map(named).join(lang === "zh" ? "、" : ", ") : named(value)}`;
      });
      return {
        at: `${list}/${at}`,
        list,
        from: plain(entry["from"] ?? entry["first"]),
        status: plain(entry["status"]),
        source: plain(entry["source"]),
        says: says.join(lang === "zh" ? "；" : "; "),
      };
    }),
  );
}
