// Months as the core writes them, `2019-03`, and which of them have a pay sheet (rule 20).
import type { Settings } from "./settings";

export const monthsOf = (year: number): string[] =>
  Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, "0")}`);

const ONE = 1_000_000;

/** The first month that is left to chance; null where none is. Whether a month has a sheet, the core says. */
export function uncertainFrom({ pass, leave, vacancy, from, first }: Settings): string | null {
  const certain = [pass, leave, vacancy].every((rate) => rate === 0 || rate === ONE);
  return certain ? null : `${from ?? first}-01`;
}
