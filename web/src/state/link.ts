// The state in the link: what differs from the defaults, as JSON in the address's fragment, which browsers
// do not send to a server. Imported tables are no part of `Settings`, so people's rows can't get in.
import { isPlace } from "../data/regions";
import { RATE_LIMIT, UNITS } from "../money";
import { isProgramme } from "./programme";
import { reforms } from "./reform";
import { OWN, type Settings, YEARS, defaults } from "./settings";

const NAME = "s";
/** Grows when a link of before would be read otherwise. Links of before it was written down are 0. */
const VERSION = 1;

/** Text as base64 for addresses, UTF-8 inside. */
export function packed(text: string): string {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function unpacked(code: string): string {
  const binary = atob(code.replace(/-/g, "+").replace(/_/g, "/"));
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(binary, (one) => one.charCodeAt(0)));
}

/** A short sum of a text (FNV-1a), by which a link that was cut or changed on its way is known. */
function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (sum >>> 0).toString(36);
}

/** `#s=`, the version, the state and its sum; the default state has one too. */
export function toFragment(settings: Settings): string {
  const usual = defaults();
  const differing = Object.entries(settings).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name as keyof Settings]),
  );
  const state = `${VERSION}.${packed(JSON.stringify(Object.fromEntries(differing)))}`;
  return `#${NAME}=${state}.${sumOf(state)}`;
}

/** Settings, and the names of those given that don't fit, whose defaults took their place. */
export interface Read {
  settings: Settings;
  odd: string[];
}

/** What a fragment brings: settings, or why none; null where it is no link to a state. */
export function fromFragment(fragment: string): Read | "damaged" | "newer" | null {
  if (!fragment.startsWith(`#${NAME}=`)) return null;
  const [, version = "0", code, sum] = /=(?:(\d{1,6})\.)?([\w-]+)(?:\.(\w+))?$/.exec(fragment) ?? [];
  if (!code) return "damaged";
  if (Number(version) > VERSION) return "newer";
  if (version !== "0" && sum !== sumOf(`${version}.${code}`)) return "damaged";
  try {
    const state: unknown = JSON.parse(unpacked(code));
    if (!isObject(state)) return "damaged";
    const read = completed(state);
    // Then a reform without a year began in the horizon's second.
    const { reform, first } = read.settings;
    if (version === "0" && reforms(reform)) reform.from ??= first + 1;
    return read;
  } catch {
    return "damaged";
  }
}

const within = (least: number, most: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const oneOf =
  (...words: readonly unknown[]) =>
  (value: unknown) =>
    words.includes(value);
const orNull = (test: (value: unknown) => boolean) => (value: unknown) => value === null || test(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const MOST_FEN = 999_999_999_999_999;
const year = within(YEARS.first, YEARS.last);
const chance = within(0, RATE_LIMIT);

/** What each field may be; hires and a reform are judged by the core, a programme too when it has its shape. */
const FIELDS: Record<keyof Settings, (value: unknown) => boolean> = {
  programme: (value) => typeof value === "string",
  own: orNull(isProgramme),
  first: year,
  last: year,
  year: (value) => value === null || value === "sum" || year(value),
  regions: (value) => Array.isArray(value) && value.every((code) => typeof code === "string" && isPlace(code)),
  sites: oneOf("towns", "drawn"),
  quota: (value) => isObject(value) && Object.values(value).every(within(0, MOST_FEN)),
  opens: (value) => Array.isArray(value) && value.every((month) => /^\d{4}-(0[1-9]|1[0-2])$/.test(String(month))),
  pass: chance,
  leave: chance,
  vacancy: chance,
  refill: oneOf(true, false),
  fill: oneOf(true, false),
  history: oneOf("error", "pass", "fail"),
  from: orNull(year),
  hires: (value) => Array.isArray(value) && value.every(isObject),
  reform: (value) =>
    isObject(value) &&
    orNull(year)(value["from"]) &&
    orNull(within(0, MOST_FEN))(value["standard"]) &&
    oneOf(true, false, undefined)(value["follow"]) &&
    orNull(within(0, 100))(value["province"]) &&
    orNull(chance)(value["raise"]),
  patch: orNull(isObject),
  by: oneOf("province", "city", "county", "station"),
  unit: oneOf(...UNITS),
  lang: oneOf("zh", "en"),
};

/** Defaults with all the fields of `kept` that are well formed. */
export function completed(kept: unknown): Read {
  const settings = defaults();
  if (!isObject(kept)) return { settings, odd: [] };
  const known = (name: string): name is keyof Settings => name in FIELDS;
  const odd = Object.keys(kept).filter((name) => !known(name) || !FIELDS[name](kept[name]));
  for (const name of Object.keys(kept).filter((name) => !odd.includes(name))) {
    Object.assign(settings, { [name]: kept[name] });
  }
  settings.reform = { ...defaults().reform, ...settings.reform };
  if (settings.first > settings.last || settings.last - settings.first >= YEARS.most) {
    odd.push("last");
    settings.last = Math.min(Math.max(settings.first, settings.last), settings.first + YEARS.most - 1);
  }
  // An own programme that is not there, or was not whole, can't be shown.
  if (settings.programme === OWN && !settings.own) settings.programme = defaults().programme;
  return { settings, odd };
}
