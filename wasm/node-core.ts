// The module in Node, where it is given its bytes: it has no code of its own to find them.

import { readFile } from 'node:fs/promises';

import type { Core } from './core.js';
import createCore from './dropset.js';

export async function loadCore(): Promise<Core> {
  return createCore({ wasmBinary: await readFile(new URL('./dropset.wasm', import.meta.url)) });
}
