// Money is whole fen as BigInt, from the text of a forecast to the text on the page. The one place where an
// amount becomes a float is `pixels`, for the lengths of bars in charts; nothing is read back from it.

export type Fen = bigint;
export type Unit = "元" | "万元" | "亿元";
export const UNITS: readonly Unit[] = ["元", "万元", "亿元"];

/** Each unit: the power of ten that it is of a fen, and the decimals shown (as in Python's `terms.py`). */
const SCALES: Record<Unit, [power: number, decimals: number]> = { 元: [2, 2], 万元: [6, 2], 亿元: [10, 4] };

/** Fen of an amount as a forecast writes it: `"-12.34"`. */
export function fen(amount: string): Fen {
  const match = /^(-?)(\d+)\.(\d\d)$/.exec(amount);
  if (!match) throw new Error(`not an amount: ${amount}`);
  const value = BigInt(`${match[2]}${match[3]}`);
  return match[1] ? -value : value;
}

/** An amount as a forecast writes it. */
export function text(value: Fen): string {
  const digits = String(value < 0n ? -value : value).padStart(3, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** An amount as people type it: with commas, in 万 or 亿; null where it is none. */
export function asTyped(said: string): string | null {
  const plain = said.trim().replace(/[,，\s]/g, "");
  const large = /^(.*?)(万|亿)元?$/.exec(plain);
  const digits = large ? (large[2] === "万" ? 6 : 10) : 2;
  const match = /^(\d{1,13})(?:\.(\d{1,8}))?元?$/.exec(large?.[1] ?? plain);
  if (!match || (match[2] ?? "").length > digits) return null;
  return text(BigInt((match[1] ?? "") + (match[2] ?? "").padEnd(digits, "0")));
}

export function sum(amounts: Iterable<string>): Fen {
  let total = 0n;
  for (const amount of amounts) total += fen(amount);
  return total;
}

/** The order of amounts or counts, the least first. */
export const byAmount = (a: bigint, b: bigint): number => Number(a > b) - Number(a < b);

const group = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ",");

/** `value / 10^power` with so many decimals, rounded half away from zero for the eye only. */
export function decimal(value: bigint, power: number, decimals: number, grouped = true): string {
  const cut = 10n ** BigInt(Math.max(0, power - decimals));
  const size = value < 0n ? -value : value;
  const rounded = (size + cut / 2n) / cut;
  const kept = Math.min(decimals, power);
  const digits = String(rounded).padStart(kept + 1, "0");
  const whole = kept ? digits.slice(0, -kept) : digits;
  const sign = value < 0n && rounded !== 0n ? "−" : "";
  return sign + (grouped ? group(whole) : whole) + (kept ? `.${digits.slice(-kept)}` : "");
}

/** An amount in a unit, as people read it. */
export function written(value: Fen, unit: Unit): string {
  const [power, decimals] = SCALES[unit];
  return decimal(value, power, decimals);
}

/** A difference with its sign; zero has none. */
export function signed(value: Fen, unit: Unit): string {
  const shown = written(value, unit);
  return value > 0n && /[1-9]/.test(shown) ? `+${shown}` : shown;
}

/** An amount in a unit that leaves few digits, rounded for the eye. */
export function brief(value: Fen, lang: "zh" | "en"): { number: string; unit: string } {
  const [yuan, wan, million, yi] = [2, 6, 8, 10];
  const size = value < 0n ? -value : value;
  if (lang === "en") {
    return size >= 10n ** 8n
      ? { number: decimal(value, million, 2), unit: "million yuan" }
      : { number: decimal(value, yuan, 0), unit: "yuan" };
  }
  if (size >= 10n ** 10n) return { number: decimal(value, yi, 2), unit: "亿元" };
  return size >= 10n ** 6n
    ? { number: decimal(value, wan, 2), unit: "万元" }
    : { number: decimal(value, yuan, 2), unit: "元" };
}

/** The length of a bar in a chart, in a unit: a float, because only pixels depend on it. */
export function pixels(value: Fen, unit: Unit): number {
  return Number(value) / 10 ** SCALES[unit][0];
}

/** A count of a forecast, a whole number or a text with four decimals, in ten-thousandths. */
export function count(quantity: number | string): bigint {
  const [whole, part = ""] = String(quantity).split(".");
  return BigInt(`${whole}${part.padEnd(4, "0")}`);
}

/** A count in ten-thousandths as a forecast writes it. */
export const quantity = (value: bigint): number | string =>
  value % 10_000n === 0n ? Number(value / 10_000n) : decimal(value, 4, 4, false);

/** A count in ten-thousandths as people read it: a tenth where it is not whole. */
export const heads = (value: bigint): string => decimal(value, 4, value % 10_000n === 0n ? 0 : 1);
export const people = (quantity: number | string): string => heads(count(quantity));

/** A difference of counts, with its sign. */
export function peopleMore(from: number | string, to: number | string): string {
  const more = count(to) - count(from);
  return more > 0n ? `+${heads(more)}` : heads(more);
}

/** A whole number with so many of its digits as decimals, no more than it needs: `965000` with six is `0.965`. */
export function shortest(whole: number, digits: number): string {
  const all = String(whole).padStart(digits + 1, "0");
  const part = all.slice(all.length - digits).replace(/0+$/, "");
  return all.slice(0, all.length - digits) + (digits && part ? `.${part}` : "");
}

/** The whole number of such a text; null where it is none, or has more decimals. */
export function whole(text: string, digits: number): number | null {
  const [, before, part = ""] = /^(\d{1,9})(?:\.(\d+))?$/.exec(text) ?? [];
  return before && part.length <= digits ? Number(before + part.padEnd(digits, "0")) : null;
}

/** Rates have six decimals at most (rule 1), so in millionths they are whole. */
export const RATE_DIGITS = 6;
export const RATE_LIMIT = 10 ** RATE_DIGITS;
export const rate = (millionths: number): string => shortest(millionths, RATE_DIGITS);
export const millionths = (rate: string | number): number => whole(String(rate), RATE_DIGITS) ?? 0;
/** A percentage as people read it. */
export const percent = (millionths: number): string => shortest(millionths, RATE_DIGITS - 2);
