// The funds of a programme over a part of the province (rule 10): those that are the whole province's measure
// nothing there but by what the part has of them.
import type { Programme } from "shuangbai/bare";
import { shortest, whole } from "../money";
import { sorted } from "../state/reform";

type Fund = NonNullable<Programme["funds"]>[number];

/** Funds that a preset has: the whole province's. */
export function wholesIn(programme: Programme | undefined, presets: readonly Programme[]): Fund[] {
  const known = new Set(presets.flatMap(({ funds }) => funds ?? []).map(grounds));
  return (programme?.funds ?? []).filter((fund) => known.has(grounds(fund)));
}

/** What makes a fund the same, whatever it rests on. */
function grounds({ source: _, status: __, first, last, ...fund }: Fund): string {
  const from = typeof first === "number" ? `${first}-01` : first;
  const to = typeof last === "number" ? `${last}-12` : (last ?? "");
  return sorted({ pays: "subsidy", kind: "pool", ...fund, amount: shortest(fenOf(fund), 2), first: from, last: to });
}

const fenOf = ({ amount }: Pick<Fund, "amount">): number => whole(String(amount), 2) ?? 0;

/** The programme's funds over a part: the province's with the part's quota, left out where it is not known. */
export function ofPart(
  programme: Programme,
  presets: readonly Programme[],
  quota: Readonly<Record<string, number>>,
): { funds: Fund[] } | null {
  const wholes = wholesIn(programme, presets);
  if (!wholes.length) return null;
  const funds = (programme.funds ?? []).flatMap((fund): Fund[] => {
    if (!wholes.includes(fund)) return [fund];
    const { source: _, status: __, ...rest } = fund;
    const given = quota[fund.name];
    return given === undefined ? [] : [{ ...rest, amount: shortest(given, 2) }];
  });
  return { funds };
}

/** The quota that says these funds of a reform; null where none does. */
export function quotaOf(
  programme: Programme,
  presets: readonly Programme[],
  funds: readonly Fund[],
): Record<string, number> | null {
  const wholes = wholesIn(programme, presets);
  const named = funds.filter(({ name }) => wholes.some((fund) => fund.name === name));
  const quota = Object.fromEntries(named.map((fund) => [fund.name, fenOf(fund)]));
  return sorted(ofPart(programme, presets, quota)?.funds) === sorted(funds) ? quota : null;
}
