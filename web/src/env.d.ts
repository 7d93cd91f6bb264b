/** The WebAssembly modules, gzipped, as base64; made by vite.config.ts. */
declare module "virtual:shuangbai-module" {
  const packed: string;
  export default packed;
}
declare module "virtual:shuangbai-excel-module" {
  const packed: string;
  export default packed;
}
