// Size against time of each --zip-level: levels.cc in wasm and natively, on what V's annotations become.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { convertInWasm, inputOf } from './inputs.mjs';
import { run } from './measure.mjs';
import { Table } from './table.mjs';

const node = ['--require', fileURLToPath(new URL('../wasm/node.cjs', import.meta.url))];
const formats = { datumaro: 'Datumaro JSON', datumaro_binary: '.datum' };

/** By level: the zip's bytes and the best of `runs` speeds. */
function measure(command, words, runs) {
  const levels = [];
  for (let turn = 0; turn < runs; ++turn) {
    for (const line of run(command, words).split('\n')) {
      const [level, bytes, speed] = line.split(' ').map(Number);
      levels[level] = { bytes, speed: Math.max(speed, levels[level]?.speed ?? 0) };
    }
  }
  return levels;
}

export async function measureLevels(bench) {
  const input = await inputOf(bench, 'V');
  const table = new Table('V, written with --zip-level', ['size %', 'wasm MB/s', 'native MB/s']);
  for (const [to, title] of Object.entries(formats)) {
    for (const build of bench.builds) {
      const stored = join(bench.work, `V-${to}.zip`);
      convertInWasm(build, input, { from: 'coco', to, level: 0 }, stored);
      const wasm = measure('node', [...node, join(build, 'build/wasm/levels.cjs'), stored], bench.runs);
      const native = measure(join(build, 'build/release/levels'), [stored], bench.runs);
      for (const [level, { bytes, speed }] of wasm.entries()) {
        const size = ((100 * bytes) / wasm[0].bytes).toFixed(1);
        table.row(`${title}, level ${level}${bench.mark(build)}`, [size, speed, native[level].speed]);
      }
    }
  }
}
