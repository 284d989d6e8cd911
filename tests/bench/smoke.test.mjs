// What scripts/bench builds and runs works; the times are nobody's business here.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { describe } from '../../dist/node.js';
import { conversionsOf } from './conversions.mjs';
import { measureEncryption } from './encryption.mjs';
import { convertInWasm, convertNatively, inputOf } from './inputs.mjs';
import { run } from './measure.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'dropset-bench-'));
after(() => rmSync(work, { recursive: true }));

const rows = conversionsOf('S', (await describe()).formats);
const bench = (part) => run('node', [fileURLToPath(new URL('bench.mjs', import.meta.url)), '--runs', '1', '--work', work, root, '--', part]);

test('each conversion of the smallest workload is measured, in wasm and natively', () => {
  const table = bench('S');
  assert.equal(rows.length, 4);
  for (const { from, to, level } of rows) {
    for (const build of ['wasm', 'native']) assert.match(table, new RegExp(`${from} → ${to}, level ${level}, ${build} +\\| +\\d+\\.\\d\\d \\|`));
  }
});

test('both builds write the same', async () => {
  const input = await inputOf({ work }, 'S');
  for (const row of rows) {
    const [wasm, native] = [convertInWasm, convertNatively].map((convert, index) => {
      const output = join(work, `${row.to}-${index}.zip`);
      convert(root, input, row, output);
      return readFileSync(output);
    });
    assert.ok(wasm.length > 1000 && wasm.equals(native), row.to);
  }
});

test('encryption is measured', async () => {
  const lines = [];
  const log = console.log;
  console.log = (line) => lines.push(line);
  try {
    await measureEncryption({ builds: [root], runs: 1, work, mark: () => '' }, 'S');
  } finally {
    console.log = log;
  }
  assert.equal(lines.filter((line) => /\| +\d+\.\d\d \|/.test(line)).length, 4);
});

test('the steps are measured, in wasm and natively', () => {
  const lines = bench('stages').split('\n').filter((line) => line.startsWith('| '));
  assert.ok(lines.length > 5);
  for (const line of lines.slice(1)) assert.match(line, /^\| [^|]+(\| +\d[\d.]* ){3}\|$/);
});
