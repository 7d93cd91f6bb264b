// The real towns of Guangdong, as a plan takes them.
import type { Station } from "shuangbai/bare";
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

export const regionName = (code: string): string => REGIONS.get(code)?.name ?? code;
export const isRegion = (code: string): boolean => REGIONS.has(code);

export function townsOf(region: Region): Town[] {
  return [...region.towns, ...region.children.flatMap(townsOf)];
}

let lately: { key: string; towns: Town[] } = { key: "", towns: [] };

/** The towns of the regions chosen, each once, by code. Asked for at every step of a slider, so kept. */
export function townsIn(codes: readonly string[]): readonly Town[] {
  const key = codes.join();
  if (lately.key !== key) {
    const towns = codes.flatMap((code) => {
      const region = REGIONS.get(code);
      return region ? townsOf(region) : [];
    });
    const once = new Map(towns.map((town) => [town.code, town]));
    lately = { key, towns: [...once.values()].sort((a, b) => (a.code < b.code ? -1 : 1)) };
  }
  return lately.towns;
}

/** Their stations, which open by turns in these months; without months they are there from the beginning. */
export function stationsIn(codes: readonly string[], opens: readonly string[]): Station[] {
  const turn = (at: number) => (opens.length ? { opens: opens[at % opens.length] as string } : {});
  return townsIn(codes).map(({ code, name, villages }, at): Station => ({ code, name, villages, ...turn(at) }));
}

/** The names of all regions, for a plan. */
export const REGION_NAMES: Record<string, string> = Object.fromEntries(
  [...REGIONS].map(([code, { name }]) => [code, name]),
);

/** The regions and months that give just these stations; null where they are not the towns as they come. */
export function cameFrom(stations: readonly Station[]): { regions: string[]; opens: string[] } | null {
  const regions = coverOf(stations);
  if (!regions) return null;
  const sorted = [...stations].sort((a, b) => (a.code < b.code ? -1 : 1));
  for (let turns = 0; turns <= MOST_TURNS; turns++) {
    const opens = sorted.slice(0, turns).map((station) => String(station.opens ?? ""));
    if (sorted.every((station, at) => (station.opens ?? "") === (turns ? opens[at % turns] : "")))
      return { regions, opens };
  }
  return null;
}

/** No more months than the twelve of a year are looked for. */
const MOST_TURNS = 12;

function coverOf(stations: readonly Station[]): string[] | null {
  const given = new Map(stations.map((station) => [station.code, station]));
  const plain = ({ code, name, villages }: Town): boolean => {
    const station = given.get(code);
    return !!station && station.name === name && station.villages === villages && !station.tier;
  };
  const cover = (region: Region): string[] => {
    const towns = townsOf(region);
    if (towns.length && towns.every(plain)) return [region.code];
    return region.children.flatMap(cover);
  };
  const codes = cover(GUANGDONG);
  return townsIn(codes).length === stations.length ? codes : null;
}
