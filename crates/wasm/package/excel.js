// Workbooks, for browsers and bundlers: the module lies beside this file, and is loaded when `init` is called.

import initFrom from "./excel-bare.js";

export * from "./excel-bare.js";

export default function init(source = new URL("./shuangbai-excel.wasm", import.meta.url)) {
  return initFrom(source);
}
