// The reform controls as a merge patch on the programme (rule 11). Which numbers come of it is the core's
// matter; here entries are only written from a year on, in the place of those that held until then.
import type { Programme, Reform, Share } from "shuangbai/bare";
import { millionths, rate, shortest, whole } from "../money";

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

interface Dated {
  from: string | number;
}

const month = (from: string | number): string => (typeof from === "number" ? `${from}-01` : from);

/** The entry that a control starts from: the last that begins no later than that January. */
export function before<T extends Dated>(entries: readonly T[], year: number): T | undefined {
  let found: T | undefined;
  for (const entry of entries) {
    if (month(entry.from) > `${year}-01`) continue;
    if (!found || month(entry.from) > month(found.from)) found = entry;
  }
  return found;
}

export const reformYear = (choice: ReformChoice, { first, last }: { first: number; last: number }): number =>
  Math.min(Math.max(choice.from ?? first + 1, first), last);

const shared = (parts: readonly Share[]): boolean =>
  parts.length > 1 && parts.some(({ payer }) => payer === "province");

/** The province's percent in the first split that it shares with others; null where there is none. */
export function provinceShare(programme: Programme, year: number): number | null {
  const entry = tiersInForce(programme, year).find(({ parts }) => shared(parts));
  return entry ? percentOf(entry.parts) : null;
}

function percentOf(parts: readonly Share[]): number {
  const whole = parts.reduce((total, share) => total + share.parts, 0);
  const province = parts.find(({ payer }) => payer === "province")?.parts ?? 0;
  return Math.round((province * 100) / whole);
}

function tiersInForce({ sharing }: Programme, year: number) {
  const tiers = [...new Set(sharing.map(({ tier }) => tier))];
  return tiers.flatMap(
    (tier) =>
      before(
        sharing.filter((entry) => entry.tier === tier),
        year,
      ) ?? [],
  );
}

/** Parts with the province at so many percent; the others keep their proportions. */
export function withProvince(parts: readonly Share[], percent: number): Share[] {
  const others = parts.filter(({ payer }) => payer !== "province");
  const whole = others.reduce((total, share) => total + share.parts, 0);
  const province: Share = { payer: "province", parts: percent * whole };
  const rest = others.map((share) => ({ ...share, parts: share.parts * (100 - percent) }));
  const inOrder = parts.map(({ payer }) =>
    payer === "province" ? province : (rest.find((share) => share.payer === payer) as Share),
  );
  return inOrder.filter((share) => share.parts > 0);
}

/** The patch, or null when nothing is changed. */
export function reformOf(
  programme: Programme,
  choice: ReformChoice,
  horizon: { first: number; last: number },
): Reform | null {
  const from = reformYear(choice, horizon);
  const patch: Record<string, unknown> = {};
  const put = <T extends Dated>(name: string, all: readonly T[], old: readonly T[], change: (entry: T) => T) => {
    const kept = all.filter((entry) => month(entry.from) < `${from}-01` || !sameLine(entry, old));
    const fresh = old.map((entry) => {
      const { source: _, status: __, ...rest } = change(entry) as T & { source?: string; status?: string };
      return { ...rest, from };
    });
    patch[name] = [...kept, ...fresh];
  };
  const subsidy = before(programme.subsidy, from);
  if (choice.standard !== null && subsidy) {
    put("subsidy", programme.subsidy, [subsidy], (entry) => ({
      ...entry,
      standard: shortest(choice.standard as number, 2),
    }));
  }
  const raise = before(programme.raise, from);
  if (choice.raise !== null && raise) {
    put("raise", programme.raise, [raise], (entry) => ({ ...entry, rate: rate(choice.raise as number) }));
  }
  if (choice.province !== null) {
    const percent = choice.province;
    const old = tiersInForce(programme, from).filter(({ parts }) => shared(parts));
    if (old.length) {
      put("sharing", programme.sharing, old, (entry) => ({
        ...entry,
        parts: withProvince(entry.parts, percent),
      }));
    }
  }
  return Object.keys(patch).length ? (patch as Reform) : null;
}

/** The controls that say this patch; null where none do. */
export function choiceOf(
  programme: Programme,
  patch: Reform,
  horizon: { first: number; last: number },
): ReformChoice | null {
  const last = <T>(list: readonly T[] | null | undefined) => list?.[list.length - 1];
  const standard = last(patch.subsidy)?.standard;
  const raise = last(patch.raise)?.rate;
  const province = (from: number) => {
    const old = tiersInForce(programme, from).find(({ parts }) => shared(parts));
    const now = patch.sharing?.find((entry) => entry.from === from && entry.tier === old?.tier);
    return old && now ? percentOf(now.parts) : null;
  };
  const said = sorted(patch);
  for (let from = horizon.first; from <= horizon.last; from++) {
    const choice: ReformChoice = {
      from,
      standard: standard === undefined ? null : whole(String(standard), 2),
      raise: raise === undefined ? null : millionths(raise),
      province: province(from),
    };
    if (sorted(reformOf(programme, choice, horizon)) === said) return choice;
  }
  return null;
}

/** JSON text in which the order of keys doesn't matter. */
export function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Whether an entry is of the tier that is changed; lists without tiers have one line. */
function sameLine(entry: Dated, old: readonly Dated[]): boolean {
  const tier = (of: Dated) => (of as { tier?: string }).tier;
  return old.some((one) => tier(one) === tier(entry));
}
