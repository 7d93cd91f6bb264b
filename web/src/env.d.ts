/** The WebAssembly modules, compressed; made by scripts/pack.ts. */
declare module "virtual:shuangbai-module" {
  const packed: () => Uint8Array<ArrayBuffer>;
  export default packed;
}
declare module "virtual:shuangbai-excel-module" {
  const packed: () => Uint8Array<ArrayBuffer>;
  export default packed;
}
