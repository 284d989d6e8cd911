// What a page has to load before it can do anything.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';

import { root } from './support.mjs';

// Of a slow phone's connection (1.6 Mbit/s) this is two seconds. cmake/small.cmake says what is compiled for size, docs/performance.md
// what else was tried.
const kLargest = 450_000;

test('the module takes at most 450 KB on its way to a browser', () => {
  const size = brotliCompressSync(readFileSync(join(root, 'dist/dropset.wasm'))).length; // at quality 11, the default
  assert.ok(size <= kLargest, `${size} bytes of brotli: ${size - kLargest} too many`);
});
