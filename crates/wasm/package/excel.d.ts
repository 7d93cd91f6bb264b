import type { Source } from "./bare.js";

export * from "./excel-bare.js";

/**
 * Loads the module of workbooks, `shuangbai-excel.wasm` beside this file when no other source is given; to be awaited once
 * before anything else of this file is called. In Node it is loaded already, and this does nothing.
 */
export default function init(source?: Source | Promise<Source>): Promise<void>;
