// Inputs that no honest tool writes: each ends in the whole output or a located error, in memory and time that grow no faster than
// the input.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { convertInWasm } from '../bench/inputs.mjs';
import { secondsOf } from '../bench/measure.mjs';
import { ZipFile } from '../bench/zip-file.mjs';
import { annotation, category, coco, image, list, onePolygon } from './coco-text.mjs';

const kMiB = 1 << 20;
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dropset-bad-'));
after(() => rmSync(folder, { recursive: true }));

async function jsonOf(parts) {
  const path = join(folder, 'in.json');
  await writeFile(path, coco(parts));
  return path;
}

async function zipOf(images) {
  const path = join(folder, 'in.zip');
  const zip = new ZipFile(path);
  await zip.add('annotations/instances_a.json', [Buffer.from([...coco({ images: list(images, image) })].join(''))]);
  for (let id = 1; id <= images; ++id) await zip.add(`images/a/${id}.jpg`, []);
  zip.close();
  return path;
}

// `bytesEach`: what one of `count` may take in memory, beside 64 MiB.
const cases = [
  {
    name: 'a million annotations of one image',
    count: 1e6,
    input: (count) => jsonOf({ annotations: list(count, (id) => annotation(id, `,"segmentation":[[1,2,3,4,5.5,${id % 90}]]`)) }),
    bytesEach: 2048,
  },
  { name: 'a polygon of ten million points', count: 1e7, input: (count) => jsonOf({ annotations: onePolygon(count) }), bytesEach: 192 },
  { name: 'a million images without annotations', count: 1e6, input: (count) => jsonOf({ images: list(count, image) }), bytesEach: 192 },
  {
    name: '200,000 categories',
    count: 2e5,
    input: (count) => jsonOf({ categories: list(count, category), annotations: list(count, (id) => annotation(id, '', id)) }),
    bytesEach: 2048,
  },
  { name: '500,000 entries', count: 5e5, input: zipOf, bytesEach: 400 },
];

for (const { name, count, input, bytesEach } of cases) {
  test(`${name}: within memory, and twice as many take at most twice as long`, async (context) => {
    for (const to of ['datumaro', 'coco_instances']) {
      const costs = [];
      for (const number of [count / 2, count]) {
        const [path, output] = [await input(number), join(folder, 'out.zip')];
        costs.push(convertInWasm(root, path, { from: 'coco', to, level: 1, options: ['save-media'] }, output));
        for (const file of [path, output]) rmSync(file);
      }
      const [half, whole] = costs;
      const [memory, seconds] = [whole.wasmMemory / kMiB, secondsOf(whole)];
      context.diagnostic(`to ${to}: ${memory.toFixed()} MiB of wasm memory, ${seconds.toFixed(1)} s of CPU time`);
      assert.ok(whole.wasmMemory <= 64 * kMiB + bytesEach * count);
      const kNoise = 1.4;
      assert.ok(seconds <= 2 * kNoise * secondsOf(half) + 0.5, `half of it takes ${secondsOf(half)} s`);
    }
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
    const input = await jsonOf({ annotations: [annotation(1, `,"attributes":{"a":${value}}`)] });
    const command = [join(root, 'dist/cli.js'), 'convert', '-i', input, '-f', 'datumaro', '-o', join(folder, 'out.zip')];
    const { status, stderr } = spawnSync('node', command, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, words);
    assert.deepEqual(readdirSync(folder), ['in.json']);
  });
}
