// What the reform controls say, and what they start from. The worker makes a merge patch of it.

export interface ReformChoice {
  /** The first year of the reform; null is the second year of the horizon. */
  from: number | null;
  /** Fen. */
  standard: number | null;
  /** The province's share in percent, where province and others share. */
  province: number | null;
  /** Millionths. */
  raise: number | null;
}

export const reformYear = (choice: ReformChoice, { first, last }: { first: number; last: number }): number =>
  Math.min(Math.max(choice.from ?? first + 1, first), last);

/** What holds in the January of a year, so that the controls start from it (rule 12). */
export interface Standing {
  /** Fen. */
  standard: number;
  /** Millionths. */
  raise: number;
  /** The province's percent in the first split that it shares with others; null where there is none. */
  province: number | null;
}

/** JSON text in which the order of keys doesn't matter. */
export function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
