// A workbook on its way in: which of its sheets are which tables, and what of each column is read.
import type { Book } from "shuangbai/excel";
import type { Engine } from "../engine/client";
import type { Books } from "../engine/books";
import type { Origin, Preview, Reading, Table, TableKind } from "../engine/messages";
import { tableFields } from "../terms";
import type { Said } from "./planned";

/** A table that is being looked at, new or as it was taken over. */
export interface Draft extends Table {
  kind: TableKind;
  preview: Preview;
}

/** What somebody said of sheets: the table that each is, or null for none. */
export type Sheets = Record<string, TableKind | null>;

/** A workbook that is being looked at. */
export interface BookDraft {
  name: string;
  data: Uint8Array<ArrayBuffer>;
  /** What was said by hand. */
  sheets: Sheets;
  seen: Book;
  drafts: Draft[];
  /** How its tables are read. */
  reading: Reading;
}

/** The beginnings of .xlsx and .ods, and of .xls. */
const BEGINNINGS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];
/** Whether bytes are a workbook's, whatever the file is called. */
export const isWorkbook = (data: Uint8Array): boolean =>
  BEGINNINGS.some((beginning) => beginning.every((byte, at) => data[at] === byte));

/** Looks a workbook through; of sheets that are still the same tables, `before` says how columns were matched. */
export async function looked(
  { name, data, sheets, reading }: Pick<BookDraft, "name" | "data" | "sheets" | "reading">,
  before: readonly Draft[],
  { engine, books }: { engine: Engine; books: Books },
): Promise<BookDraft> {
  const left = before.flatMap(({ columns }) => Object.entries(columns).filter(([, field]) => !field));
  const seen = await books.ask("readWorkbook", data, {
    // The page has stations where the workbook has none.
    outline: { stations: [] },
    sheets,
    columns: Object.fromEntries(left.map(([column]) => [column, null])),
  });
  const drafts: Draft[] = [];
  for (const [list, { sheet, at, csv, columns }] of Object.entries(seen.tables)) {
    const kind = list as TableKind;
    const origin: Origin = { data, sheet, at, columns };
    const same = before.find((other) => other.kind === kind && other.origin?.sheet === sheet);
    const preview = same?.preview ?? (await engine.preview(kind, csv));
    drafts.push({ kind, name, data: csv, columns: same?.columns ?? {}, origin, preview });
  }
  return { name, data, sheets, seen, drafts, reading };
}

/** The field of each column, as found by its name or matched by hand; "" is left out. */
export const fieldsOf = ({ preview, columns }: Draft): string[] =>
  preview.names.map((name, at) => columns[name] ?? preview.fields[at] ?? "");

/** What keeps a table from being read: fields that it must have and no column is. */
export function missingIn(draft: Draft): string[] {
  const fields = fieldsOf(draft);
  return tableFields(draft.kind)
    .filter(({ name, required }) => required && !fields.includes(name))
    .map(({ name }) => name);
}

/** What the workbook says of the plan itself; null where it says nothing. */
export function saidBy({ outline }: Book): Said | null {
  const { programme, horizon, assumptions, by, reform } = outline as Said;
  const said = Object.entries({ programme, horizon, assumptions, by, reform }).filter(([, one]) => one !== undefined);
  return said.length ? Object.fromEntries(said) : null;
}

/** The letter of a column, and the first where the sheet has no such column. */
export const letterOf = ({ columns }: Origin, column: string): string =>
  columns.find(({ name }) => name.trim() === column.trim())?.letter ?? "A";
