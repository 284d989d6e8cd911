// Files of the browser as the core reads them: synchronously, in windows, since one call of FileReaderSync costs 0.8 ms.

import type { InputFile } from './host.js';

const kSmallest = 256 << 10;
const kLargest = 8 << 20;
const kWindows = 4;

interface Window {
  start: number;
  bytes: Uint8Array;
}

const reader = new FileReaderSync();

export function readBlob(blob: Blob): Uint8Array {
  return new Uint8Array(reader.readAsArrayBuffer(blob));
}

/** Windows grow while reads go forward, and start small where they jump. The least recently used one is given up. */
export class BlobInput implements InputFile {
  #windows: Window[] = [];

  constructor(private readonly blob: Blob) {}

  get size(): number {
    return this.blob.size;
  }

  read(offset: number, into: Uint8Array): void {
    for (let done = 0; done < into.length; ) {
      const { start, bytes } = this.#windowAt(offset + done, into.length - done);
      const piece = bytes.subarray(offset + done - start, offset + into.length - start);
      into.set(piece, done);
      done += piece.length;
    }
  }

  #windowAt(offset: number, wanted: number): Window {
    const index = this.#windows.findIndex(({ start, bytes }) => offset >= start && offset < start + bytes.length);
    const window = index < 0 ? this.#load(offset, wanted) : this.#windows.splice(index, 1)[0]!;
    this.#windows.unshift(window);
    return window;
  }

  #load(offset: number, wanted: number): Window {
    const before = this.#windows.find(({ start, bytes }) => offset >= start && offset <= start + 2 * bytes.length);
    const length = Math.min(Math.max(before ? 2 * before.bytes.length : kSmallest, wanted), kLargest);
    if (this.#windows.length === kWindows) this.#windows.pop();
    const bytes = readBlob(this.blob.slice(offset, offset + length));
    if (bytes.length === 0) throw new Error('a read beyond the end of the file');
    return { start: offset, bytes };
  }
}
