// Bytes that the caller holds in memory.

import type { InputFile } from './host.js';

export class MemoryInput implements InputFile {
  constructor(private readonly bytes: Uint8Array) {}

  get size(): number {
    return this.bytes.length;
  }

  read(offset: number, into: Uint8Array): void {
    into.set(this.bytes.subarray(offset, offset + into.length));
  }
}
