// The reform controls as a merge patch on the programme (rule 11), in the worker, which has the core: what is in
// force and which numbers come of a patch is the core's matter; here entries are only written from a year on, in
// the place of those that held until then.
import { type Programme, type Reform, type Share, inForce } from "shuangbai/bare";
import { millionths, rate, shortest, whole } from "../money";
import { type ReformChoice, type Standing, reforms, sorted } from "../state/reform";

interface Dated {
  from: string | number;
}

const month = (from: string | number): string => (typeof from === "number" ? `${from}-01` : from);

const shared = (parts: readonly Share[]): boolean =>
  parts.length > 1 && parts.some(({ payer }) => payer === "province");

export function standing(programme: Programme, choice: ReformChoice, year: number): Standing {
  const held = inJanuary(programme, year);
  const split = held.sharing.find(({ parts }) => shared(parts));
  return {
    standard: whole(String((held.subsidy.find(isCommon) ?? held.subsidy[0])?.standard ?? 0), 2) ?? 0,
    raise: millionths(held.raise[0]?.rate ?? "0"),
    province: split ? percentOf(split.parts) : null,
    follow: following(held, choice),
  };
}

/**
 * The one rate by which pay that is raised in the reform's first year grows by the raise and with the standard;
 * null where it is no rate (rule 1), or where the raise doesn't multiply all pay in January (rule 4).
 */
function following({ subsidy, raise }: Held, choice: ReformChoice): number | null {
  const [entry, step] = [subsidy[0], raise[0]];
  // Of several standards, by tier or post, pay follows none.
  if (!entry || subsidy.length > 1 || !step || choice.standard === null) return null;
  if ((step.mode ?? "compound") !== "compound" || (step.effective ?? 1) !== 1) return null;
  // An indexed standard takes the steps of pay, so it would grow twice.
  if (subsidy.some(({ basis }) => basis === "indexed")) return null;
  const old = BigInt(whole(String(entry.standard), 2) ?? 0);
  const one = 1_000_000n;
  const grown = (one + BigInt(choice.raise ?? millionths(step.rate))) * BigInt(choice.standard);
  if (old === 0n || grown % old !== 0n) return null;
  const rate = grown / old - one;
  return rate >= 0n && rate <= one ? Number(rate) : null;
}

/** The entries in force, of the lists that the controls change. */
type Held = Pick<Programme, "subsidy" | "raise" | "sharing">;
function inJanuary(programme: Programme, year: number): Held {
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

/** What the controls change: whole lists in the place of the programme's. */
export type Lists = Partial<Held>;

/** What a control changes in an entry of a list. */
const CHANGES: Record<keyof Lists, string> = { subsidy: "standard", raise: "rate", sharing: "parts" };

/** The patch, or null when nothing is changed; the choice says its first year. */
export function reformOf(programme: Programme, choice: ReformChoice & { from: number }): Reform | null {
  const lists = listsOf(programme, choice);
  if (!lists) return null;
  const patch = (Object.keys(lists) as (keyof Lists)[]).map((name) => {
    const [old, now] = [programme[name], lists[name] ?? []];
    return [name, amendments(name, old, now, choice.from) ?? now];
  });
  return Object.fromEntries(patch) as Reform;
}

/**
 * What begins anew as amendments (rule 11), which leave all else as it is, also where the programme says more one day;
 * null where something that the programme says from later on is to be left out: then the list is given whole.
 */
function amendments(name: keyof Lists, old: readonly Line[], now: readonly Line[], from: number): object | null {
  const begun = now.filter((entry) => !old.includes(entry));
  if (old.some((entry) => month(entry.from) > `${from}-01` && sameLine(entry, begun))) return null;
  const field = CHANGES[name];
  const amend = begun.map((entry) => ({
    ...(entry.tier !== undefined && { tier: entry.tier }),
    ...(entry.post !== undefined && { post: entry.post }),
    from: entry.from,
    [field]: (entry as unknown as Record<string, unknown>)[field],
  }));
  return amend.length === 1 ? (amend[0] as object) : { amend };
}

/** The lists as they are under the reform. */
export function listsOf(programme: Programme, choice: ReformChoice & { from: number }): Lists | null {
  const { from } = choice;
  const patch: Record<string, unknown> = {};
  const begun = <T extends Dated>(entry: T, from: number) => {
    const { source: _, status: __, ...rest } = entry as T & { source?: string; status?: string };
    return { ...rest, from };
  };
  const put = <T extends Dated>(name: string, all: readonly T[], old: readonly T[], change: (entry: T) => T) => {
    const kept = all.filter((entry) => month(entry.from) < `${from}-01` || !sameLine(entry, old));
    patch[name] = [...kept, ...old.map((entry) => begun(change(entry), from))];
  };
  if (!reforms(choice)) return null;
  const held = inJanuary(programme, from);
  const { subsidy, raise, sharing } = held;
  if (choice.standard !== null && subsidy.length) {
    put("subsidy", programme.subsidy, subsidy, (entry) => ({
      ...entry,
      standard: shortest(choice.standard as number, 2),
    }));
  }
  if (choice.raise !== null && raise.length) {
    put("raise", programme.raise, raise, (entry) => ({ ...entry, rate: rate(choice.raise as number) }));
  }
  const follow = choice.follow ? following(held, choice) : null;
  if (follow !== null) {
    // For one year only: from the next on as it would be without.
    const all = (patch["raise"] ?? programme.raise) as Programme["raise"];
    const next = inJanuary({ ...programme, raise: all }, from + 1).raise.map((entry) => begun(entry, from + 1));
    const kept = all.filter((entry) => ![`${from}-01`, `${from + 1}-01`].includes(month(entry.from)));
    patch["raise"] = [...kept, ...raise.map((entry) => begun({ ...entry, rate: rate(follow) }, from)), ...next];
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
  return Object.keys(patch).length ? (patch as Lists) : null;
}

/** The controls that say this patch; null where none do. */
export function choiceOf(
  programme: Programme,
  patch: Reform,
  horizon: { first: number; last: number },
): ReformChoice | null {
  if (!Object.values(patch).every((list) => typeof list === "object" && list !== null)) return null;
  const lists = Object.fromEntries(Object.entries(patch).map(([name, list]) => [name, entriesIn(list)])) as Lists;
  const last = <T>(list: readonly T[] | null | undefined) => list?.[list.length - 1];
  const standard = last(lists.subsidy)?.standard;
  const raise = last(lists.raise)?.rate;
  const province = (from: number) => {
    const old = inJanuary(programme, from).sharing.find(({ parts }) => shared(parts));
    const now = lists.sharing?.find((entry) => entry.from === from && entry.tier === old?.tier);
    return old && now ? percentOf(now.parts) : null;
  };
  const said = sorted(patch);
  const raises = raise === undefined ? [null] : [null, millionths(raise)];
  for (let from = horizon.first; from <= horizon.last; from++) {
    for (const follow of [false, true]) {
      for (const raise of raises) {
        const choice = {
          from,
          standard: standard === undefined ? null : whole(String(standard), 2),
          follow,
          province: province(from),
          raise,
        };
        // As lists it was said before there were amendments.
        if (sorted(reformOf(programme, choice)) === said || sorted(listsOf(programme, choice)) === said) return choice;
      }
    }
  }
  return null;
}

/** The entries of a list, or the amendments that stand in its place. */
function entriesIn(list: unknown): unknown[] {
  if (Array.isArray(list)) return list as unknown[];
  const { amend } = list as { amend?: unknown };
  return Array.isArray(amend) ? (amend as unknown[]) : [list];
}

interface Line extends Dated {
  tier?: string | undefined;
  post?: string | undefined;
}

/** Whether an entry is of the tier and post that are changed; lists without them have one line. */
function sameLine(entry: Line, old: readonly Line[]): boolean {
  return old.some(({ tier, post }) => tier === entry.tier && post === entry.post);
}

/** Whether an entry holds where none of a tier or post does. */
const isCommon = ({ tier, post }: Omit<Line, "from">): boolean => tier === undefined && post === undefined;
