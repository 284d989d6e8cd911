// A file that grows as parts of a Blob: where there is no file system to write to.

import type { Output } from './engine.js';
import type { OutputFile } from './host.js';

export const kZipType = 'application/zip';
const kPart = 4 << 20;

/** Full parts become Blobs, which the browser may keep on disk; the last one is memory. */
export class BlobFile implements OutputFile {
  #parts: { start: number; blob: Blob }[] = [];
  #buffer = new Uint8Array(kPart);
  #used = 0;
  #sealed = 0;

  get size(): number {
    return this.#sealed + this.#used;
  }

  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const piece = bytes.subarray(done, done + kPart - this.#used);
      this.#buffer.set(piece, this.#used);
      this.#used += piece.length;
      done += piece.length;
      if (this.#used === kPart) this.#seal();
    }
  }

  patch(offset: number, bytes: Uint8Array): void {
    const inParts = Math.max(0, Math.min(bytes.length, this.#sealed - offset));
    if (inParts > 0) this.#replace(offset, bytes.slice(0, inParts));
    if (inParts < bytes.length) this.#buffer.set(bytes.subarray(inParts), offset + inParts - this.#sealed);
  }

  close(): void {
    this.#seal();
    this.#buffer = new Uint8Array(0);
  }

  /** All that was written. */
  blob(type: string): Blob {
    const rest = this.#buffer.slice(0, this.#used);
    return new Blob([...this.#parts.map(({ blob }) => blob), rest], { type });
  }

  /** Those bytes; of no more parts than they lie in. */
  slice(offset: number, length: number): Blob {
    const end = Math.min(offset + length, this.#sealed);
    const pieces: BlobPart[] = [];
    for (let index = this.#find(offset); index < this.#parts.length; ++index) {
      const { start, blob } = this.#parts[index]!;
      if (start >= end) break;
      pieces.push(blob.slice(Math.max(0, offset - start), end - start));
    }
    const inBuffer = Math.max(0, offset - this.#sealed);
    if (offset + length > this.#sealed) pieces.push(this.#buffer.slice(inBuffer, offset + length - this.#sealed));
    return new Blob(pieces);
  }

  #seal(): void {
    if (this.#used === 0) return;
    this.#parts.push({ start: this.#sealed, blob: new Blob([this.#buffer.subarray(0, this.#used)]) });
    this.#sealed += this.#used;
    this.#used = 0;
  }

  // Cuts the parts around the range: a Blob cannot be changed, but its slices cost nothing.
  #replace(offset: number, bytes: Uint8Array<ArrayBuffer>): void {
    const end = offset + bytes.length;
    const first = this.#find(offset);
    let last = first;
    while (last + 1 < this.#parts.length && this.#parts[last + 1]!.start < end) ++last;
    const head = this.#parts[first]!;
    const tail = this.#parts[last]!;
    const made = [{ start: offset, blob: new Blob([bytes]) }];
    if (head.start < offset) made.unshift({ start: head.start, blob: head.blob.slice(0, offset - head.start) });
    if (tail.start + tail.blob.size > end) made.push({ start: end, blob: tail.blob.slice(end - tail.start) });
    this.#parts.splice(first, last - first + 1, ...made);
  }

  // The part that holds `offset`, by bisection.
  #find(offset: number): number {
    let low = 0;
    let high = this.#parts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.#parts[middle]!.start <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}

export function outputToBlob(): Output {
  const file = new BlobFile();
  return { file, finish: async () => ({ bytes: file.size, blob: file.blob(kZipType) }), abandon: async () => {} };
}
