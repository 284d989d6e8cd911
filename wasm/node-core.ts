// The module in Node, where it is given its bytes: it has no code of its own to find them.

import { readFile } from 'node:fs/promises';

import type { Core } from './core.js';
import { instantiate } from './instance.js';

let module: Promise<WebAssembly.Module> | undefined;

/** Compiled once for all threads. */
export function compile(): Promise<WebAssembly.Module> {
  module ??= readFile(new URL('./dropset.wasm', import.meta.url)).then((bytes) => WebAssembly.compile(bytes));
  module.catch(() => (module = undefined));
  return module;
}

export async function loadCore(): Promise<Core> {
  return instantiate(await compile());
}
