// Files of the browser as the core reads them: synchronously, in windows, since one call of FileReaderSync costs 0.8 ms.

import type { InputFile } from './host.js';

const kSmallest = 256 << 10;
const kLargest = 8 << 20;
const kWindows = 4;
const kAhead = 2;
// What one step may read, about.
const kStep = 8 << 20;

interface Window {
  start: number;
  bytes: Uint8Array;
}

interface Ahead {
  start: number;
  length: number;
  reading: Promise<void>;
  bytes?: Uint8Array;
}

const reader = new FileReaderSync();

export function readBlob(blob: Blob): Uint8Array {
  return new Uint8Array(reader.readAsArrayBuffer(blob));
}

/**
 * Windows grow while reads go forward, and start small where they jump; the least recently used one is given up. Once they have
 * grown, the next ones are read ahead, which is two to three times as fast as reading when they are needed.
 */
export class BlobInput implements InputFile {
  #windows: Window[] = [];
  #ahead: Ahead[] = [];
  #position = 0;

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
    this.#position = offset + into.length;
  }

  /** To be called between steps. Waits only for what the next step will need. */
  async readAhead(): Promise<void> {
    const latest = this.#windows[0];
    if (!latest || latest.bytes.length < kLargest) return;
    let end = latest.start + latest.bytes.length;
    this.#ahead = this.#ahead.filter(({ start }) => start >= end);
    if (this.#ahead[0] && this.#ahead[0].start !== end) this.#ahead = [];
    for (const { start, length } of this.#ahead) end = start + length;
    for (; this.#ahead.length < kAhead && end < this.blob.size; end += kLargest) this.#ahead.push(this.#begin(end));
    if (this.#ahead[0] && this.#ahead[0].start < this.#position + kStep) await this.#ahead[0].reading;
  }

  #begin(start: number): Ahead {
    const slice = this.blob.slice(start, start + kLargest);
    // A failure is met again, and told, by the read that needs these bytes.
    const reading = slice.arrayBuffer().then((buffer) => void (ahead.bytes = new Uint8Array(buffer))).catch(() => {});
    const ahead: Ahead = { start, length: slice.size, reading };
    return ahead;
  }

  #windowAt(offset: number, wanted: number): Window {
    const index = this.#windows.findIndex(({ start, bytes }) => offset >= start && offset < start + bytes.length);
    const window = index < 0 ? this.#load(offset, wanted) : this.#windows.splice(index, 1)[0]!;
    this.#windows.unshift(window);
    return window;
  }

  #load(offset: number, wanted: number): Window {
    const before = this.#windows.find(({ start, bytes }) => offset >= start && offset <= start + 2 * bytes.length);
    if (this.#windows.length === kWindows) this.#windows.pop();
    const ahead = this.#ahead.find(({ start, length, bytes }) => bytes && offset >= start && offset < start + length);
    if (ahead) return { start: ahead.start, bytes: ahead.bytes! };
    const length = Math.min(Math.max(before ? 2 * before.bytes.length : kSmallest, wanted), kLargest);
    const bytes = readBlob(this.blob.slice(offset, offset + length));
    if (bytes.length === 0) throw new Error('a read beyond the end of the file');
    return { start: offset, bytes };
  }
}
