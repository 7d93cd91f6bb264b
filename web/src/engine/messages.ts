// What the page and its worker say to each other.
import type {
  Change,
  FundReport,
  LocatedError,
  NormRow,
  Notice,
  Outline,
  Preview,
  Programme,
  Reform,
  Row,
  TableKind,
} from "shuangbai/bare";
import type { ReformChoice, Standing } from "../state/reform";

export type { Outline, Preview, TableKind };

/** A table as a person gave it: a file's bytes or pasted text, and which column is which field. */
export interface Table {
  /** The file's name, or none for pasted text. */
  name: string;
  data: Uint8Array | string;
  /** Column names, each with the field that it is matched with by hand; "" leaves the column out. */
  columns: Record<string, string>;
}
export type Tables = Partial<Record<TableKind, Table>>;

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
  /** A reform to compare with: what the controls say, or a patch that they don't. */
  reform: ReformChoice | { patch: Reform };
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
/** Is the text of a plan file a plan? */
export interface CheckAsk {
  kind: "check";
  id: number;
  text: string;
}
export type Request = Ask | Whole | PreviewAsk | FaultsAsk | CheckAsk;

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

/** An error of a plan, with its row, column and cell where it is in a table; or of a text that is no table. */
export interface Fault extends Omit<LocatedError, "code"> {
  code: string;
}

export type Reply =
  | { kind: "ready"; presets: Programme[] }
  | { kind: "view"; id: number; base: View; reform: View | null; standing: Standing; ms: number }
  | { kind: "checked"; id: number; choice: ReformChoice | null }
  | { kind: "text"; id: number; text: string }
  | { kind: "previewed"; id: number; preview: Preview }
  | { kind: "faults"; id: number; faults: Fault[]; whole: number }
  | { kind: "broken"; id: number; message: string };
