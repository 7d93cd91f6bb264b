// What a web developer writes, checked by tsc; none of it runs.

import init, {
  Calculator,
  PlanError,
  TableError,
  check,
  forecast,
  inForce,
  initSync,
  parse,
  preset,
  presets,
  preview,
  tables,
  type Change,
  type Columns,
  type ErrorItem,
  type Forecast,
  type Json,
  type LocatedError,
  type Outline,
  type Payer,
  type Plan,
  type Programme,
  type Reform,
  type SheetMonth,
  type TableKind,
  type Tables,
} from "shuangbai";
import initBare from "shuangbai/bare";
import initExcel, {
  WorkbookError,
  markErrors,
  planOfWorkbook,
  readWorkbook,
  template,
  writeForecast,
  writeSheet,
  type Book,
  type BookTable,
  type CellError,
} from "shuangbai/excel";
import initExcelBare from "shuangbai/excel/bare";
import { Exchange, answering } from "shuangbai/exchange";
import { Client } from "shuangbai/worker";
import rules from "shuangbai/rules";
import terms, { type ColumnTerm, type FieldTerm, type Term } from "shuangbai/terms";

const plan: Plan = {
  programme: "guangdong-2021",
  horizon: { first: 2021, last: 2030 },
  stations: ["440203001"].map((code) => ({ code, villages: 3, opens: "2021-08" })),
  workers: [{ id: "w1", station: "440203001", post: "service", hired: "2021-08", appraisals: { 2021: "pass" } }],
  assumptions: { pass_rate: "0.96", fill: "norm", refill: "january" },
  by: "city",
};

export async function page(bytes: ArrayBuffer): Promise<string> {
  await init();
  await init(new URL("https://example.org/shuangbai.wasm"));
  await initBare(bytes);
  await initBare(fetch("shuangbai.wasm"));
  initSync(new Uint8Array(bytes));

  const text: Json<Forecast> = forecast(plan);
  const told: Forecast = parse(text);
  const due: string | undefined = told.totals[0]?.due.province;
  const posts: number | string | undefined = told.norm[0]?.held;
  const ids: string[] = presets();
  const programme: Programme = parse(preset(ids[0] ?? "guangdong-2021"));
  const own: Plan = { ...plan, programme: { ...programme, confirmed: "2026-01" } };
  const held: readonly number[] = inForce(programme, "2021-08").raise;
  const province: Term | undefined = terms.words["payer"]?.["province"];
  const rate: FieldTerm | undefined = terms.fields["raise"]?.["rate"];
  const topUps: ColumnTerm | undefined = terms.columns["rows"]?.["top_ups"];
  const headings: string = [
    rules(4),
    held.length,
    province?.zh,
    rate?.holds,
    topUps?.adds,
    terms.notices["assumed"]?.en,
  ].join();
  const written: Plan = parse(check(JSON.stringify(own)));

  const reform: Reform = {
    raise: [{ from: 2021, rate: "0.03", mode: "simple", effective: "anniversary" }],
    norm: null,
    tiers: { "4401": null },
  };
  const change: Change = {
    reform,
    assumptions: { leave_rate: null, pass_rate: "0.9" },
    horizon: { first: 2021, last: 2040 },
  };
  const calculator = new Calculator(written);
  const payers: Payer[] = Object.keys(parse(calculator.change(change)).totals[0]?.shares ?? {}) as Payer[];
  parse(calculator.reform('{"raise":[]}')).funds.map(({ years }) => years.map(({ shortfall }) => shortfall));
  try {
    calculator.forecast();
  } catch (error) {
    if (error instanceof PlanError)
      return `${error.errors.map(({ at, zh, code }: ErrorItem) => `${at} ${code} ${zh}`).join()} ${error.more satisfies number}`;
  }
  calculator.free();

  const { stations, ...outline }: Plan = plan;
  const given: Tables = { stations: "编码\n440203001\n", workers: bytes, hires: new Uint8Array(bytes) };
  const columns: Columns = { "年薪(元)": "pay", 备注: null, workers: { 编码: "station" } };
  try {
    const imported: Json<Plan> = tables(outline, given, columns);
    const kept: Json<Plan> = Calculator.ofTables(outline, { workers: null }).plan();
    tables({ ...outline, stations } satisfies Outline, {}, columns, {}, { workers: { 2: { 年薪: "5" }, 3: null } });
    const matched: (string | null)[] = preview(bytes, "workers").fields;
    return imported + kept + matched.join();
  } catch (error) {
    if (error instanceof PlanError) {
      return error.errors
        .map(({ table, row, column, nearest, zh }: LocatedError) => `${table} ${row} ${column} ${zh} ${nearest}`)
        .join();
    }
    if (error instanceof TableError)
      return `${error.table satisfies TableKind} ${error.line satisfies number} ${error.zh}`;
  }
  return `${due} ${posts} ${payers.join()} ${headings}`;
}

/** A calculator in a worker. */
export async function inWorker(plan: Plan, spare: () => Worker): Promise<string> {
  const client = new Client();
  client.open(plan);
  const forecast: Forecast = parse(await client.reform({ raise: [{ from: 2021, rate: "0.03" }] }));
  client.abort();
  client.dispose();
  const other = new Client(spare);
  other.openTables({ programme: "guangdong-2021", horizon: { first: 2021, last: 2021 } }, { stations: "code\n" });
  // @ts-expect-error: no such table
  await other.rows("station", [0]);
  return parse(await other.forecast()).programme + forecast.programme;
}

/** Both ends of a worker of one's own. */
export async function ownWorker(start: () => Worker, plan: Plan): Promise<number> {
  const exchange = new Exchange<{ year: number }, number, Plan>(start);
  answering<{ year: number }, Plan>(({ year }, opened) => (opened ? year : 0));
  answering(async () => 1, start());
  // @ts-expect-error: no such field of the question
  void exchange.put({ month: 1 });
  exchange.drop();
  return (await exchange.put({ year: 2026 }, { opened: plan, topic: "due" })) + (await exchange.put({ year: 2027 }));
}

/** What the types refuse. */
export function refused(calculator: Calculator): void {
  // @ts-expect-error no such word
  forecast({ ...plan, by: "town" });
  // @ts-expect-error a field that does not exist
  forecast({ ...plan, horizon: { first: 2021, last: 2022, until: 2023 } });
  // @ts-expect-error stations are required
  forecast({ programme: "guangdong-2021", horizon: { first: 2021, last: 2022 } });
  // @ts-expect-error no such preset
  forecast({ ...plan, programme: "guangdong-2022" });
  // @ts-expect-error a rate is a text, or 0 or 1
  calculator.change({ assumptions: { pass_rate: 0.9 } });
  // @ts-expect-error a range has no per_village
  calculator.reform({ norm: [{ from: 2021, kind: "range", min: 4, max: 8, per_village: 1 }] });
  // @ts-expect-error a change has no stations
  calculator.change({ stations: [] });
  // @ts-expect-error no such table
  tables({ programme: "guangdong-2021", horizon: { first: 2021, last: 2022 } }, { towns: "" });
  // @ts-expect-error no such table either
  preview("", "towns");
  // @ts-expect-error a column's name is a text or null
  tables(plan, {}, { pay: 7 });
  // @ts-expect-error a programme has no such list
  void inForce({} as Programme, "2021-08").workers;
  // @ts-expect-error a text is no forecast
  const told: Forecast = calculator.forecast();
  // @ts-expect-error amounts are texts, not numbers
  const pay: number | undefined = parse(calculator.forecast()).totals[0]?.pay;
  void [told, pay];
}

export async function sheets(client: Client, calculator: Calculator): Promise<bigint> {
  let paid = 0n;
  const take = ({ amounts, keys, key, totals }: SheetMonth) => {
    for (const fen of amounts.payable ?? []) paid += fen;
    void [keys.id[key[0] ?? 0], totals.at(-1)?.payable];
  };
  calculator.sheetByMonth("2021-08", "2021-12", take, { stations: ["440203001"] });
  await client.sheetByMonth("2021-08", "2021-12", take);
  // @ts-expect-error each month is shown to somebody
  calculator.sheetByMonth("2021-08", "2021-12");
  return paid;
}

export async function workbooks(bytes: ArrayBuffer, file: Uint8Array): Promise<Uint8Array | string> {
  await initExcel();
  await initExcelBare(bytes);
  try {
    const book: Book = readWorkbook(file, { sheets: { 花名册: "workers", 备忘: null }, options: { pay_unit: "wan" } });
    const workers: BookTable | undefined = book.tables.workers;
    const { plan, hints } = planOfWorkbook(file, { columns: { 备注: null } });
    const sheet: object = { rows: [], totals: [] };
    const written: Uint8Array = writeForecast(plan, forecast(plan), { language: "en", unit: "wan" });
    return hints.length + (workers?.csv.length ?? 0) ? written : writeSheet(plan, sheet);
  } catch (error) {
    if (error instanceof WorkbookError) return error.code;
    const errors: readonly CellError[] = error instanceof PlanError ? (error.errors as CellError[]) : [];
    return errors.length ? markErrors(file, errors, "zh") : template("en", { horizon: { first: 2021, last: 2030 } });
  }
}
