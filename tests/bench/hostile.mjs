// Inputs that no honest tool writes, of any size.

import { writeFile } from 'node:fs/promises';

import { annotation, category, coco, image, list, onePolygon } from './hostile-coco.mjs';
import { ZipFile } from './zip-file.mjs';

const json = (parts) => (path, count) => writeFile(path, coco(parts(count)));

async function writeEntries(path, count) {
  const zip = new ZipFile(path);
  await zip.add('annotations/instances_a.json', [Buffer.from([...coco({ images: list(count, image) })].join(''))]);
  for (let id = 1; id <= count; ++id) await zip.add(`images/a/${id}.jpg`, []);
  zip.close();
}

/** `largest`: how many of what the name says a test takes. `items`: of `count` of them. `write(path, count)` makes a `file` of so many. */
export const hostileInputs = [
  {
    name: 'annotations of one image',
    largest: 1e6,
    items: () => 1,
    file: 'in.json',
    write: json((count) => ({ annotations: list(count, (id) => annotation(id, `,"segmentation":[[1,2,3,4,5.5,${id % 90}]]`)) })),
  },
  { name: 'points of one polygon', largest: 1e7, items: () => 1, file: 'in.json', write: json((count) => ({ annotations: onePolygon(count) })) },
  {
    name: 'images without annotations',
    largest: 1e6,
    items: (count) => count,
    file: 'in.json',
    write: json((count) => ({ images: list(count, image) })),
  },
  {
    name: 'categories',
    largest: 2e5,
    items: () => 1,
    file: 'in.json',
    write: json((count) => ({ categories: list(count, category), annotations: list(count, (id) => annotation(id, '', id)) })),
  },
  { name: 'entries', largest: 5e5, items: (count) => count, file: 'in.zip', write: writeEntries },
];
