// What the page and its worker say to each other.
import type {
  Allotment,
  Change,
  Claim,
  FigureOf,
  FundReport,
  Hint,
  LocatedError,
  NormRow,
  Notice,
  Outline,
  Preview,
  Programme,
  QuestionAnswer,
  Reform,
  Row,
  SheetMonth,
  SheetTotal,
  TableKind,
  WhyNode,
} from "shuangbai/bare";
import type { ReformChoice, Standing } from "../state/reform";

export type { Outline, Preview, TableKind, WhyNode };

/** A table as a person gave it: a file's bytes or pasted text, and which column is which field. */
export interface Table {
  /** The file's name, or none for pasted text. */
  name: string;
  data: Uint8Array | string;
  /** Column names, each with the field that it is matched with by hand; "" leaves the column out. */
  columns: Record<string, string>;
  /** Cells put right on the page, by row and column's name. */
  mended?: Mended;
  /** The workbook that it is a sheet of. */
  origin?: Origin;
}
/** Where a table comes from: a workbook's bytes, which its tables share, the sheet, and its columns' letters. */
export interface Origin {
  data: Uint8Array<ArrayBuffer>;
  sheet: string;
  /** The sheet as names of its cells begin: `人员!`. */
  at: string;
  columns: readonly { name: string; letter: string }[];
}
export type Mended = Record<number, Record<string, string>>;
export type Tables = Partial<Record<TableKind, Table>>;

/** How all tables are read: in what pay is, and what words of grades mean, null for no grade. */
export interface Reading {
  pay_unit: "yuan" | "wan";
  grades: Record<string, string | null>;
}

/** What a calculator is made from, and the key that tells whether it has changed; sent to the worker once. */
export interface Ground {
  key: string;
  outline: Outline;
  tables: Tables;
  reading: Reading;
  /** How many cities the province has: stations in fewer are of a part. */
  cities: number;
}

/** Which year the rows by region are of: one, or all of them summed. */
export type YearChoice = number | "sum";

export interface Question extends Asked {
  ground: Ground;
}
/** What is asked of a ground. */
export interface Asked {
  base: Change;
  /** What a part of the province has of its funds: fen, by name. */
  quota: Record<string, number>;
  /** A reform to compare with: what the controls say, its first year told, or a patch that they don't. */
  reform: (ReformChoice & { from: number }) | { patch: Reform };
  year: YearChoice;
}
export interface Ask extends Asked {
  kind: "ask";
}
export interface Whole extends Asked {
  kind: "whole";
  /** A forecast, of the rules in force or under the reform, or the plan that is so forecast: `base` or `plan`. */
  what: "forecast" | "reform" | "base" | "plan";
}
export interface PreviewAsk {
  kind: "preview";
  table: TableKind;
  data: Uint8Array | string;
}
/** For all the faults of the last answer, of which only the first were sent. */
export interface FaultsAsk {
  kind: "allFaults";
}
/** Is the text of a plan file a plan? */
export interface CheckAsk {
  kind: "check";
  text: string;
}
/** For the presets, once the module has started. */
export interface ReadyAsk {
  kind: "ready";
}
/** A question about the plan that is shown (rule 16); with a reform, about it under the reform. */
export interface QuestionAsk extends Asked {
  kind: "question";
  about: About;
}
export type About =
  /** What of the reform makes how much of a figure's difference, with some causes as one (rule 18). */
  | { compare: FigureOf; join: readonly (readonly string[])[] }
  /** How far a control can go (rule 19). */
  | { seek: SeekAsk }
  /** The pay sheet of months (rule 20), of all stations where none is named. */
  | { sheet: SheetAsk }
  /** A month of it as columns. */
  | { month: string }
  /** Its totals alone, the monthly call on each payer. */
  | { calls: SheetAsk }
  /** A pot over many claims (rule 9). */
  | { allot: { amount: string; claims: readonly Claim[] } }
  /** Why a figure is as it is (rule 17). */
  | { why: WhyAsk }
  /** What the figures are known by later (rule 21). */
  | { record: object };
export interface SheetAsk {
  first: string;
  last: string;
  stations: string[];
}
/** A figure of the forecast: its pointer, or that of a row's, whose place the worker finds. */
export type FigureAt = { at: string } | { year: number; region: string; figure: string };
export type WhyAsk = FigureAt & {
  /** From part to part, the node that is asked for. */
  open: number[];
  /** Instead of the node so many of its parts, each by itself. */
  parts?: number;
};
/** An answer, a month of a sheet, its totals, a pot that is given out, or nodes of an explanation. */
export type Wondered = QuestionAnswer & {
  month?: SheetMonth;
  calls?: readonly SheetTotal[];
  allotment?: Allotment;
  parts?: readonly WhyNode[];
};

/** The controls that can be sought for. */
export type SeekControl = "pass" | "leave" | "vacancy" | "standard" | "raise" | "opens";
export interface SeekAsk {
  control: SeekControl;
  figure: FigureOf;
  /** Whether the figure is to stay at or beneath the limit, or at or above it. */
  within: "at_most" | "at_least";
  limit: string;
}
export type Request = ReadyAsk | Ask | Whole | PreviewAsk | FaultsAsk | CheckAsk | QuestionAsk;

/** What the page shows of a forecast. */
export interface View {
  programme: string;
  notices: Notice[];
  /** What can hardly be meant; of a table with its rows, as a spreadsheet counts them. */
  unlikely: (Hint & { lines?: number[] })[];
  totals: Row[];
  /** Of all stations together, by year. */
  norm: Norm[];
  funds: FundReport[];
  /** By region, of the year asked for. */
  rows: Row[];
  norms: Norm[];
}

/** A row of the norm, and how many of those held are more than any norm asks for. */
export interface Norm extends NormRow {
  beyond: number | string;
}

/** An error of a plan, with its row, column and cell where it is in a table; or of a text that is no table. */
export interface Fault extends Omit<LocatedError, "code"> {
  code: string;
}

/** Faults that are alike: the first, how many there are, and the rows of the table that they are in. */
export interface Group extends Fault {
  count: number;
  rows: number[];
}

export type Reply =
  | { kind: "ready"; presets: Programme[] }
  | { kind: "view"; base: View; reform: View | null; standing: Standing; part: boolean; ms: number }
  | { kind: "checked"; choice: ReformChoice | null; quota: Record<string, number> | null }
  | { kind: "text"; text: string }
  | { kind: "answered"; answer: Wondered }
  | { kind: "previewed"; preview: Preview }
  | { kind: "faults"; groups: Group[]; whole: number }
  | { kind: "allFaults"; faults: Fault[] };
