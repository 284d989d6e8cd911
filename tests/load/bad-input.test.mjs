// Inputs that no honest tool writes: each ends in the whole output or a located error, in memory that grows no faster than the
// input. `scripts/bench growth` shows the time that they take.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { hostileInputs } from '../bench/hostile.mjs';
import { annotation, coco } from '../bench/hostile-coco.mjs';
import { convertInWasm } from '../bench/inputs.mjs';

const kMiB = 1 << 20;
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dropset-bad-'));
after(() => rmSync(folder, { recursive: true }));

/** What one of them may take in memory, beside 64 MiB. */
const bytesEach = {
  'annotations of one image': 512,
  'points of one polygon': 64,
  'images without annotations': 128,
  categories: 512,
  entries: 320,
};

for (const { name, largest, items, file, write } of hostileInputs) {
  test(`${largest.toLocaleString('en')} ${name}: converted within memory`, async (context) => {
    const [input, output] = [join(folder, file), join(folder, 'out.zip')];
    await write(input, largest);
    for (const to of ['datumaro', 'coco_instances']) {
      const cost = convertInWasm(root, input, { from: 'coco', to, level: 1, options: ['save-media'] }, output);
      context.diagnostic(`to ${to}: ${(cost.wasmMemory / kMiB).toFixed()} MiB of wasm memory`);
      assert.equal(cost.items, items(largest));
      assert.ok(cost.wasmMemory <= 64 * kMiB + bytesEach[name] * largest);
    }
    for (const path of [input, output]) rmSync(path);
  });
}

const refused = [
  {
    name: 'attributes nested 10,000 deep',
    value: '['.repeat(10_000) + ']'.repeat(10_000),
    words: /annotations\[0\]\.attributes\.a(\[0\])+\.\.\.: nested more than 512 deep/,
  },
  {
    name: 'a string of 100 MB',
    value: `"${'x'.repeat(1e8)}"`,
    words: /annotations\[0\]\.attributes\.a: longer than 67108864 bytes/,
  },
];

for (const { name, value, words } of refused) {
  test(`${name}: an error that says where`, async () => {
    const input = join(folder, 'in.json');
    await writeFile(input, coco({ annotations: [annotation(1, `,"attributes":{"a":${value}}`)] }));
    const command = [join(root, 'dist/cli.js'), 'convert', '-i', input, '-f', 'datumaro', '-o', join(folder, 'out.zip')];
    const { status, stderr } = spawnSync('node', command, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, words);
    assert.deepEqual(readdirSync(folder), ['in.json']);
  });
}
