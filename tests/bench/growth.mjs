// What doubling the work costs, of each kind of work, in wasm.

import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { generate } from './generate.mjs';
import { hostileInputs } from './hostile.mjs';
import { convertInWasm } from './inputs.mjs';
import { inTurns, secondsOf } from './measure.mjs';
import { Table } from './table.mjs';

const datumaro = { from: 'coco', to: 'datumaro', level: 1 };
const saved = { ...datumaro, options: ['save-media'] };
const cropped = { from: 'coco', to: 'coco_instances', level: 1, options: ['crop-covered'] };

/** `shape`: of the size that grows (generate.mjs). */
const generated = [
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

/** `write(path, size)` makes an input named `file`. */
const series = [
  ...generated.map(({ shape, ...rest }) => ({
    ...rest,
    file: 'growth.zip',
    write: (path, size) => generate(path, { subset: 'train', ...shape(size) }),
  })),
  ...hostileInputs.flatMap(({ name, largest, file, write }) =>
    ['datumaro', 'coco_instances'].map((to) => ({
      title: `${name}, to ${to}`,
      sizes: [largest / 4, largest / 2, largest],
      row: { ...saved, to },
      file,
      write,
    })),
  ),
];

export async function measureGrowth({ builds: [build], runs, work }) {
  const table = new Table('As the work grows (coco → datumaro, wasm)', ['    size', 'CPU s', ' wall s', 'wasm MB', 'for each doubling']);
  const output = join(work, 'output.zip');
  for (const { title, sizes, row, file, write } of series) {
    const input = join(work, file);
    let last;
    for (const size of sizes) {
      await write(input, size);
      const [cost] = await inTurns([() => convertInWasm(build, input, row, output)], runs);
      const seconds = secondsOf(cost);
      const doubling = last && (seconds / last.seconds) ** (1 / Math.log2(size / last.size));
      const cells = [size, seconds.toFixed(2), cost.wall.toFixed(2), (cost.wasmMemory / 1e6).toFixed(), doubling ? `× ${doubling.toFixed(2)}` : ''];
      table.row(title, cells);
      last = { size, seconds };
    }
    rmSync(input);
  }
  rmSync(output, { force: true });
}
