// The terms of rule 0 and rule 14 as people read them; the same as in Python's `terms.py`.
import type { Lang } from "./state/settings";
import type { Unit } from "./money";

type Pair = readonly [zh: string, en: string];
export const word = (pair: Pair, lang: Lang): string => pair[lang === "zh" ? 0 : 1];

const PAYERS: Record<string, Pair> = {
  central: ["中央", "central"],
  province: ["省", "province"],
  local: ["地方", "local"],
  city: ["市", "city"],
  county: ["县", "county"],
  town: ["镇", "town"],
};
const COLUMNS: Record<string, Pair> = {
  pay: ["薪酬", "Pay"],
  subsidy: ["资助", "Subsidy"],
  top_up: ["超标准自筹", "Top-up"],
  surplus: ["结余", "Surplus"],
  raise_cost: ["递增增支", "Raise cost"],
  opening: ["年初余额", "Opening"],
  drawn: ["支用", "Drawn"],
  closing: ["年末余额", "Closing"],
  shortfall: ["缺口", "Shortfall"],
  unspent: ["未用", "Unspent"],
  year: ["年份", "Year"],
  region: ["地区编码", "Region"],
  name: ["名称", "Name"],
  headcount: ["年末人数", "Headcount"],
  worker_months: ["在册人月", "Worker-months"],
  hires: ["入职", "Hires"],
  leavers: ["离职", "Leavers"],
  raised: ["递增人数", "Raised"],
  contracts_ending: ["合同到期", "Contracts ending"],
  stations: ["社工站", "Stations"],
  required: ["应配岗位", "Required"],
  held: ["实有岗位", "Held"],
  short: ["缺额", "Short"],
  over: ["超额", "Over"],
  due: ["应付合计", "Due"],
  difference: ["应付差额", "Due: difference"],
};
/** A programme's lists (rule 12). */
const LISTS: Record<string, Pair> = {
  subsidy: ["资助", "Subsidy"],
  sharing: ["分担", "Sharing"],
  raise: ["递增", "Raise"],
  appraisal: ["年度考核", "Appraisal"],
  contract: ["合同", "Contract"],
  norm: ["配备标准", "Norm"],
  costs: ["站点经费", "Costs"],
  funds: ["资金", "Funds"],
  tiers: ["地区分档", "Tiers"],
  confirmed: ["确认至", "Confirmed"],
};
const STATUSES: Record<string, Pair> = {
  stated: ["文件载明", "stated"],
  press: ["公开报道", "press"],
  assumed: ["推定", "assumed"],
};
const UNIT_NAMES: Record<Unit, Pair> = {
  元: ["元", "yuan"],
  万元: ["万元", "10,000 yuan"],
  亿元: ["亿元", "100 million yuan"],
};

export const payer = (name: string, lang: Lang): string => word(PAYERS[name] ?? [name, name], lang);
export const status = (name: string, lang: Lang): string => word(STATUSES[name] ?? [name, name], lang);
export const list = (name: string, lang: Lang): string => word(LISTS[name] ?? [name, name], lang);
export const unitName = (unit: Unit, lang: Lang): string => word(UNIT_NAMES[unit], lang);

/** A column's heading in the officials' terms; `due_province` is 省应付. */
export function heading(column: string, lang: Lang): string {
  const known = COLUMNS[column];
  if (known) return word(known, lang);
  const [kind, ...rest] = column.split("_");
  const name = rest.join("_");
  if (kind === "share") return lang === "zh" ? `${payer(name, lang)}分担` : `Share: ${payer(name, lang)}`;
  if (kind === "due") return lang === "zh" ? `${payer(name, lang)}应付` : `Due: ${payer(name, lang)}`;
  if (kind === "cost") return lang === "zh" ? `${name}经费` : `${name}, cost`;
  return column;
}

/** What a place in the programme means to people: the list, and which of its entries. */
export function place(at: string, lang: Lang): string {
  const [, , name = "", entry = ""] = at.split("/");
  if (!/^\d+$/.test(entry)) return list(name, lang);
  return lang === "zh"
    ? `${list(name, lang)} 第 ${Number(entry) + 1} 条`
    : `${list(name, lang)}, entry ${Number(entry) + 1}`;
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

/** A table's field, as spreadsheets have it (rule 11). */
const FIELDS: Record<string, Pair> = {
  code: ["编码", "code"],
  name: ["名称", "name"],
  tier: ["分档", "tier"],
  villages: ["村居数", "villages"],
  opens: ["建站", "opens"],
  id: ["编号", "id"],
  station: ["社工站", "station"],
  post: ["岗位", "post"],
  hired: ["入职", "hired"],
  left: ["离职", "left"],
  pay: ["年薪", "pay"],
  pay_year: ["年薪年度", "pay year"],
  count: ["人数", "count"],
  month: ["月份", "month"],
};
export function field(name: string, lang: Lang): string {
  const grade = /^(?:appraisal_)?(\d{4})$/.exec(name);
  if (grade) return lang === "zh" ? `考核${grade[1]}` : `appraisal ${grade[1]}`;
  return word(FIELDS[name] ?? [name, name], lang);
}
