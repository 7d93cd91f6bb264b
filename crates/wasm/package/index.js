// For browsers and bundlers: the module lies beside this file.

import initFrom from "./bare.js";

export * from "./bare.js";

export default function init(source = new URL("./shuangbai.wasm", import.meta.url)) {
  return initFrom(source);
}
