// Large datasets in a module whose memory cannot grow beyond 128 MB (scripts/build limited).

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { generate, workloads } from '../bench/generate.mjs';
import { annotation, coco, list, onePolygon } from '../bench/hostile-coco.mjs';
import { convertInWasm } from '../bench/inputs.mjs';

const kMiB = 1 << 20;
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(root, 'build/load-'));
after(() => rmSync(folder, { recursive: true }));

function convert(context, input, row, output) {
  const cost = convertInWasm(root, input, row, output, join(root, 'build/wasm/128mb'));
  const peaks = [cost.wasmMemory, cost.processMemory].map((bytes) => Math.ceil(bytes / kMiB));
  context.diagnostic(`${row.from} to ${row.to}: ${peaks[0]} MiB of wasm memory, ${peaks[1]} MiB of process memory, ${cost.wall.toFixed(1)} s`);
  return cost;
}

test('annotations of 450 MB go to Datumaro and back in 128 MB', async (context) => {
  const [input, middle, output] = ['T.zip', 'datumaro.zip', 'coco.zip'].map((name) => join(folder, name));
  const { images } = workloads.T;
  await generate(input, workloads.T);
  const there = convert(context, input, { from: 'coco', to: 'datumaro', level: 1 }, middle);
  assert.equal(there.items, images);
  rmSync(input);
  const back = convert(context, middle, { from: 'datumaro', to: 'coco_instances', level: 1 }, output);
  assert.equal(back.items, images);
  for (const { wasmMemory } of [there, back]) assert.ok(wasmMemory <= 128 * kMiB);
});

test('two million boxes in any order find their images among two million in 128 MB', async (context) => {
  const [input, output] = ['O.zip', 'coco.zip'].map((name) => join(folder, name));
  await generate(input, workloads.O);
  const cost = convert(context, input, { from: 'open_images', to: 'coco', level: 1 }, output);
  assert.equal(cost.items, workloads.O.images);
  assert.ok(cost.wasmMemory <= 128 * kMiB);
  for (const file of [input, output]) rmSync(file);
});

// An item is held whole: one that is too large for the memory is named.
const tooLarge = [
  {
    name: 'a million annotations of one image',
    parts: { annotations: list(1e6, (id) => annotation(id, `,"segmentation":[[1,2,3,4,5.5,${id % 90}]]`)) },
    error: /a\/1: out of memory: all annotations of an image are held at once/,
  },
  {
    name: 'a polygon of ten million points',
    parts: { annotations: onePolygon(1e7) },
    error: /instances_a\.json: annotations\[0\]\.segmentation\[0\]\[\d+\]: out of memory/,
  },
];
for (const { name, parts, error } of tooLarge) {
  test(`${name}: an error that says where, in 128 MB`, async (context) => {
    const [input, output] = ['instances_a.json', 'out.zip'].map((file) => join(folder, file));
    await writeFile(input, coco(parts));
    assert.throws(() => convert(context, input, { from: 'coco', to: 'datumaro', level: 1 }, output), error);
    rmSync(input);
  });
}

// What media take in memory is a window to read and one to write, and what is known of each entry.
const kPerEntry = 400;
for (const name of ['M', 'L']) {
  const { images, photos } = workloads[name];
  test(`${photos.count} files of ${photos.bytes / 1e6} MB are copied in 64 MB and ${kPerEntry} bytes for each`, async (context) => {
    const [input, output] = [join(folder, `${name}.zip`), join(folder, 'out.zip')];
    await generate(input, workloads[name]);
    const cost = convert(context, input, { from: 'coco', to: 'datumaro', level: 1, options: ['save-media'] }, output);
    assert.equal(cost.items, images);
    assert.ok(statSync(output).size >= photos.count * photos.bytes);
    assert.ok(cost.wasmMemory <= 64 * kMiB + kPerEntry * photos.count);
    for (const file of [input, output]) rmSync(file);
  });
}
