// What the reform controls say, and what they start from. The worker makes a merge patch of it.

export interface ReformChoice {
  /** The first year of the reform; null is next year. */
  from: number | null;
  /** Fen. */
  standard: number | null;
  /** Whether pay that is raised in the reform's first year is raised in proportion to the standard, too. */
  follow: boolean;
  /** The province's share in percent, where province and others share. */
  province: number | null;
  /** Millionths. */
  raise: number | null;
}

/** The first year of a reform, within the horizon. */
export const reformYear = ({ from }: ReformChoice, { first, last }: { first: number; last: number }, now: number) =>
  Math.min(Math.max(from ?? now + 1, first), last);

/** Whether anything is chosen. */
export const reforms = ({ standard, province, raise }: ReformChoice): boolean =>
  standard !== null || province !== null || raise !== null;

/** What holds in the January of a year, so that the controls start from it (rule 12). */
export interface Standing {
  /** Fen. */
  standard: number;
  /** Millionths. */
  raise: number;
  /** The province's percent in the first split that it shares with others; null where there is none. */
  province: number | null;
  /** The raise in millionths by which pay follows a standard that is chosen; null where no rate says it exactly. */
  follow: number | null;
}

/** JSON text in which the order of keys doesn't matter. */
export function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
