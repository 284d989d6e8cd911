// What the core says to be wanted, and how the browser's worker reads it: its files, with a reader and Blobs that count.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { outputToBlob } from '../../dist/blob-file.js';
import { runJob } from '../../dist/engine.js';
import { MemoryInput } from '../../dist/memory-input.js';
import { loadCore } from '../../dist/node-core.js';
import { ScratchStore } from '../../dist/scratch.js';
import { annotationPath, cocoJson, zip } from './support.mjs';

const kMiB = 1 << 20;
const kWindow = 256 << 10; // the smallest, and the largest
const kPiece = 8 * kMiB;

// As the browser's: a worker has one.
globalThis.FileReaderSync = class {
  readAsArrayBuffer(slice) {
    const { file, start, end } = slice;
    file.sync.push([start, end]);
    return file.bytesOf(slice);
  }
};
const { BlobInputs } = await import('../../dist/browser-input.js');

// Bytes that tell where they are.
const pattern = new Uint8Array(81 * kMiB);
for (let index = 0; index < pattern.length; ++index) pattern[index] = index * 31 + (index >> 13);

/** A file of the pattern from `seed` on. Ranges that were read are kept in `sync` and `async`; beyond `bad` reads fail. */
class CountedFile {
  static inFlight = 0;
  static most = 0;
  sync = [];
  async = [];
  bad = Infinity;

  constructor(size, seed = 0) {
    this.size = size;
    this.seed = seed;
  }

  slice(from, to) {
    const start = Math.min(from, this.size);
    const end = Math.min(to, this.size);
    const slice = { file: this, start, end, size: end - start, arrayBuffer: () => this.read(slice) };
    return slice;
  }

  async read(slice) {
    this.async.push([slice.start, slice.end]);
    CountedFile.most = Math.max(CountedFile.most, ++CountedFile.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    --CountedFile.inFlight;
    return this.bytesOf(slice);
  }

  bytesOf({ start, end }) {
    if (end > this.bad) throw new DOMException('gone', 'NotReadableError');
    return pattern.slice(start + this.seed, end + this.seed).buffer;
  }
}

const lengthOf = (ranges) => ranges.reduce((sum, [start, end]) => sum + end - start, 0);

let inputs;
beforeEach(() => {
  inputs = new BlobInputs();
  CountedFile.inFlight = CountedFile.most = 0;
});

/** Reads and compares; the reads of one step. */
function read(input, file, start, end, piece = kMiB) {
  for (let at = start; at < end; at += piece) {
    const into = new Uint8Array(Math.min(piece, end - at));
    input.read(at, into);
    assert.ok(Buffer.from(file.bytesOf({ start: at, end: at + into.length })).equals(into));
  }
}

/** Reads in steps of 4 MiB, with what comes between them. */
async function readInSteps(input, file, start, end) {
  for (let at = start; at < end; at += 4 * kMiB) {
    await inputs.readAhead();
    read(input, file, at, Math.min(at + 4 * kMiB, end));
  }
  await inputs.readAhead();
}

test('what is wanted is read in large pieces, two at a time, and nothing else', async () => {
  const file = new CountedFile(64 * kMiB);
  const input = inputs.open(file);
  const [start, end] = [1000, 1000 + 45 * kMiB];
  input.want(start, end - start);
  await readInSteps(input, file, start, end);
  assert.deepEqual(file.sync, []);
  assert.equal(CountedFile.most, 2);
  assert.deepEqual(file.async.slice(0, 2), [[start, start + kPiece], [start + kPiece, start + 2 * kPiece]]);
  assert.equal(file.async.length, 6);
  assert.equal(file.async.at(-1)[1], end);
  assert.equal(lengthOf(file.async), end - start);
});

test('nothing is wanted beyond the end of the file', async () => {
  const file = new CountedFile(10 * kMiB);
  const input = inputs.open(file);
  input.want(kMiB, 100 * kMiB);
  await readInSteps(input, file, kMiB, file.size);
  assert.deepEqual([file.sync, file.async], [[], [[kMiB, 9 * kMiB], [9 * kMiB, file.size]]]);
});

test('only what the next step needs is waited for', async () => {
  const file = new CountedFile(64 * kMiB);
  const input = inputs.open(file);
  const finish = [];
  file.read = (slice) => new Promise((resolve) => finish.push(() => resolve(file.bytesOf(slice))));
  input.want(0, file.size);
  const waiting = inputs.readAhead();
  assert.equal(finish.length, 2, 'both are begun before anything is read');
  finish[0]();
  await waiting;
  read(input, file, 0, 4 * kMiB);
  assert.deepEqual(file.sync, []);
});

test('what a step wants and reads at once is read once, synchronously', async () => {
  const file = new CountedFile(30 * kMiB);
  const input = inputs.open(file);
  input.want(0, file.size);
  read(input, file, 0, 4 * kMiB);
  await readInSteps(input, file, 4 * kMiB, file.size);
  assert.deepEqual(file.sync, [0, 1, 2, 3].map((piece) => [piece * kMiB, (piece + 1) * kMiB]));
  assert.equal(lengthOf(file.async), file.size - 4 * kMiB);
});

test('gaps are jumped over, and reads elsewhere leave what is wanted alone', async () => {
  const file = new CountedFile(80 * kMiB);
  const input = inputs.open(file);
  const [start, end] = [8 * kMiB, 72 * kMiB];
  input.want(start, end - start);
  for (let at = start; at < end; at += 4 * kMiB) {
    await inputs.readAhead();
    read(input, file, at + 3 * kMiB, at + 4 * kMiB);
    for (const elsewhere of [0, 1, 2, 3, 4, 5]) read(input, file, elsewhere * kMiB, elsewhere * kMiB + 100, 100);
    read(input, file, end + kMiB, end + kMiB + 100, 100);
  }
  assert.ok(file.sync.every(([from, to]) => to <= start || from >= end));
  assert.equal(lengthOf(file.async), end - start);
});

test('where steps jump over gaps, as much is read ahead as they go', async () => {
  const file = new CountedFile(80 * kMiB);
  const input = inputs.open(file);
  input.want(0, file.size);
  for (let at = 0; at < file.size; at += 20 * kMiB) {
    await inputs.readAhead();
    if (at > 0) file.sync = [];
    for (let entry = at; entry < at + 20 * kMiB; entry += kMiB) read(input, file, entry, entry + 1000);
  }
  assert.deepEqual(file.sync, [], 'after the first step');
  assert.equal(CountedFile.most, 2);
  assert.equal(lengthOf(file.async), file.size - 4 * kMiB, 'what the first step read beyond two pieces, in windows');
});

test('a range inside the one before changes nothing, unless it goes back to what was given up', async () => {
  const file = new CountedFile(64 * kMiB);
  const input = inputs.open(file);
  input.want(0, file.size);
  await readInSteps(input, file, 0, 24 * kMiB);
  const before = file.async.length;
  input.want(23 * kMiB, kMiB);
  input.want(40 * kMiB, kMiB);
  await readInSteps(input, file, 23 * kMiB, 32 * kMiB);
  assert.deepEqual(file.sync, []);
  assert.ok(file.async.slice(before).every(([start], index) => start === (before + index) * kPiece));
  input.want(kMiB, kMiB);
  await readInSteps(input, file, kMiB, 20 * kMiB);
  assert.deepEqual(file.sync, []);
});

test('what another file wants takes its place, with no more reads at a time', async () => {
  const [first, second] = [new CountedFile(64 * kMiB), new CountedFile(64 * kMiB, 5)];
  const inputOfFirst = inputs.open(first);
  const input = inputs.open(second);
  inputOfFirst.want(0, first.size);
  const abandoned = inputs.readAhead();
  input.want(0, second.size);
  await inputs.readAhead();
  assert.equal(CountedFile.most, 2);
  await abandoned;
  await readInSteps(input, second, 0, second.size);
  assert.equal(first.async.length, 2);
  assert.equal(CountedFile.most, 2);
  assert.deepEqual(second.sync, []);
  read(inputOfFirst, first, 0, kMiB);
});

test('a failure is told by the read that needs the bytes', async () => {
  const file = new CountedFile(64 * kMiB);
  const input = inputs.open(file);
  file.bad = 20 * kMiB;
  input.want(0, file.size);
  await readInSteps(input, file, 0, 16 * kMiB);
  assert.deepEqual(file.sync, []);
  assert.ok(file.async.some(([, end]) => end > file.bad));
  read(input, file, 16 * kMiB, 20 * kMiB);
  assert.throws(() => input.read(20 * kMiB, new Uint8Array(10)), { name: 'NotReadableError' });
});

test('small reads of what nobody wants share a window', () => {
  const file = new CountedFile(64 * kMiB);
  const input = inputs.open(file);
  for (const start of [0, 20 * kMiB, 10 * kMiB]) read(input, file, start, start + kWindow, 1000);
  assert.deepEqual(file.sync, [0, 20 * kMiB, 10 * kMiB].map((start) => [start, start + kWindow]));
  read(input, file, kMiB, kMiB + 20 * kMiB, 20 * kMiB);
  assert.ok(file.sync.every(([start, end]) => end - start <= kPiece));
  assert.throws(() => input.read(file.size, new Uint8Array(1)), /beyond the end/);
});

test('a folder of many files holds a few windows, not one of each', () => {
  const files = Array.from({ length: 20 }, (_, seed) => new CountedFile(1000, seed));
  const opened = files.map((file) => inputs.open(file));
  for (const [index, file] of files.entries()) {
    read(opened[index], file, 0, 1000, 500);
    assert.equal(file.sync.length, 1);
  }
  read(opened[19], files[19], 0, 1000, 500);
  assert.equal(files[19].sync.length, 1);
  read(opened[0], files[0], 0, 1000, 500);
  assert.equal(files[0].sync.length, 2);
});

/** Converts with media, reading through the browser's inputs or by `open`. */
async function convert(input, open, readAhead) {
  const environment = {
    openInput: open,
    openOutput: async () => outputToBlob(),
    createScratch: () => new ScratchStore({ readAt: assert.fail, writeAt: assert.fail }).create(),
    readAhead,
    breathe: async () => {},
    close() {},
  };
  const job = {
    kind: 'convert', input: [{ name: 'in.zip', data: input }], limits: {}, from: 'coco', to: 'datumaro', importOptions: {},
    exportOptions: { 'save-media': 'true' }, zipLevel: 0, target: { kind: 'blob' },
  };
  const { blob } = await runJob(await loadCore(), environment, job, { onProgress() {}, isCancelled: () => false });
  return Buffer.from(await blob.arrayBuffer());
}

function dataset(images, perImage) {
  const files = { [annotationPath]: cocoJson({ images, perImage }) };
  for (let id = 1; id <= images; ++id) files[`images/train/${id}.png`] = Buffer.alloc(2000, id);
  return zip(files, { stored: true });
}

test('the core says what it wants once for annotations and once for all images, and nothing of small files', async () => {
  for (const { images, perImage, count } of [{ images: 2000, perImage: 8, count: 2 }, { images: 20, perImage: 8, count: 0 }]) {
    const wanted = [];
    const bytes = dataset(images, perImage);
    await convert(bytes, (data) => {
      const input = new MemoryInput(data);
      return { size: input.size, read: (...words) => input.read(...words), want: (offset, size) => wanted.push([offset, offset + size]) };
    });
    assert.equal(wanted.length, count, JSON.stringify(wanted));
    if (count === 0) continue;
    const [annotations, media] = wanted;
    const firstImage = bytes.indexOf('images/train/1.png') - 30;
    assert.ok(annotations[0] < 2 * kMiB && annotations[1] === firstImage);
    assert.ok(media[0] >= firstImage && media[0] < firstImage + kPiece, 'all but what was read with the annotations');
    assert.equal(media[1], bytes.indexOf('PK\x01\x02', firstImage, 'latin1'));
  }
});

test('a conversion through them gives the same bytes with few synchronous reads', async () => {
  const bytes = dataset(8000, 8);
  const file = new CountedFile(bytes.length);
  file.bytesOf = ({ start, end }) => Uint8Array.from(bytes.subarray(start, end)).buffer;
  const through = await convert(file, (data) => inputs.open(data), () => inputs.readAhead());
  assert.ok(through.equals(await convert(bytes, (data) => new MemoryInput(data))));
  assert.ok(file.sync.length <= 16, `${file.sync.length} reads of 8,001 entries`);
  assert.ok(lengthOf(file.async) > bytes.length / 2);
  assert.ok(lengthOf(file.async) + lengthOf(file.sync) < 1.05 * bytes.length, 'hardly anything is read twice');
});

/** As a Blob that is read whole. */
function smallFiles(count, size) {
  return Array.from({ length: count }, (_, index) => {
    const file = new CountedFile(size, index * 1000);
    file.arrayBuffer = () => file.read(file.slice(0, size));
    return file;
  });
}

/** Reads files whole, in steps of 4 MiB. */
async function readFilesInSteps(opened, files) {
  let read = Infinity;
  for (const [index, file] of files.entries()) {
    if (read >= 4 * kMiB) {
      await inputs.readAhead();
      read = 0;
    }
    readWhole(opened[index], file);
    read += file.size;
  }
}

function readWhole(input, file) {
  read(input, file, 0, file.size, 64 << 10);
}

test('small files are read many at a time, each once, before their turn comes', async () => {
  const files = smallFiles(500, 100_000);
  const opened = files.map((file) => inputs.open(file));
  for (const input of opened) input.wantWhole();
  await readFilesInSteps(opened, files);
  assert.ok(files.every((file) => file.sync.length === 0 && file.async.length === 1));
  assert.equal(CountedFile.most, 32);
});

test('of small files no more than 16 MiB are ahead, and what was passed is given up', async () => {
  const files = smallFiles(100, kMiB);
  const opened = files.map((file) => inputs.open(file));
  for (const input of opened) input.wantWhole();
  await inputs.readAhead();
  const begun = () => files.filter((file) => file.async.length > 0).length;
  assert.equal(begun(), 16);
  readWhole(opened[0], files[0]);
  readWhole(opened[3], files[3]);
  await inputs.readAhead();
  assert.equal(begun(), 19);
  readWhole(opened[2], files[2]);
  assert.equal(files[2].sync.length > 0, true, 'it was given up');
  readWhole(opened[3], files[3]);
  assert.deepEqual([files[3].sync.length, files[3].async.length], [0, 1]);
});

test('only as many small files are waited for as the next step needs', async () => {
  const files = smallFiles(20, kMiB);
  const opened = files.map((file) => inputs.open(file));
  const finish = [];
  for (const file of files) file.read = (slice) => new Promise((resolve) => finish.push(() => resolve(file.bytesOf(slice))));
  for (const input of opened) input.wantWhole();
  const waiting = inputs.readAhead();
  assert.equal(finish.length, 16);
  for (let index = 0; index < 5; ++index) finish[index](); // and one more, since none was reached before
  await waiting;
  for (let index = 0; index < 4; ++index) readWhole(opened[index], files[index]);
  assert.ok(files.every((file) => file.sync.length === 0));
});

test('a small file that was passed may be wanted again', async () => {
  const files = smallFiles(3, 1000);
  const opened = files.map((file) => inputs.open(file));
  for (let round = 0; round < 2; ++round) {
    for (const input of opened) input.wantWhole();
    await inputs.readAhead();
    files.forEach((file, index) => readWhole(opened[index], file));
  }
  assert.deepEqual(files.map((file) => [file.sync.length, file.async.length]), [[0, 2], [0, 2], [0, 2]]);
});

test('a small file that cannot be read ahead is read, or told of, in its turn', async () => {
  const files = smallFiles(3, 1000);
  const opened = files.map((file) => inputs.open(file));
  files[1].bad = 500;
  for (const input of opened) input.wantWhole();
  await inputs.readAhead();
  readWhole(opened[0], files[0]);
  assert.throws(() => opened[1].read(0, new Uint8Array(1000)), { name: 'NotReadableError' });
  files[1].bad = Infinity;
  readWhole(opened[1], files[1]);
  readWhole(opened[2], files[2]);
  assert.deepEqual([files[0].sync.length, files[2].sync.length], [0, 0]);
});
