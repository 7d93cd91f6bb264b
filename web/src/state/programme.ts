// Whether something has a programme's shape, so that the page can show it; whether it is right, the core says.
import type { Programme } from "shuangbai/bare";
import { LISTS } from "./entries";

type Known = Record<string, unknown>;
const isObject = (value: unknown): value is Known =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === "string";
const isTexts = (value: unknown): boolean => isObject(value) && isText(value["zh"]) && isText(value["en"]);
const isPlain = (value: unknown): boolean => isText(value) || typeof value === "number";

/** What the fields of an entry hold that are no text or number. */
const FIELDS: Record<string, (value: unknown) => boolean> = {
  source: (value) => isText(value) || isTexts(value),
  pass: (value) => Array.isArray(value) && value.every(isText),
  parts: (value) =>
    Array.isArray(value) &&
    value.every((share) => isObject(share) && isText(share["payer"]) && isPlain(share["parts"])),
};
const isEntry = (list: string) => (entry: unknown) =>
  isObject(entry) &&
  Object.entries(entry).every(([name, value]) => (FIELDS[name] ?? isPlain)(value)) &&
  (!["sharing", "costs"].includes(list) || "parts" in entry) &&
  (list !== "appraisal" || "pass" in entry);

export function isProgramme(value: unknown): value is Programme {
  if (!isObject(value) || !isText(value["id"]) || !isTexts(value["title"])) return false;
  return LISTS.every((name) => {
    const list = value[name];
    const needed = ["subsidy", "sharing", "raise", "appraisal"].includes(name);
    return (list === undefined && !needed) || (Array.isArray(list) && list.every(isEntry(name)));
  });
}
