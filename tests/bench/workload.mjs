// Whole conversions of a workload, beside what the same bytes cost without Dropset.

import { copyFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { conversionsOf } from './conversions.mjs';
import { workloads } from './generate.mjs';
import { convertInWasm, convertNatively, inputOf } from './inputs.mjs';
import { costOf, inTurns, runForCost } from './measure.mjs';
import { stageSpeeds } from './stages.mjs';
import { CostTable } from './table.mjs';

const script = (name) => fileURLToPath(new URL(name, import.meta.url));

export async function measureWorkload(bench, name) {
  const path = await inputOf(bench, name);
  const rows = conversionsOf(name, bench.formats);
  const table = new CostTable(`${name}: ${(statSync(path).size / 1e6).toFixed(0)} MB`);
  const baseline = await baselinesOf(workloads[name])(bench, path, table);
  for (const row of rows) await measureRow(bench, row, path, table, baseline);
}

function baselinesOf({ photos, format }) {
  if (photos) return copyBaselines;
  return format === 'coco' ? jsonBaselines : textBaselines;
}

/** JSON.parse of the text, and the others. */
async function jsonBaselines(bench, path, table) {
  const parse = () => runForCost('node', ['--max-old-space-size=8000', script('json-parse.mjs'), path]);
  const [parsing] = await inTurns([parse], bench.runs);
  table.cost('JSON.parse of the text, in Node', statSync(path).size, parsing);
  await textBaselines(bench, path, table, parsing);
  return parsing;
}

/** Inflating and deflating as much. */
async function textBaselines(bench, path, table, parsing) {
  const bytes = statSync(path).size;
  const [{ wasm, native }] = await stageSpeeds(bench, ['inflate', 'deflate']);
  for (const [kind, speeds] of Object.entries({ wasm, native })) {
    for (const [stage, speed] of speeds) {
      const seconds = bytes / 1e6 / speed;
      table.cost(`${stage} of as much text alone, ${kind}`, bytes, { user: seconds, system: 0, wall: seconds }, parsing);
    }
  }
}

/** The bytes of the file through the package's own input and output, and by the system. */
async function copyBaselines(bench, path, table) {
  const bytes = statSync(path).size;
  const copy = join(bench.work, 'copy');
  const bare = () => runForCost('node', [script('copy.mjs'), join(bench.builds[0], 'dist'), path, copy]);
  const system = () => costOf(() => copyFileSync(path, copy));
  const [baseline, cp] = await inTurns(
    [bare, system].map((work) => async () => {
      rmSync(copy, { force: true });
      return work();
    }),
    bench.runs,
  );
  rmSync(copy);
  table.cost("bare copy through the package's input and output", bytes, baseline);
  table.cost('copy by the system (cp)', bytes, cp, baseline);
  return baseline;
}

async function measureRow({ runs, work, builds, mark }, row, path, table, baseline) {
  const { from, to, level, deflated } = row;
  const { format } = workloads[row.input];
  const made = from !== format && join(work, `made-${from}.zip`);
  if (made) convertNatively(builds[0], path, { from: format, to: from, level: 0 }, made);
  const input = made || (deflated ? await inputOf({ work }, row.input, true) : path);
  const output = join(work, 'output.zip');
  const variants = builds.flatMap((build) => [
    () => convertInWasm(build, input, row, output),
    () => convertNatively(build, input, row, output),
  ]);
  const costs = await inTurns(variants, runs);
  const bytes = statSync(made || path).size;
  const title = `${deflated ? 'deflated ' : ''}${from} → ${to}, level ${level}`;
  builds.forEach((build, index) => {
    table.cost(`${title}, wasm${mark(build)}`, bytes, costs[2 * index], baseline);
    table.cost(`${title}, native${mark(build)}`, bytes, costs[2 * index + 1], baseline);
  });
  for (const file of [output, made]) if (file) rmSync(file, { force: true });
}
