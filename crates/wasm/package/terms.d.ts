/** What one thing is called. */
export interface Term {
  readonly zh: string;
  readonly en: string;
}

/** A field of an object of a plan or programme. */
export interface FieldTerm extends Term {
  /** What it holds: a kind of {@link Terms.words}, an object of {@link Terms.fields}, or how its value is written. */
  readonly holds: string;
  /** Whether it holds a list of such. */
  readonly list?: true;
  readonly required: boolean;
  /** What it is when it is left out, where it then is something. */
  readonly default?: unknown;
}

/** A column of a table that a plan comes in. */
export interface TableTerm extends FieldTerm {
  /** Its other names, in tables of offices. */
  readonly also?: readonly string[];
}

/** How a column of a forecast adds up; what names a row is a key. Amounts are `money`, `balance` or `money_by_payer`. */
export type Adds = "key" | "count" | "whole" | "money" | "balance" | "money_by_payer" | "costs";

/** A column of a forecast. */
export interface ColumnTerm extends Term {
  readonly adds: Adds;
  /** Where a table has one for each payer or cost: what the names of these columns begin with. */
  readonly each?: string;
}

/** What has a term, by its name. */
export type Named<T> = Readonly<Record<string, T>>;

/** The terms of rules 0, 11, 12 and 14 in Chinese and English, each list in the order of the rules. */
export interface Terms {
  /** Words by their kind: `terms.words.payer.province`. */
  readonly words: Named<Named<Term>>;
  /**
   * Fields by the object that has them: `terms.fields.raise.rate`. What every entry of a programme has is in `ground`,
   * what each but a fund has in `entry`.
   */
  readonly fields: Named<Named<FieldTerm>>;
  /** Columns of the tables that a plan comes in, `terms.tables.moves.from`; grades have one for each year besides. */
  readonly tables: Named<Named<TableTerm>>;
  /** Columns by table: `rows`, what stands under a `cost`, `norm`, `funds`, `notices`, `sweep`. */
  readonly columns: Named<Named<ColumnTerm>>;
  /** The codes of notices. */
  readonly notices: Named<Term>;
  /** The codes of hints of what is unlikely. */
  readonly unlikely: Named<Term>;
}

declare const terms: Terms;
export default terms;
