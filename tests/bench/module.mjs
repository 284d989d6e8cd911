// What a page loads: the size of the module, and how long it takes until it can work.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { runForCost } from './measure.mjs';
import { Table } from './table.mjs';

// In a process of its own, which has compiled nothing yet. Bytes in memory → the first answer.
const kReady = `
  const [, folder] = process.argv;
  const { default: createCore } = await import(folder + '/dropset.js');
  const wasmBinary = require('node:fs').readFileSync(folder + '/dropset.wasm');
  const began = performance.now();
  (await createCore({ wasmBinary })).describe();
  console.log(JSON.stringify({ wall: (performance.now() - began) / 1e3 }));`;

export function measureModule({ builds, runs, mark }) {
  const table = new Table('The module', ['   KB', 'gzip KB', 'brotli KB', 'ready ms']);
  for (const build of builds) {
    const dist = join(build, 'dist');
    const bytes = readFileSync(join(dist, 'dropset.wasm'));
    const ready = Array.from({ length: runs }, () => runForCost('node', ['--input-type=commonjs', '--eval', `(async () => {${kReady}})()`, dist]));
    const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)].map(({ length }) => (length / 1e3).toFixed(0));
    table.row(`dropset.wasm${mark(build)}`, [...sizes, (Math.min(...ready.map(({ wall }) => wall)) * 1e3).toFixed(0)]);
  }
}
