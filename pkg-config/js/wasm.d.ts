// In a worker an imported `.wasm` is a compiled module.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
