// What Emscripten makes of bindings.cc; see cmake/wasm.cmake.

import type { Core } from './core.js';

export interface ModuleOptions {
  instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object;
}

export default function createCore(options: ModuleOptions): Promise<Core>;
