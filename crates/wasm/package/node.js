// For Node: the module is read when this file is imported or required, so `init` has nothing left to do.

import { readFileSync } from "node:fs";

import { initSync } from "./bare.js";

initSync(readFileSync(new URL("./shuangbai.wasm", import.meta.url)));

export * from "./bare.js";

export default async function init() {}
