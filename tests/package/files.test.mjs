// The files that the workers keep themselves: scratch in extents, output in parts of a Blob.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BlobFile } from '../../dist/blob-file.js';
import { ScratchStore } from '../../dist/scratch.js';

const kMiB = 1 << 20;

/** Deterministic bytes, different at every place and for every seed. */
function pattern(length, seed) {
  const bytes = new Uint8Array(length);
  for (let index = 0, state = seed * 2654435761; index < length; ++index) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** A medium in memory that notes how far it was written. */
function memoryMedium(size) {
  const bytes = new Uint8Array(size);
  let end = 0;
  return {
    get end() {
      return end;
    },
    readAt: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)),
    writeAt: (offset, data) => {
      assert.ok(offset + data.length <= size);
      bytes.set(data, offset);
      end = Math.max(end, offset + data.length);
    },
  };
}

function readBack(file, offset, length) {
  const bytes = new Uint8Array(length);
  file.read(offset, bytes);
  return bytes;
}

test('scratch files that grow in turns keep their own bytes', () => {
  const store = new ScratchStore(memoryMedium(16 * kMiB));
  const contents = [1, 2, 3].map((seed) => pattern(3 * kMiB + seed, seed));
  const files = contents.map(() => store.create());
  for (let at = 0; at < 4 * kMiB; at += 300_001) {
    files.forEach((file, index) => file.write(contents[index].subarray(at, at + 300_001)));
  }
  files.forEach((file, index) => {
    assert.deepEqual(readBack(file, 0, contents[index].length), contents[index]);
    assert.deepEqual(readBack(file, kMiB - 5, 2 * kMiB), contents[index].subarray(kMiB - 5, 3 * kMiB - 5));
  });
});

test('a patch of scratch reaches over the end of an extent', () => {
  const store = new ScratchStore(memoryMedium(8 * kMiB));
  const file = store.create();
  const content = pattern(2 * kMiB, 1);
  file.write(content);
  const patch = pattern(100, 2);
  file.patch(kMiB - 50, patch);
  content.set(patch, kMiB - 50);
  assert.deepEqual(readBack(file, 0, content.length), content);
});

test('what a released scratch file took is used again', () => {
  const medium = memoryMedium(3 * kMiB);
  const store = new ScratchStore(medium);
  for (let round = 1; round <= 10; ++round) {
    const file = store.create();
    const content = pattern(2 * kMiB + 1, round);
    file.write(content);
    assert.deepEqual(readBack(file, 0, content.length), content);
    file.release();
  }
  assert.ok(medium.end <= 3 * kMiB);
});

test('a read beyond the end of scratch fails', () => {
  const file = new ScratchStore(memoryMedium(4 * kMiB)).create();
  file.write(new Uint8Array(10));
  assert.throws(() => file.read(2 * kMiB, new Uint8Array(1)), /beyond the end/);
});

test('patches of a Blob, old and recent, over the ends of parts', async () => {
  const file = new BlobFile();
  const content = pattern(11 * kMiB, 1);
  let written = 0;
  const writeTo = (end) => {
    for (; written < end; written += 700_000) file.write(content.subarray(written, Math.min(written + 700_000, end)));
    written = end;
  };
  const patches = [
    [0, 30],
    [4 * kMiB - 10, 20],
    [8 * kMiB - 3, 7],
    [2 * kMiB, 1000],
    [2 * kMiB + 500, 1000],
    [4 * kMiB - 15, 30],
    [9 * kMiB, 5],
  ];
  writeTo(9 * kMiB + 5);
  patches.forEach(([offset, length], index) => {
    const bytes = pattern(length, index + 10);
    file.patch(offset, bytes);
    content.set(bytes, offset);
  });
  writeTo(content.length);
  assert.equal(file.size, content.length);
  const slice = new Uint8Array(await file.slice(4 * kMiB - 20, 5 * kMiB).arrayBuffer());
  assert.deepEqual(slice, content.subarray(4 * kMiB - 20, 9 * kMiB - 20));
  const atEnd = new Uint8Array(await file.slice(content.length - 10, 10).arrayBuffer());
  assert.deepEqual(atEnd, content.subarray(content.length - 10));
  file.close();
  assert.deepEqual(new Uint8Array(await file.blob('application/zip').arrayBuffer()), content);
});
