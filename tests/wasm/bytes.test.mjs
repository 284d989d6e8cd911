// The package and the optimised native build write the same bytes: every format, with every value of its options that has choices, and back.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { convert, describe } from '../../dist/node.js';
import { generate } from '../bench/generate.mjs';

const native = fileURLToPath(new URL('../../build/release/native_convert', import.meta.url));
const real = ['coco-keypoints', 'coco-panoptic'].map((name) => fileURLToPath(new URL(`../../../shared/real/${name}.zip`, import.meta.url)));

const folder = mkdtempSync(join(tmpdir(), 'dropset-bytes-'));
after(() => rmSync(folder, { recursive: true }));
const made = join(folder, 'made.zip');
before(() => generate(made, { subset: 'train', images: 100, annotations: 1000, photos: { count: 100, bytes: 1000 } }, { deflated: true }));

const { formats } = await describe();
const writable = formats.filter((format) => format.writable);

let count = 0;
async function convertBoth(input, from, to, exportOptions = {}, zipLevel = 1) {
  const [package_, binary] = ['package', 'native'].map((name) => join(folder, `${++count}-${name}.zip`));
  await convert(input, { from, to, exportOptions, zipLevel, output: { kind: 'path', path: package_ } });
  const options = Object.entries(exportOptions).map(([name, value]) => (value === true ? name : `${name}=${value}`));
  execFileSync(native, [`-${zipLevel}`, input, from ?? '-', to, binary, '--', ...options]);
  assert.ok(readFileSync(package_).equals(readFileSync(binary)), `${from} to ${to} with ${JSON.stringify(exportOptions)}`);
  return package_;
}

for (const { id, readable, exportOptions } of writable) {
  test(`${id}, and back`, async () => {
    const saved = exportOptions.some(({ name }) => name === 'save-media') ? { 'save-media': true } : {};
    const output = await convertBoth(made, 'coco', id, saved);
    if (readable) for (const back of ['coco', 'datumaro']) await convertBoth(output, id, back);
  });

  const choices = exportOptions.flatMap(({ name, choices }) => choices.map((choice) => ({ [name]: choice })));
  test(`${id} with each of ${choices.length} choices`, { skip: choices.length === 0 }, async () => {
    for (const choice of choices) await convertBoth(made, 'coco', id, choice);
  });
}

// The package has pieces of these compressed by several threads, where there are cores for them.
test('streams of many pieces', async () => {
  const large = join(folder, 'large.zip');
  await generate(large, { subset: 'train', images: 16_000, annotations: 120_000 });
  for (const zipLevel of [1, 6]) {
    for (const to of ['datumaro', 'datumaro_binary', 'coco_instances']) await convertBoth(large, 'coco', to, {}, zipLevel);
  }
});

for (const input of real) {
  test(`${input.split('/').pop()} to each format`, { skip: !existsSync(input) && '../shared/real is not here' }, async () => {
    for (const { id } of writable) await convertBoth(input, undefined, id);
  });
}
