/** The WebAssembly module, gzipped, as base64; made by vite.config.ts. */
declare module "virtual:shuangbai-module" {
  const packed: string;
  export default packed;
}
