// The baseline of media: the bytes of a file through the package's own input and output, in the pieces that the core writes.
//
// usage: node copy.mjs DIST INPUT OUTPUT

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { costOf } from './measure.mjs';

const kWindow = 256 << 10; // kOutputPiece of src/base/limits.h

const [dist, from, to] = process.argv.slice(2);
const { DiskFile, InputFiles } = await import(pathToFileURL(resolve(dist, 'node-files.js')));
const cost = await costOf(() => {
  const inputs = new InputFiles();
  const input = inputs.file(from);
  const output = new DiskFile(to);
  const window = new Uint8Array(kWindow);
  for (let at = 0; at < input.size; at += kWindow) {
    const piece = window.subarray(0, Math.min(kWindow, input.size - at));
    input.read(at, piece);
    output.write(piece);
  }
  output.close();
  inputs.close();
});
console.log(JSON.stringify({ ...cost, processMemory: process.resourceUsage().maxRSS * 1024 }));
