// What a person has chosen: everything that a link or a reload brings back, except imported tables.
import type { Assumptions, By, Change, Hire, Plan, Programme } from "shuangbai/bare";
import { PROVINCE, REGION_NAMES, stationsIn } from "../data/regions";
import type { Ground, Outline, Question, Tables, YearChoice } from "../engine/messages";
import { type Unit, rate } from "../money";
import { type ReformChoice, reformOf } from "./reform";

export type Lang = "zh" | "en";
export const OWN = "own";

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
  /** Rates in per mille. */
  pass: number;
  leave: number;
  vacancy: number;
  refill: boolean;
  fill: boolean;
  history: NonNullable<Assumptions["missing_history"]>;
  hires: Hire[];
  reform: ReformChoice;
  by: By;
  unit: Unit;
  lang: Lang;
}

/** The years that a preset starts with: ten from the programme's first. */
const STARTS: Record<string, number> = { "guangdong-2017": 2017, "guangdong-2021": 2021 };
export const startOf = (programme: string): number => STARTS[programme] ?? 2021;

export function defaults(): Settings {
  return {
    programme: "guangdong-2021",
    own: null,
    first: 2021,
    last: 2030,
    year: null,
    regions: [PROVINCE],
    pass: 1000,
    leave: 0,
    vacancy: 0,
    refill: true,
    fill: true,
    history: "error",
    hires: [],
    reform: { from: null, standard: null, province: null, raise: null },
    by: "city",
    unit: "万元",
    lang: "zh",
  };
}

/** The year shown, within the horizon. */
export function yearShown({ year, first, last }: Settings, now: number): YearChoice {
  if (year === "sum") return year;
  return Math.min(Math.max(year ?? now, first), last);
}


/** What came from files: tables, and a plan whose stations and workers are its own. Never in a link. */
export interface Imported {
  tables: Tables;
  file: Pick<Plan, "stations" | "workers"> | null;
  /** Counts up with every import. */
  version: number;
}

export function ground(settings: Settings, { tables, file, version }: Imported): Ground {
  const { programme, own, first, last, regions } = settings;
  const outline: Outline = {
    programme: (programme === OWN && own ? own : programme) as Plan["programme"],
    horizon: { first, last },
    regions: REGION_NAMES,
  };
  if (file?.workers && !tables.workers) outline.workers = file.workers;
  if (!tables.stations) outline.stations = file?.stations ?? stationsIn(regions);
  return { key: JSON.stringify([outline.programme, outline.horizon, regions, version]), outline, tables };
}

export function base(settings: Settings): Change {
  const { pass, leave, vacancy, refill, fill, history, hires, by } = settings;
  const change: Change = {
    assumptions: {
      pass_rate: rate(pass),
      leave_rate: rate(leave),
      vacancy_rate: rate(vacancy),
      refill: refill ? "january" : "none",
      fill: fill ? "norm" : "none",
      missing_history: history,
    },
    by,
  };
  // Without hires of its own the plan keeps those of its table.
  return hires.length ? { ...change, hires } : change;
}

/** All that the worker is asked, of plain settings. */
export function question(
  settings: Settings, imported: Imported, programme: Programme | undefined, year: YearChoice,
): Question {
  return {
    ground: ground(settings, imported),
    base: base(settings),
    reform: programme ? reformOf(programme, settings.reform, settings) : null,
    year,
  };
}
