// Makes the workloads that scripts/bench measures, the same bytes on every machine.
//
// usage: node tests/bench/generate.mjs S|T|V|M|L|O OUTPUT.zip [deflated]

import { pathToFileURL } from 'node:url';

import { cocoText, imageName, sizeOf } from './coco.mjs';
import { openImagesFiles } from './open-images.mjs';
import { Random } from './random.mjs';
import { ZipFile } from './zip-file.mjs';

const kPhotoBytes = 100_000;
const kPool = 1 << 20;

/** What each workload holds. `format`: its own. `photos`: how many of the images have files, and how large these are. */
export const workloads = {
  S: { format: 'coco', subset: 'small', images: 100, annotations: 1000, photos: { count: 100, bytes: 1000 } },
  T: { format: 'coco', subset: 'train2017', images: 118_287, annotations: 860_001 },
  V: { format: 'coco', subset: 'val2017', images: 5000, annotations: 36_781 },
  M: { format: 'coco', subset: 'photos', images: 20_000, annotations: 20_000, photos: { count: 20_000, bytes: kPhotoBytes } },
  L: { format: 'coco', subset: 'large', images: 10, annotations: 20, photos: { count: 1, bytes: 3_000_000_000 } },
  O: { format: 'open_images', subset: 'train', images: 2_000_000, boxes: 2_000_000 },
};

/** Writes the archive; `shape` as above. */
export async function generate(path, shape, { deflated = false } = {}) {
  const zip = new ZipFile(path);
  if (shape.format === 'open_images') {
    for (const [name, pieces] of openImagesFiles(shape)) await zip.add(name, pieces, { deflated });
    return zip.close();
  }
  const { count, bytes } = shape.photos ?? { count: 0, bytes: 0 };
  const pool = new Random(7).bytes(kPool);
  for (let index = 0; index < count; ++index) {
    await zip.add(`images/${shape.subset}/${imageName(index)}`, photo(pool, sizeOf(index), bytes, index));
  }
  await zip.add(`annotations/instances_${shape.subset}.json`, cocoText(shape), { deflated });
  return zip.close();
}

// What tells a JPEG and its size, then bytes that do not compress: a different part of the pool each time.
function* photo(pool, { width, height }, bytes, index) {
  const head = Buffer.from(`ffd8ffe000104a46494600010100000100010000ffc0001108${hex16(height)}${hex16(width)}03012200021101031101ffda`, 'hex');
  yield head;
  let left = bytes - head.length - 2;
  for (let at = (index * 40_503) % kPool; left > 0; at = 0) {
    const piece = pool.subarray(at, Math.min(kPool, at + left));
    yield piece;
    left -= piece.length;
  }
  yield Buffer.from('ffd9', 'hex');
}

function hex16(value) {
  return value.toString(16).padStart(4, '0');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [name, path, deflated] = process.argv.slice(2);
  if (!workloads[name] || !path) {
    console.error(`usage: generate.mjs ${Object.keys(workloads).join('|')} OUTPUT.zip [deflated]`);
    process.exit(2);
  }
  await generate(path, workloads[name], { deflated: deflated === 'deflated' });
}
