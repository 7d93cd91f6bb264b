import type {
  Change,
  Columns,
  Edits,
  Forecast,
  Json,
  Outline,
  Plan,
  Question,
  QuestionAnswer,
  Reform,
  SheetAsked,
  SheetMonth,
  SheetTotal,
  TableKind,
  TableOptions,
  Tables,
  WhyAsked,
  WhyNode,
} from "./bare.js";
import type { Thread } from "./exchange.js";

export type { Thread };

/**
 * A calculator in a worker, so that a page stays free while it calculates.
 *
 * One question is under way at a time, and of those that wait only the newest is asked: while a slider moves, nothing
 * queues up. The others are rejected with an `AbortError`, a `DOMException`. What is wrong with a plan or table is rejected
 * with the same `PlanError` or `TableError` as in `Calculator`, whose methods these are.
 */
export class Client {
  /**
   * @param start Gives a worker that runs `shuangbai/worker-thread`, where this package's own way does not suit: for a
   * bundler that needs another, or under a policy that allows workers of some addresses alone. It is called when the
   * first question is asked, and again after {@link abort}. A worker with questions of its own is for `Exchange` of
   * `shuangbai/exchange`.
   */
  constructor(start?: () => Thread);

  /** Takes this plan from now on; what is wrong with it is told by the questions. A question that waits is dropped. */
  open(plan: Plan | string): void;

  /** The same, of the plan that `tables` would give. */
  openTables(outline: Outline | string, tables: Tables, columns?: Columns, options?: TableOptions, edits?: Edits): void;

  plan(): Promise<Json<Plan>>;
  forecast(): Promise<Json<Forecast>>;
  reform(patch: Reform | string): Promise<Json<Forecast>>;
  change(change: Change | string): Promise<Json<Forecast>>;
  rows(list: TableKind, places: readonly number[]): Promise<number[]>;
  why(at: string, asked?: WhyAsked): Promise<Json<WhyNode>>;
  sheet(first: string, last: string, asked?: SheetAsked): Promise<Json<NonNullable<QuestionAnswer["sheet"]>>>;
  /** Each month is shown as soon as it is there: progress, and little memory. An error that `show` throws ends it. */
  sheetByMonth(first: string, last: string, show: (month: SheetMonth) => void, asked?: SheetAsked): Promise<void>;
  calls(first: string, last: string, asked?: SheetAsked): Promise<Json<readonly SheetTotal[]>>;

  /** The answer to a question, which brings its own plan (rules 16 to 21). */
  ask(question: Question | string): Promise<Json<QuestionAnswer>>;

  /**
   * Stops at once what is under way and drops what waits: both are rejected with an `AbortError`. The worker is ended;
   * the next question starts another, and the plan is sent again.
   */
  abort(why?: string): void;

  /** Ends the worker for good; later questions are rejected with an `AbortError`. */
  dispose(): void;
}
