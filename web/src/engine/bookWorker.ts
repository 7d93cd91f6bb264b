// Holds the module of workbooks, in a worker of its own, which is started when a workbook is first needed.
import init, { markErrors, readWorkbook, template, writeForecast, writeSheetOf } from "shuangbai/excel/bare";
import { answering } from "shuangbai/exchange";
import { whenSent } from "./unpacked";

const started = (): void => undefined;
const CALLS = { started, readWorkbook, template, writeForecast, writeSheetOf, markErrors };
export type Calls = typeof CALLS;
export type Call = keyof Calls;
export interface BookRequest {
  call: Call;
  args: unknown[];
}

whenSent((module) => {
  const ready = init(module);
  answering<BookRequest>(async ({ call, args }) => {
    await ready;
    return (CALLS[call] as (...args: unknown[]) => unknown)(...args);
  });
});
