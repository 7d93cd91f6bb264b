// What a person has chosen: everything that a link or a reload brings back, except imported tables.
import type { Assumptions, By, Change, Hire, Plan, Programme, Reform } from "shuangbai/bare";
import { GUANGDONG, PROVINCE, REGION_NAMES, type Sites, stationsIn } from "../data/regions";
import type { Ground, Outline, Question, Reading, Table, Tables, YearChoice } from "../engine/messages";
import { type Unit, rate } from "../money";
import { type ReformChoice, reformYear, reforms } from "./reform";

export type Lang = "zh" | "en";
export const OWN = "own";
/** The years that a plan can have, and how many at most (rule 11). */
export const YEARS = { first: 1949, last: 2200, most: 100 };

export interface Settings {
  /** A preset's id, or `own`. */
  programme: string;
  own: Programme | null;
  first: number;
  last: number;
  /** The year that the headline figures and the regions' table are of; null is this year. */
  year: YearChoice | null;
  /** Region codes of the stations. */
  regions: string[];
  /** Which of their towns have one. */
  sites: Sites;
  /** What these regions have of funds that are the whole province's: fen, by the fund's name. */
  quota: Record<string, number>;
  /** The months in which these open, by turns; none where they are there from the beginning. */
  opens: string[];
  /** Rates in millionths. */
  pass: number;
  leave: number;
  vacancy: number;
  refill: boolean;
  fill: boolean;
  history: NonNullable<Assumptions["missing_history"]>;
  /** The first year for which anything is assumed; null is the horizon's first. */
  from: number | null;
  hires: Hire[];
  reform: ReformChoice;
  /** The reform of an opened plan that these controls don't say; it takes their place. */
  patch: Reform | null;
  by: By;
  unit: Unit;
  lang: Lang;
}

/**
 * What a preset starts with: ten years from its first, its stations, and when they open. Two years were announced
 * for 2021's; 2017's had 407 stations, of which no list was published.
 */
type Start = Pick<Settings, "first" | "last" | "opens" | "sites">;
const NEWEST: Start = { first: 2021, last: 2030, opens: ["2021-08", "2022-01"], sites: "towns" };
const STARTS: Record<string, Start> = {
  "guangdong-2017": { first: 2017, last: 2026, opens: [], sites: "drawn" },
  "guangdong-2021": NEWEST,
};
export const startOf = (programme: string): Start => STARTS[programme] ?? NEWEST;

export function defaults(): Settings {
  return {
    programme: "guangdong-2021",
    own: null,
    ...startOf("guangdong-2021"),
    year: null,
    regions: [PROVINCE],
    quota: {},
    pass: 1_000_000,
    leave: 0,
    vacancy: 0,
    refill: true,
    fill: true,
    history: "error",
    from: null,
    hires: [],
    reform: { from: null, standard: null, follow: false, province: null, raise: null },
    patch: null,
    by: "city",
    unit: "万元",
    lang: "zh",
  };
}

/** The year shown, within the horizon: the one chosen, or else the first of a reform, or else this one. */
export function yearShown(settings: Settings, now: number): YearChoice {
  const { year, first, last, reform } = settings;
  if (year === "sum") return year;
  const usual = reforms(reform) ? reformYear(reform, settings, now) : now;
  return Math.min(Math.max(year ?? usual, first), last);
}

/** What came from files: tables, and a plan whose stations and workers are its own. Never in a link. */
export interface Imported {
  tables: Tables;
  file: Pick<Plan, "stations" | "workers" | "regions"> | null;
  /** Names of regions that a workbook has. */
  regions?: Record<string, string>;
  /** How the tables are read. */
  reading?: Reading;
  /** Counts up with every import. */
  version: number;
}

export const PLAIN: Reading = { pay_unit: "yuan", grades: {} };

export function ground(settings: Settings, imported: Imported): Ground {
  const { file, reading = PLAIN, version } = imported;
  const tables = withoutOrigins(imported.tables);
  const { programme, own, first, last, regions, opens, sites } = settings;
  const outline: Outline = {
    programme: (programme === OWN && own ? own : programme) as Plan["programme"],
    horizon: { first, last },
    regions: { ...REGION_NAMES, ...file?.regions, ...imported.regions },
  };
  if (file?.workers && !tables.workers) outline.workers = file.workers;
  if (!tables.stations) outline.stations = file?.stations ?? [...stationsIn(regions, opens, sites)];
  const key = JSON.stringify([outline.programme, outline.horizon, regions, opens, sites, version]);
  return { key, outline, tables, reading, cities: GUANGDONG.children.length };
}

/** Tables without the workbooks that they are sheets of, which the calculator needs not. */
function withoutOrigins(tables: Tables): Tables {
  const bare = ({ origin: _, ...table }: Table): Table => table;
  return Object.fromEntries(Object.entries(tables).map(([kind, table]) => [kind, bare(table)]));
}

export function base(settings: Settings): Change {
  const { pass, leave, vacancy, refill, fill, history, from, hires, by } = settings;
  const change: Change = {
    assumptions: {
      pass_rate: rate(pass),
      leave_rate: rate(leave),
      vacancy_rate: rate(vacancy),
      refill: refill ? "january" : "none",
      fill: fill ? "norm" : "none",
      missing_history: history,
      ...(from !== null && { from }),
    },
    by,
  };
  return hires.length ? { ...change, hires } : change;
}

/** All that the worker is asked, of plain settings. */
export function question(settings: Settings, imported: Imported, year: YearChoice, now: number): Question {
  const { patch, reform, quota } = settings;
  return {
    ground: ground(settings, imported),
    base: base(settings),
    quota,
    reform: patch ? { patch } : { ...reform, from: reformYear(reform, settings, now) },
    year,
  };
}
