// The steps that conversions consist of, each alone: stages.cc in wasm and natively.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { inputOf } from './inputs.mjs';
import { run } from './measure.mjs';
import { Table } from './table.mjs';

const node = ['--require', fileURLToPath(new URL('../wasm/node.cjs', import.meta.url))];

/** MB/s of each stage, in wasm and natively by turns: of each the best. */
export async function stageSpeeds({ builds, runs, ...bench }, stages = []) {
  const input = await inputOf(bench, 'V');
  const programs = builds.flatMap((build) => [
    () => run('node', [...node, join(build, 'build/wasm/stages.cjs'), input, ...stages]),
    () => run(join(build, 'build/release/stages'), [input, ...stages]),
  ]);
  const speeds = programs.map(() => new Map());
  for (let turn = 0; turn < runs; ++turn) {
    programs.forEach((program, index) => {
      for (const line of program().split('\n')) {
        const [stage, speed] = line.split(' ');
        speeds[index].set(stage, Math.max(Number(speed), speeds[index].get(stage) ?? 0));
      }
    });
  }
  return builds.map((_, index) => ({ wasm: speeds[2 * index], native: speeds[2 * index + 1] }));
}

export async function measureStages(bench) {
  const speeds = await stageSpeeds(bench);
  const table = new Table('Steps alone, MB/s of CPU time', ['wasm', 'native', 'wasm / native']);
  for (const stage of speeds[0].wasm.keys()) {
    bench.builds.forEach((build, index) => {
      const { wasm, native } = speeds[index];
      table.row(stage + bench.mark(build), [wasm.get(stage), native.get(stage), (wasm.get(stage) / native.get(stage)).toFixed(2)]);
    });
  }
}
