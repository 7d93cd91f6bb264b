declare module "*.wasm?inline" {
  const dataUrl: string;
  export default dataUrl;
}
