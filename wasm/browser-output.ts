// Where the browser's worker writes: its private file system where there is one, a file that the user picked, or Blob parts.

import { BlobFile, kZipType } from './blob-file.js';
import { readBlob } from './browser-input.js';
import type { Output } from './engine.js';
import type { OutputFile, ScratchFile } from './host.js';
import type { RandomAccess } from './scratch.js';

// Bytes that may wait for a file that the user picked.
const kQueue = 32 << 20;

/** A file of the private file system. */
export class PrivateFile implements OutputFile, RandomAccess {
  size = 0;

  private constructor(
    private readonly handle: FileSystemFileHandle,
    private readonly access: FileSystemSyncAccessHandle,
  ) {}

  static async create(directory: FileSystemDirectoryHandle, name: string): Promise<PrivateFile> {
    const handle = await directory.getFileHandle(name, { create: true });
    return new PrivateFile(handle, await handle.createSyncAccessHandle());
  }

  write(bytes: Uint8Array): void {
    this.writeAt(this.size, bytes);
    this.size += bytes.length;
  }

  patch(offset: number, bytes: Uint8Array): void {
    this.writeAt(offset, bytes);
  }

  // A browser may write less than it was given where the quota ends.
  writeAt(at: number, bytes: Uint8Array): void {
    const written = this.access.write(bytes as Uint8Array<ArrayBuffer>, { at });
    if (written !== bytes.length) throw new DOMException('', 'QuotaExceededError');
  }

  readAt(at: number, into: Uint8Array): void {
    const read = this.access.read(into as Uint8Array<ArrayBuffer>, { at });
    if (read !== into.length) throw new Error('scratch is shorter than what was written');
  }

  close(): void {
    this.access.close();
  }

  file(): Promise<File> {
    return this.handle.getFile();
  }
}

export function outputToPrivateFile(file: PrivateFile): Output {
  return {
    file,
    finish: async () => ({ bytes: file.size, blob: (await file.file()).slice(0, file.size, kZipType) }),
    abandon: async () => file.close(),
  };
}

/** Writes are queued in order; the browser swaps the file in when it is closed, and drops it when it is aborted. */
export async function outputToHandle(handle: FileSystemFileHandle): Promise<Output> {
  const stream = await handle.createWritable();
  let size = 0;
  let waiting = 0;
  let tail: Promise<void> = Promise.resolve();
  const enqueue = (position: number, bytes: Uint8Array) => {
    const data = bytes.slice();
    waiting += data.length;
    tail = tail.then(() => stream.write({ type: 'write', position, data })).then(() => void (waiting -= data.length));
    tail.catch(() => {}); // it is seen by drain or finish
  };
  return {
    file: {
      write: (bytes) => {
        enqueue(size, bytes);
        size += bytes.length;
      },
      patch: enqueue,
      close: () => {},
    },
    drain: async () => {
      if (waiting > kQueue) await tail;
    },
    finish: async () => {
      await tail;
      await stream.close();
      return { bytes: size };
    },
    abandon: () => stream.abort().catch(() => {}),
  };
}

/** Scratch without a private file system. */
export class BlobScratch extends BlobFile implements ScratchFile {
  read(offset: number, into: Uint8Array): void {
    into.set(readBlob(this.slice(offset, into.length)));
  }

  release(): void {}
}
