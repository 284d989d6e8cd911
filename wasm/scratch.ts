// Any number of scratch files in one file of the system: that one can be opened ahead of the work (in the browser opening is
// asynchronous) and vanishes as a whole.

import type { ScratchFile } from './host.js';

export interface RandomAccess {
  readAt(offset: number, into: Uint8Array): void;
  writeAt(offset: number, bytes: Uint8Array): void;
}

const kExtent = 1 << 20;

/** Storage in extents of 1 MiB; those of released files are used again. */
export class ScratchStore {
  readonly #free: number[] = [];
  #end = 0;

  constructor(private readonly medium: RandomAccess) {}

  create(): ScratchFile {
    return new ExtentFile(this.medium, () => this.#free.pop() ?? this.#end++, (extents) => this.#free.push(...extents));
  }
}

class ExtentFile implements ScratchFile {
  readonly #extents: number[] = [];
  #size = 0;

  constructor(
    private readonly medium: RandomAccess,
    private readonly take: () => number,
    private readonly giveBack: (extents: number[]) => void,
  ) {}

  write(bytes: Uint8Array): void {
    while (this.#extents.length * kExtent < this.#size + bytes.length) this.#extents.push(this.take());
    this.#forEachPiece(this.#size, bytes, (position, piece) => this.medium.writeAt(position, piece));
    this.#size += bytes.length;
  }

  patch(offset: number, bytes: Uint8Array): void {
    this.#forEachPiece(offset, bytes, (position, piece) => this.medium.writeAt(position, piece));
  }

  read(offset: number, into: Uint8Array): void {
    this.#forEachPiece(offset, into, (position, piece) => this.medium.readAt(position, piece));
  }

  close(): void {}

  release(): void {
    this.giveBack(this.#extents.splice(0));
  }

  // Neighbouring extents make one piece.
  #forEachPiece(offset: number, bytes: Uint8Array, use: (position: number, piece: Uint8Array) => void): void {
    let done = 0;
    while (done < bytes.length) {
      const at = offset + done;
      let index = Math.floor(at / kExtent);
      const extent = this.#extents[index];
      if (extent === undefined) throw new Error('a read beyond the end of a scratch file');
      const within = at - index * kExtent;
      let length = kExtent - within;
      for (let next = extent + 1; length < bytes.length - done && this.#extents[index + 1] === next; ++index, ++next) length += kExtent;
      length = Math.min(length, bytes.length - done);
      use(extent * kExtent + within, bytes.subarray(done, done + length));
      done += length;
    }
  }
}
