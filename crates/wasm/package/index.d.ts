import type { Source } from "./bare.js";

export * from "./bare.js";

/**
 * Loads the module, `shuangbai.wasm` beside this file when no other source is given; to be awaited once
 * before anything else is called. In Node it is loaded already, and this does nothing.
 *
 * A content security policy must allow `'wasm-unsafe-eval'` as `script-src`.
 */
export default function init(source?: Source | Promise<Source>): Promise<void>;
