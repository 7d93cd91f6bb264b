// What the page and its worker say to each other.
import type {
  Change, ErrorItem, Forecast, FundReport, NormRow, Notice, Plan, Programme, Reform, Row,
} from "shuangbai/bare";

export type TableKind = "stations" | "workers" | "hires";

/** A table as a person gave it: a file's bytes or pasted text, and which column is which field. */
export interface Table {
  /** The file's name, or none for pasted text. */
  name: string;
  data: Uint8Array | string;
  /** Column names, each with the field that it is matched with by hand; "" leaves the column out. */
  columns: Record<string, string>;
}
export type Tables = Partial<Record<TableKind, Table>>;

/** What a plan has beside its tables; without stations where a table has them. */
export type Outline = Omit<Plan, "stations"> & { stations?: Plan["stations"] };

/** What a calculator is made from, and the key that tells whether it has changed. */
export interface Ground {
  key: string;
  outline: Outline;
  tables: Tables;
}

/** A ground, or only its key where the worker has it already. */
export type GroundSent = Ground | { key: string };

/** Which year the rows by region are of: one, or all of them summed. */
export type YearChoice = number | "sum";

export interface Question<G = Ground> {
  ground: G;
  base: Change;
  /** A reform to compare with, or null. */
  reform: Reform | null;
  year: YearChoice;
}
export interface Ask extends Question<GroundSent> {
  kind: "ask";
  id: number;
}
export interface Whole extends Question<GroundSent> {
  kind: "whole";
  id: number;
  what: "forecast" | "reform" | "plan";
}
export interface PreviewAsk {
  kind: "preview";
  id: number;
  table: TableKind;
  data: Uint8Array | string;
}
/** For all the faults of the last answer, of which only the first were sent. */
export interface FaultsAsk {
  kind: "allFaults";
  id: number;
}
export type Request = Ask | Whole | PreviewAsk | FaultsAsk;

/** What the page shows of a forecast. */
export interface View {
  programme: string;
  notices: Notice[];
  totals: Row[];
  /** Of all stations together, by year. */
  norm: NormRow[];
  funds: FundReport[];
  /** By region, of the year asked for. */
  rows: Row[];
  norms: NormRow[];
}

/** An error of a plan or table; of a table it has the row, the column and what stands there. */
export interface Fault extends Omit<ErrorItem, "code"> {
  code: string;
  table?: TableKind;
  row?: number;
  column?: string;
  value?: string;
}

/** A table's beginning, and what its columns are taken for. */
export interface Preview {
  names: string[];
  fields: (string | null)[];
  rows: string[][];
  count: number;
}

export type Reply =
  | { kind: "ready"; presets: Programme[] }
  | { kind: "view"; id: number; base: View; reform: View | null; ms: number }
  | { kind: "text"; id: number; text: string }
  | { kind: "previewed"; id: number; preview: Preview }
  | { kind: "faults"; id: number; faults: Fault[]; whole: number }
  | { kind: "broken"; id: number; message: string };

export type { Forecast };
