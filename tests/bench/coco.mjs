// COCO instances of the official files' shape: every field they have, annotations in no order, `categories` last.

import { Random } from './random.mjs';
import { TextPieces } from './text-pieces.mjs';

const kCategories = 80;
const kMeanNumbers = 47; // coordinates of a polygon: with them train2017's counts make train2017's size

/** The file's name of image number `index`. */
export function imageName(index) {
  return `${String(idOf(index)).padStart(12, '0')}.jpg`;
}

// Sparse and in no order, as in the official files.
function idOf(index) {
  return ((index * 7919) % 581_929) + 581_929 * Math.floor(index / 581_929) + 9;
}

export function sizeOf(index) {
  return index % 3 ? { width: 640, height: 427 + (index % 54) } : { width: 427 + (index % 54), height: 640 };
}

/** The text of such a file in pieces: Buffers that are overwritten by the next one. */
export function* cocoText({ images, annotations, seed = 1 }) {
  const out = new TextPieces();
  const random = new Random(seed);
  out.text('{"info": {"description": "COCO 2017 Dataset","url": "http://cocodataset.org","version": "1.0","year": 2017},');
  out.text('"licenses": [{"url": "http://creativecommons.org/licenses/by-nc-sa/2.0/","id": 1,"name": "A licence"}],"images": [');
  for (let index = 0; index < images; ++index) {
    if (index) out.text(',');
    putImage(out, index);
    if (out.full) yield out.take();
  }
  out.text('],"annotations": [');
  for (let index = 0; index < annotations; ++index) {
    if (index) out.text(',');
    putAnnotation(out, random, index, random.below(images));
    if (out.full) yield out.take();
  }
  out.text('],"categories": [');
  for (let index = 0; index < kCategories; ++index) {
    out.text(`${index ? ',' : ''}{"supercategory": "group ${index % 12}","id": ${categoryId(index)},"name": "thing ${index}"}`);
  }
  out.text(']}');
  yield out.take();
}

// 1 to 90 with gaps.
function categoryId(index) {
  return index + 1 + Math.floor(index / 8);
}

function putImage(out, index) {
  const name = imageName(index);
  const { width, height } = sizeOf(index);
  out.text(`{"license": ${(index % 8) + 1},"file_name": "${name}","coco_url": "http://images.cocodataset.org/train2017/${name}",`);
  out.text(`"height": ${height},"width": ${width},"date_captured": "2013-11-14 11:18:45",`);
  out.text(`"flickr_url": "http://farm9.staticflickr.com/8186/${8_119_368_305 + index}_4e622c8349_z.jpg","id": ${idOf(index)}}`);
}

function putAnnotation(out, random, index, image) {
  const { width, height } = sizeOf(image);
  const crowd = index % 100 === 99;
  out.text('{"segmentation": ');
  const shape = crowd ? putRuns(out, random, width, height) : putPolygons(out, random, width, height);
  out.text(',"area": ');
  out.text(String(shape.area));
  out.text(crowd ? ',"iscrowd": 1,"image_id": ' : ',"iscrowd": 0,"image_id": ');
  out.integer(idOf(image));
  out.text(',"bbox": [');
  shape.box.forEach((value, at) => {
    if (at) out.text(',');
    out.hundredths(value);
  });
  out.text('],"category_id": ');
  out.integer(categoryId(random.below(kCategories)));
  out.text(',"id": ');
  out.integer(crowd ? 900_100_000_000 + index : 1000 + index);
  out.text('}');
}

// A mask in uncompressed runs, a hundred or so.
function putRuns(out, random, width, height) {
  const pixels = width * height;
  const mean = Math.floor(pixels / (40 + random.below(160)));
  let area = 0;
  out.text('{"counts": [');
  for (let done = 0, count = 0; done < pixels; ++count) {
    const run = Math.min(pixels - done, 1 + random.below(2 * mean));
    if (count) out.text(',');
    out.integer(run);
    if (count % 2) area += run;
    done += run;
  }
  out.text(`],"size": [${height},${width}]}`);
  return { area, box: [0, 0, 100 * (width - 1), 100 * (height - 1)] };
}

// Rings of points in hundredths around a centre; one object in ten has two.
function putPolygons(out, random, width, height) {
  const rings = random.below(10) ? 1 : 2;
  const box = { left: Infinity, top: Infinity, right: 0, bottom: 0 };
  let area = 0;
  out.text('[');
  for (let ring = 0; ring < rings; ++ring) {
    if (ring) out.text(',');
    area += putRing(out, random, 100 * width, 100 * height, Math.ceil(kMeanNumbers / 2 / rings), box);
  }
  out.text(']');
  return { area, box: [box.left, box.top, box.right - box.left, box.bottom - box.top] };
}

function putRing(out, random, width, height, meanPoints, box) {
  const reach = 1000 + random.below(12_000);
  const left = random.below(width - reach);
  const top = random.below(height - reach);
  const points = 3 + random.below(meanPoints) + random.below(meanPoints - 3);
  const first = [left + random.below(reach), top + random.below(reach)];
  let [x, y] = first;
  let twice = 0;
  out.text('[');
  for (let point = 0; point < points; ++point) {
    if (point) out.text(',');
    out.hundredths(x);
    out.text(',');
    out.hundredths(y);
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = Math.max(box.bottom, y);
    const next = point + 1 < points ? [left + random.below(reach), top + random.below(reach)] : first;
    twice += (x / 100) * (next[1] / 100) - (next[0] / 100) * (y / 100);
    [x, y] = next;
  }
  out.text(']');
  return Math.abs(twice) / 2;
}
