// Workbooks, in a module of their own that is handed over to `init` or `initSync`.
// Types and documentation are in excel.d.ts.

import { PlanError, WorkbookError } from "./errors.js";
import start, * as glue from "./excel-glue.js";
import { Module, written } from "./module.js";

/** What keeps a file from being opened, whatever is in it. */
const unreadable = ["no_workbook", "encrypted", "damaged", "too_large"];

/** The error of what the module refuses; `cause` as it says it. */
function refused(told, cause) {
  if (told.wrong !== undefined) return new TypeError(told.wrong, { cause });
  const [first] = told.errors;
  return unreadable.includes(first.code) ? new WorkbookError(first) : new PlanError(told);
}

const { init, initSync, ask } = new Module(start, glue, "shuangbai/excel", refused);
export { init as default, initSync, WorkbookError };

function bytesOf(book) {
  if (ArrayBuffer.isView(book)) return new Uint8Array(book.buffer, book.byteOffset, book.byteLength);
  if (book instanceof ArrayBuffer) return new Uint8Array(book);
  throw new TypeError("a workbook is its bytes");
}

export const readWorkbook = (book, options = {}) =>
  JSON.parse(ask(() => glue.read_workbook(bytesOf(book), written(options))));

export const planOfWorkbook = (book, options = {}) =>
  JSON.parse(ask(() => glue.plan_of_workbook(bytesOf(book), written(options))));

export const template = (language = "zh", outline = {}) => ask(() => glue.template(language, written(outline)));

export const writeForecast = (plan, forecast, { language = "zh", unit = "yuan", answers = [] } = {}) =>
  ask(() => glue.write_forecast(written(plan), written(forecast), language, unit, answers.map(written)));

export const writeSheet = (plan, sheet, { language = "zh", unit = "yuan" } = {}) =>
  ask(() => glue.write_sheet(written(plan), written(sheet), language, unit));

export const writeSheetOf = (plan, first, last, { stations = [], language = "zh", unit = "yuan" } = {}) =>
  ask(() => glue.write_sheet_of(written(plan), String(first), String(last), [...stations], language, unit));

export function markErrors(book, errors, language = "zh") {
  const marks = errors
    .filter((error) => error.cell !== undefined)
    .map((error) => ({ cell: error.cell, text: error[language] }));
  return ask(() => glue.mark_errors(bytesOf(book), JSON.stringify(marks)));
}
