// Holds the module of workbooks, in a worker of its own, which is started when a workbook is first needed.
import init, {
  WorkbookError,
  markErrors,
  readWorkbook,
  template,
  writeForecast,
  writeSheet,
} from "shuangbai/excel/bare";
import packed from "virtual:shuangbai-excel-module";
import { unpacked } from "./unpacked";

const CALLS = { readWorkbook, template, writeForecast, writeSheet, markErrors };
export type Calls = typeof CALLS;
export type Call = keyof Calls;
export interface BookRequest {
  id: number;
  call: Call;
  args: unknown[];
}
/** What is wrong, in both languages. */
export interface Wrong {
  zh: string;
  en: string;
}
export type BookReply = { id: number; value: unknown } | { id: number; wrong: Wrong };

const ready = init(unpacked(packed));

async function answer({ id, call, args }: BookRequest): Promise<BookReply> {
  try {
    await ready;
    return { id, value: (CALLS[call] as (...args: unknown[]) => unknown)(...args) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const { zh, en } = error instanceof WorkbookError ? error : { zh: said, en: said };
    return { id, wrong: { zh, en } };
  }
}

onmessage = async ({ data }: MessageEvent<BookRequest>) => postMessage(await answer(data));
