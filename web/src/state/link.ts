// The state in the link: what differs from the defaults, as JSON in the address's fragment, which browsers
// do not send to a server. Imported tables are no part of `Settings`, so people's rows can't get in.
import { isRegion } from "../data/regions";
import { UNITS } from "../money";
import { type Settings, YEARS, defaults } from "./settings";

const NAME = "s";

/** Text as base64 for addresses, UTF-8 inside. */
export function packed(text: string): string {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function unpacked(code: string): string {
  const binary = atob(code.replace(/-/g, "+").replace(/_/g, "/"));
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(binary, (one) => one.charCodeAt(0)));
}

export function toFragment(settings: Settings): string {
  const usual = defaults();
  const differing = Object.entries(settings).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name as keyof Settings]),
  );
  return differing.length ? `#${NAME}=${packed(JSON.stringify(Object.fromEntries(differing)))}` : "";
}

/** The settings of a fragment; null where it has none or can't be read. */
export function fromFragment(fragment: string): Settings | null {
  const code = new RegExp(`^#${NAME}=([\\w-]+)$`).exec(fragment)?.[1];
  if (!code) return null;
  try {
    return completed(JSON.parse(unpacked(code)));
  } catch {
    return null;
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
const year = within(YEARS.first, YEARS.last);

/** What each field may be; a programme and hires are judged by the core. */
const FIELDS: Record<keyof Settings, (value: unknown) => boolean> = {
  programme: (value) => typeof value === "string",
  own: orNull(isObject),
  first: year,
  last: year,
  year: (value) => value === null || value === "sum" || year(value),
  regions: (value) => Array.isArray(value) && value.every((code) => typeof code === "string" && isRegion(code)),
  opens: (value) => Array.isArray(value) && value.every((month) => /^\d{4}-(0[1-9]|1[0-2])$/.test(String(month))),
  pass: within(0, 1_000_000),
  leave: within(0, 1_000_000),
  vacancy: within(0, 1_000_000),
  refill: oneOf(true, false),
  fill: oneOf(true, false),
  history: oneOf("error", "pass", "fail"),
  from: orNull(year),
  hires: (value) => Array.isArray(value) && value.every(isObject),
  reform: (value) =>
    isObject(value) &&
    orNull(year)(value["from"]) &&
    orNull(within(0, 999_999_999_999_999))(value["standard"]) &&
    orNull(within(0, 100))(value["province"]) &&
    orNull(within(0, 1_000_000))(value["raise"]),
  patch: orNull(isObject),
  by: oneOf("province", "city", "county", "station"),
  unit: oneOf(...UNITS),
  lang: oneOf("zh", "en"),
};

/** Defaults with all the fields of `kept` that are well formed. */
export function completed(kept: unknown): Settings {
  const settings = defaults();
  if (!isObject(kept)) return settings;
  for (const [name, fits] of Object.entries(FIELDS)) {
    if (name in kept && fits(kept[name])) Object.assign(settings, { [name]: kept[name] });
  }
  return settings;
}
