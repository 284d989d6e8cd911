// What doubling the work costs, of each kind of work, in wasm.

import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { generate } from './generate.mjs';
import { convertInWasm } from './inputs.mjs';
import { inTurns, secondsOf } from './measure.mjs';
import { Table } from './table.mjs';

const datumaro = { from: 'coco', to: 'datumaro', level: 1 };
const saved = { ...datumaro, options: ['save-media'] };
const cropped = { from: 'coco', to: 'coco_instances', level: 1, options: ['crop-covered'] };

/** `shape`: of the size that grows (generate.mjs). */
const series = [
  { title: 'images, of 8 annotations', sizes: [10_000, 20_000, 40_000, 80_000], row: datumaro, shape: (images) => ({ images, annotations: 8 * images }) },
  {
    title: 'annotations on each of 1,000 images',
    sizes: [40, 80, 160, 320],
    row: datumaro,
    shape: (each) => ({ images: 1000, annotations: 1000 * each }),
  },
  { title: 'annotations on one image', sizes: [1000, 10_000, 100_000], row: datumaro, shape: (annotations) => ({ images: 1, annotations }) },
  {
    title: 'annotations on one image, --crop-covered',
    sizes: [1000, 10_000, 100_000], // all over each other
    row: cropped,
    shape: (annotations) => ({ images: 1, annotations }),
  },
  {
    title: 'entries of 1 KB',
    sizes: [10_000, 20_000, 40_000, 60_000],
    row: saved,
    shape: (count) => ({ images: count, annotations: count, photos: { count, bytes: 1000 } }),
  },
  {
    title: 'KB of each of 200 photos',
    sizes: [1000, 2000, 4000, 8000],
    row: saved,
    shape: (size) => ({ images: 200, annotations: 200, photos: { count: 200, bytes: 1000 * size } }),
  },
];

export async function measureGrowth({ builds: [build], runs, work }) {
  const table = new Table('As the work grows (coco → datumaro, wasm)', ['    size', 'CPU s', ' wall s', 'for each doubling']);
  const [input, output] = ['growth.zip', 'output.zip'].map((name) => join(work, name));
  for (const { title, sizes, row, shape } of series) {
    let last;
    for (const size of sizes) {
      await generate(input, { subset: 'train', ...shape(size) });
      const [cost] = await inTurns([() => convertInWasm(build, input, row, output)], runs);
      const seconds = secondsOf(cost);
      const doubling = last && (seconds / last.seconds) ** (1 / Math.log2(size / last.size));
      table.row(title, [size, seconds.toFixed(2), cost.wall.toFixed(2), doubling ? `× ${doubling.toFixed(2)}` : '']);
      last = { size, seconds };
    }
  }
  for (const file of [input, output]) rmSync(file, { force: true });
}
