// Workbooks, for Node: the module is read when this file is imported, so `init` has nothing left to do.

import { readFileSync } from "node:fs";

import { initSync } from "./excel-bare.js";

initSync(readFileSync(new URL("./shuangbai-excel.wasm", import.meta.url)));

export * from "./excel-bare.js";

export default async function init() {}
