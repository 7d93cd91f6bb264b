// The reform controls as a merge patch on the programme (rule 11), in the worker, which has the core: what is in
// force and which numbers come of a patch is the core's matter; here entries are only written from a year on, in
// the place of those that held until then.
import { type Programme, type Reform, type Share, inForce } from "shuangbai/bare";
import { millionths, rate, shortest, whole } from "../money";
import { type ReformChoice, type Standing, reformYear, sorted } from "../state/reform";

interface Dated {
  from: string | number;
}

const month = (from: string | number): string => (typeof from === "number" ? `${from}-01` : from);

const shared = (parts: readonly Share[]): boolean =>
  parts.length > 1 && parts.some(({ payer }) => payer === "province");

export function standing(programme: Programme, year: number): Standing {
  const { subsidy, raise, sharing } = inJanuary(programme, year);
  const split = sharing.find(({ parts }) => shared(parts));
  return {
    standard: whole(String(subsidy[0]?.standard ?? 0), 2) ?? 0,
    raise: millionths(raise[0]?.rate ?? "0"),
    province: split ? percentOf(split.parts) : null,
  };
}

/** The entries in force, of the lists that the controls change. */
function inJanuary(programme: Programme, year: number): Pick<Programme, "subsidy" | "raise" | "sharing"> {
  const places = inForce(programme, `${year}-01`);
  const of = <T>(list: readonly T[], held: readonly number[]) => list.filter((_, place) => held.includes(place));
  return {
    subsidy: of(programme.subsidy, places.subsidy),
    raise: of(programme.raise, places.raise),
    sharing: of(programme.sharing, places.sharing),
  };
}

function percentOf(parts: readonly Share[]): number {
  const whole = parts.reduce((total, share) => total + share.parts, 0);
  const province = parts.find(({ payer }) => payer === "province")?.parts ?? 0;
  return Math.round((province * 100) / whole);
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
  if (choice.standard === null && choice.raise === null && choice.province === null) return null;
  const { subsidy, raise, sharing } = inJanuary(programme, from);
  if (choice.standard !== null && subsidy.length) {
    put("subsidy", programme.subsidy, subsidy, (entry) => ({
      ...entry,
      standard: shortest(choice.standard as number, 2),
    }));
  }
  if (choice.raise !== null && raise.length) {
    put("raise", programme.raise, raise, (entry) => ({ ...entry, rate: rate(choice.raise as number) }));
  }
  if (choice.province !== null) {
    const percent = choice.province;
    const old = sharing.filter(({ parts }) => shared(parts));
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
    const old = inJanuary(programme, from).sharing.find(({ parts }) => shared(parts));
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

/** Whether an entry is of the tier that is changed; lists without tiers have one line. */
function sameLine(entry: Dated, old: readonly Dated[]): boolean {
  const tier = (of: Dated) => (of as { tier?: string }).tier;
  return old.some((one) => tier(one) === tier(entry));
}
