// Small datasets and the zips around them, made here so that nothing binary is committed.

import { open } from 'node:fs/promises';
import { crc32, deflateRawSync, deflateSync, inflateRawSync } from 'node:zlib';

/** A PNG of one grey, with a length of its own. */
export function png(width, height, grey) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits; colour type 0: grey
  const rows = Buffer.alloc(height * (width + 1), grey);
  for (let y = 0; y < height; ++y) rows[y * (width + 1)] = 0;
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function pngChunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(8 + body.length);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), 4 + body.length);
  return chunk;
}

const kImages = [
  { subset: 'train', id: 1, name: 'cat.png', width: 40, height: 30 },
  { subset: 'train', id: 2, name: 'dog.png', width: 64, height: 48 },
  { subset: 'val', id: 3, name: 'both.png', width: 50, height: 20 },
];
const kAnnotations = [
  { id: 1, image_id: 1, category_id: 1, bbox: [1.5, 2, 10.25, 12], area: 123, iscrowd: 0, segmentation: [] },
  {
    id: 2,
    image_id: 2,
    category_id: 2,
    bbox: [4, 5, 20, 10],
    area: 150,
    iscrowd: 0,
    segmentation: [[4, 5, 24, 5, 24, 15, 4.125, 15]],
  },
  { id: 3, image_id: 3, category_id: 1, bbox: [0, 0, 7, 8], area: 56, iscrowd: 0, segmentation: [] },
  { id: 4, image_id: 3, category_id: 2, bbox: [30, 1, 9, 9], area: 81, iscrowd: 0, segmentation: [] },
];

/** Path → bytes of a COCO dataset of two subsets, three images and four annotations (five shapes: the polygon has a box); an image's bytes by subset and name in `images`. */
export function cocoDataset() {
  const files = {};
  const images = {};
  kImages.forEach(({ subset, name, width, height }, index) => {
    images[`${subset}/${name}`] = png(width, height, 40 * (index + 1));
    files[`images/${subset}/${name}`] = images[`${subset}/${name}`];
  });
  for (const subset of ['train', 'val']) {
    const own = kImages.filter((image) => image.subset === subset);
    const text = JSON.stringify({
      images: own.map(({ id, name, width, height }) => ({ id, file_name: name, width, height })),
      annotations: kAnnotations.filter(({ image_id }) => own.some(({ id }) => id === image_id)),
      categories: [
        { id: 1, name: 'cat', supercategory: '' },
        { id: 2, name: 'dog', supercategory: '' },
      ],
    });
    files[`annotations/instances_${subset}.json`] = Buffer.from(text);
  }
  return { files, images };
}

/** A zip of path → bytes; entries deflated, or stored where that is asked. `encrypted` only sets the flag. */
export function zip(files, { stored = false, encrypted = false } = {}) {
  const writer = new ZipWriter();
  const parts = [];
  for (const [path, bytes] of Object.entries(files)) {
    const data = stored ? bytes : deflateRawSync(bytes);
    const entry = {
      path,
      method: stored ? 0 : 8,
      flags: encrypted ? 1 : 0,
      crc: crc32(bytes),
      packed: data.length,
      size: bytes.length,
    };
    parts.push(writer.add(entry), data);
  }
  return Buffer.concat([...parts, writer.end()]);
}

/** Writes a COCO zip of `count` stored images of `bytes` each, which take no room on the disk: what follows their heads is a hole. */
export async function writeHugeZip(path, count, bytes) {
  const image = png(64, 64, 99);
  const whole = Buffer.alloc(bytes);
  image.copy(whole);
  const crc = crc32(whole);
  const writer = new ZipWriter();
  const file = await open(path, 'w');
  try {
    const images = Array.from({ length: count }, (_, index) => ({
      id: index + 1,
      file_name: `${index}.png`,
      width: 64,
      height: 64,
    }));
    const annotations = images.map(({ id }) => ({ id, image_id: id, category_id: 1, bbox: [1, 2, 3, 4], area: 12, iscrowd: 0 }));
    const text = Buffer.from(JSON.stringify({ images, annotations, categories: [{ id: 1, name: 'thing' }] }));
    const put = async (name, data, size, sum) => {
      const at = writer.offset;
      const head = writer.add({ path: name, method: 0, flags: 0, crc: sum, packed: size, size });
      await file.write(Buffer.concat([head, data]), 0, undefined, at);
    };
    await put('annotations/instances_train.json', text, text.length, crc32(text));
    for (const { file_name } of images) await put(`images/train/${file_name}`, image, bytes, crc);
    const at = writer.offset;
    await file.write(writer.end(), 0, undefined, at);
  } finally {
    await file.close();
  }
}

// Local headers as they come, the directory at the end (APPNOTE 4.3.7, 4.3.12, 4.3.16).
class ZipWriter {
  offset = 0;
  #central = [];

  add({ path, method, flags, crc, packed, size }) {
    const name = Buffer.from(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt16LE(0x21, 8); // 1980-01-01
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(packed, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(this.offset, 10);
    this.#central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, rest, name]));
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name]);
    this.offset += local.length + packed;
    return local;
  }

  end() {
    const central = Buffer.concat(this.#central);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(this.#central.length, 8);
    end.writeUInt16LE(this.#central.length, 10);
    end.writeUInt32LE(central.length, 12);
    end.writeUInt32LE(this.offset, 16);
    return Buffer.concat([central, end]);
  }
}

/** Path → bytes of a zip that Dropset wrote; each content is checked against its CRC. */
export function unzip(archive) {
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const files = {};
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; --count) {
    const nameLength = archive.readUInt16LE(at + 28);
    const path = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const data = archive.subarray(start, start + archive.readUInt32LE(at + 20));
    const bytes = archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(data) : data;
    if (crc32(bytes) !== archive.readUInt32LE(at + 16)) throw new Error(`${path}: wrong CRC`);
    if (!path.endsWith('/')) files[path] = bytes;
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}
