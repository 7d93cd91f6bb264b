// The real towns of Guangdong, as a plan takes them.
import type { Station } from "shuangbai/bare";
import { DRAWN } from "./drawn";
import { TOWNS } from "./towns";

export interface Town {
  code: string;
  name: string;
  villages: number;
}
export interface Region {
  code: string;
  name: string;
  /** Cities of the province, counties of a city. */
  children: Region[];
  /** Of a county. */
  towns: Town[];
}

export const PROVINCE = "44";

function read(text: string): Map<string, Region> {
  const all = new Map<string, Region>();
  for (const line of text.trim().split("\n")) {
    const [code = "", name = "", ...cells] = line.split("|");
    const towns = cells.map((cell) => {
      const [, digits = "", town = "", villages = ""] = /^(\d{3})(\D+)(\d+)$/.exec(cell) ?? [];
      return { code: code + digits, name: town, villages: Number(villages) };
    });
    const region: Region = { code, name, children: [], towns };
    all.set(code, region);
    all.get(code.slice(0, -2))?.children.push(region);
  }
  return all;
}

const REGIONS = read(TOWNS);
export const GUANGDONG = REGIONS.get(PROVINCE) as Region;

export const isRegion = (code: string): boolean => REGIONS.has(code);

export function townsOf(region: Region): Town[] {
  return [...region.towns, ...region.children.flatMap(townsOf)];
}

const byCode = (a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : 1);
const ALL: readonly Town[] = townsOf(GUANGDONG).sort(byCode);
const TOWN_NAMES: ReadonlyMap<string, string> = new Map(ALL.map(({ code, name }) => [code, name]));

export const regionName = (code: string): string => REGIONS.get(code)?.name ?? TOWN_NAMES.get(code) ?? code;
/** Whether a code is that of a region or town. */
export const isPlace = (code: string): boolean => REGIONS.has(code) || TOWN_NAMES.has(code);
/** A place with the county or city that it is in, since towns of different counties have the same name. */
export function placeName(code: string): string {
  const within = code.length > 4 ? regionName(code.slice(0, code.length > 6 ? 6 : 4)) : "";
  return within ? `${within} ${regionName(code)}` : regionName(code);
}

/** All places by code: cities, their counties, their towns. */
const PLACES: readonly (readonly [code: string, name: string])[] = [
  ...[...REGIONS].map(([code, { name }]) => [code, name] as const),
  ...TOWN_NAMES,
];
/** Places by name or code, those that begin so first, then the larger ones. */
export function placesLike(sought: string): string[] {
  const text = sought.trim();
  if (!text) return [];
  const begins = ([code, name]: readonly [string, string]) => name.startsWith(text) || code === text;
  return PLACES.filter(([code, name]) => name.includes(text) || code.startsWith(text))
    .sort((a, b) => Number(begins(b)) - Number(begins(a)) || a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1))
    .map(([code]) => code);
}

/** Which towns have a station: all, or as many as the plan of 2017 had, drawn by lot. */
export type Sites = "towns" | "drawn";

const DRAWN_STATIONS: readonly Station[] = DRAWN.trim()
  .split("\n")
  .flatMap((line) => {
    const [tier, opens = "", ...codes] = line.split("|");
    const drawn = new Set(codes);
    return ALL.filter(({ code }) => drawn.has(code)).map((town): Station => ({
      ...town,
      ...(tier && { tier }),
      opens,
    }));
  })
  .sort(byCode);

let lately: { key: string; stations: readonly Station[] } = { key: "", stations: [] };

/**
 * The stations in the regions chosen, by code. They open by turns in these months, without months they are there
 * from the beginning; whose turn it is goes by the place in the whole province, so that a part is the same alone.
 * Those that were drawn by lot have months of their own. Asked for at every step of a slider, so kept.
 */
export function stationsIn(codes: readonly string[], opens: readonly string[], sites: Sites): readonly Station[] {
  const key = [sites, ...codes, ...opens].join();
  if (lately.key !== key) {
    const turn = (at: number) => (opens.length ? { opens: opens[at % opens.length] as string } : {});
    const all = sites === "drawn" ? DRAWN_STATIONS : ALL.map((town, at): Station => ({ ...town, ...turn(at) }));
    lately = { key, stations: all.filter(({ code }) => codes.some((one) => code.startsWith(one))) };
  }
  return lately.stations;
}

/** The names of all regions, for a plan. */
export const REGION_NAMES: Record<string, string> = Object.fromEntries(
  [...REGIONS].map(([code, { name }]) => [code, name]),
);

/** The smallest region of the province that has all of these; none where there is none. */
export function commonRegion(rows: readonly { region: string }[]): string {
  const [first = "", ...others] = rows.map(({ region }) => region);
  const holds = (code: string) => isRegion(code) && others.every((one) => one.startsWith(code));
  return [first.slice(0, 6), first.slice(0, 4), first.slice(0, 2)].find(holds) ?? "";
}

/** Whether stations are in some cities of the province only. */
export const isPart = (stations: readonly Station[]): boolean =>
  new Set(stations.map(({ code }) => code.slice(0, 4))).size < GUANGDONG.children.length;

/** The choice that gives just these stations; null where they are not the towns as they come. */
export function cameFrom(stations: readonly Station[]): { regions: string[]; opens: string[]; sites: Sites } | null {
  const given = new Map(stations.map((station) => [station.code, station]));
  const cover = (region: Region, all: readonly Station[]): string[] => {
    const within = all.filter(({ code }) => code.startsWith(region.code));
    if (!within.length) return [];
    if (within.every(({ code }) => given.has(code))) return [region.code];
    if (!region.children.length) return within.flatMap(({ code }) => (given.has(code) ? [code] : []));
    return region.children.flatMap((child) => cover(child, all));
  };
  const same = (all: readonly Station[]) =>
    all.length === stations.length &&
    all.every((one) => {
      const { name, villages, tier, opens, closes } = given.get(one.code) ?? {};
      return !closes && name === one.name && villages === one.villages && tier === one.tier && opens === one.opens;
    });
  const regions = cover(GUANGDONG, ALL);
  const places = new Map(ALL.map(({ code }, at) => [code, at]));
  for (let turns = 0; turns <= MOST_TURNS; turns++) {
    // A turn that none of these stations has may be any month.
    const opens = Array.from({ length: turns }, (_, turn) =>
      String(stations.find(({ code }) => (places.get(code) ?? 0) % turns === turn)?.opens ?? stations[0]?.opens ?? ""),
    );
    if (opens.every(Boolean) && same(stationsIn(regions, opens, "towns"))) return { regions, opens, sites: "towns" };
  }
  const drawn = cover(GUANGDONG, DRAWN_STATIONS);
  return same(stationsIn(drawn, [], "drawn")) ? { regions: drawn, opens: [], sites: "drawn" } : null;
}

/** No more months than the twelve of a year are looked for. */
const MOST_TURNS = 12;
