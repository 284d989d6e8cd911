// Open Images of the official files' shape: every column they have, boxes in no order, the list of images in another one.

import { Random } from './random.mjs';
import { TextPieces } from './text-pieces.mjs';

const kClasses = 600;
const kListColumns =
  'ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,Thumbnail300KURL,Rotation\n';
const kBoxColumns =
  'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside,' +
  'XClick1X,XClick2X,XClick3X,XClick4X,XClick1Y,XClick2Y,XClick3Y,XClick4Y\n';

/** The files of such a dataset: names and texts in pieces, which are overwritten by the next one. */
export function* openImagesFiles({ subset, images, boxes, seed = 1 }) {
  yield ['annotations/oidv6-class-descriptions.csv', classes()];
  yield [`annotations/${subset}-images-with-labels-with-rotation.csv`, list(subset, images)];
  yield [`annotations/oidv6-${subset}-annotations-bbox.csv`, boxRows(images, boxes, new Random(seed))];
  yield ['annotations/images.meta', sizes(images)];
}

// 16 hexadecimal digits in no order: multiplying by an odd number loses none.
function idOf(index) {
  const high = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  const low = Math.imul(high ^ 0x5bd1e995, 0x85ebca6b) >>> 0;
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

function labelOf(index) {
  return `/m/0${(index + 1296).toString(36)}`;
}

function* classes() {
  const rows = Array.from({ length: kClasses }, (_, index) => `${labelOf(index)},Thing ${index}\n`);
  yield Buffer.from(`LabelName,DisplayName\n${rows.join('')}`);
}

function* list(subset, images) {
  const out = new TextPieces();
  out.text(kListColumns);
  for (let index = 0; index < images; ++index) {
    const id = idOf(index);
    out.text(
      `${id},${subset},https://c${index % 8}.staticflickr.com/9/${id}_o.jpg,https://www.flickr.com/photos/${id},` +
        `https://creativecommons.org/licenses/by/2.0/,https://www.flickr.com/people/${index % 9973}/,Author ${index % 9973},` +
        `"Title, ${index}",${100_000 + (index % 99_991)},${id}${id.slice(0, 6)}==,https://c1.staticflickr.com/${id}_z.jpg,0.0\n`,
    );
    if (out.full) yield out.take();
  }
  yield out.take();
}

function* boxRows(images, boxes, random) {
  const out = new TextPieces();
  out.text(kBoxColumns);
  const part = (millionths) => `0.${String(millionths).padStart(6, '0')}`;
  for (let index = 0; index < boxes; ++index) {
    const [left, top] = [random.below(900_000), random.below(900_000)];
    const [right, bottom] = [left + 1 + random.below(999_999 - left), top + 1 + random.below(999_999 - top)];
    const flags = random.below(32);
    const [x1, x2, y1, y2] = [left, right, top, bottom].map(part);
    out.text(
      `${idOf(random.below(images))},xclick,${labelOf(random.below(kClasses))},1,${x1},${x2},${y1},${y2},` +
        `${flags & 1},${(flags >> 1) & 1},${(flags >> 2) & 1},${(flags >> 3) & 1},${flags >> 4},` +
        `${x1},${x2},${x1},${x2},${y1},${y1},${y2},${y2}\n`,
    );
    if (out.full) yield out.take();
  }
  yield out.take();
}

function* sizes(images) {
  const out = new TextPieces();
  for (let index = 0; index < images; ++index) {
    out.text(`${idOf(index)} ${index % 3 ? '768 1024' : '1024 683'}\n`);
    if (out.full) yield out.take();
  }
  yield out.take();
}
