/** The WebAssembly modules, compressed; made by scripts/pack.ts. */
declare module "virtual:shuangbai-module" {
  const packed: () => import("./engine/packed").PackedModule;
  export default packed;
}
declare module "virtual:shuangbai-excel-module" {
  const packed: () => import("./engine/packed").PackedModule;
  export default packed;
}
