// The compiled module, at work in this thread.

import type { Core } from './core.js';
import createCore from './dropset.js';

export function instantiate(module: WebAssembly.Module): Promise<Core> {
  return new Promise((resolve, reject) => {
    const instantiateWasm = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
      WebAssembly.instantiate(module, imports).then(done).catch(reject);
      return {};
    };
    createCore({ instantiateWasm }).then(resolve, reject);
  });
}
