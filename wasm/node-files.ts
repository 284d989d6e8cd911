// Files and folders of Node, read and written synchronously, straight from and into the core's memory.

import * as fs from 'node:fs';
import * as path from 'node:path';

import type { InputFile, OutputFile, OutputFolder } from './host.js';
import { partialMark } from './node-paths.js';
import type { RandomAccess } from './scratch.js';

export function readAll(fd: number, offset: number, into: Uint8Array): void {
  for (let done = 0; done < into.length; ) {
    const read = fs.readSync(fd, into, done, into.length - done, offset + done);
    if (read === 0) throw new Error('the file was cut while it was read');
    done += read;
  }
}

export function writeAll(fd: number, offset: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += fs.writeSync(fd, bytes, done, bytes.length - done, offset + done);
}

// More members of a folder than may be open at once.
const kOpenFiles = 64;

/** Opens files when they are read, and closes those that were not read for the longest time. */
export class InputFiles {
  readonly #open = new Map<string, number>();

  file(name: string): InputFile {
    const { size } = fs.statSync(name);
    return { size, read: (offset, into) => readAll(this.#descriptor(name), offset, into) };
  }

  close(): void {
    for (const fd of this.#open.values()) fs.closeSync(fd);
    this.#open.clear();
  }

  #descriptor(name: string): number {
    const open = this.#open.get(name);
    const fd = open ?? fs.openSync(name, 'r');
    if (open === undefined && this.#open.size === kOpenFiles) {
      const [oldest, oldestFd] = this.#open.entries().next().value!;
      fs.closeSync(oldestFd);
      this.#open.delete(oldest);
    }
    this.#open.delete(name);
    this.#open.set(name, fd);
    return fd;
  }
}

/** What lies in a folder; names are relative, with `/`. Links could lead out of it and are not followed. */
export interface Listing {
  files: string[];
  folders: string[];
  links: string[];
}

export function listFolder(root: string): Listing {
  const listing: Listing = { files: [], folders: [], links: [] };
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.includes(partialMark)) continue;
      if (entry.isFile()) listing.files.push(name);
      else if (entry.isSymbolicLink()) listing.links.push(name);
      else if (entry.isDirectory()) {
        listing.folders.push(name);
        pending.push(name);
      }
    }
  }
  return listing;
}

export class DiskFile implements OutputFile {
  readonly #fd: number;
  #open = true;

  constructor(
    name: string,
    private readonly onGrowth: (bytes: number) => void = () => {},
  ) {
    this.#fd = fs.openSync(name, 'wx');
  }

  size = 0;

  write(bytes: Uint8Array): void {
    writeAll(this.#fd, this.size, bytes);
    this.size += bytes.length;
    this.onGrowth(bytes.length);
  }

  patch(offset: number, bytes: Uint8Array): void {
    writeAll(this.#fd, offset, bytes);
  }

  close(): void {
    if (this.#open) fs.closeSync(this.#fd);
    this.#open = false;
  }

  /** As `close`: what was abandoned is removed with its folder. */
  release(): void {
    this.close();
  }
}

/** Writes below `root`, which it makes. */
export class DiskFolder implements OutputFolder {
  readonly #made = new Set<string>();
  size = 0;

  constructor(private readonly root: string) {
    fs.mkdirSync(root);
  }

  createFile(name: string): OutputFile {
    this.createFolder(path.posix.dirname(name));
    return new DiskFile(this.#inside(name), (bytes) => (this.size += bytes));
  }

  createFolder(name: string): void {
    if (this.#made.has(name)) return;
    fs.mkdirSync(this.#inside(name), { recursive: true });
    this.#made.add(name);
  }

  // The core makes relative, normalised names only; this is the last line of defence.
  #inside(name: string): string {
    const full = path.resolve(this.root, name);
    const root = path.resolve(this.root);
    if (full !== root && !full.startsWith(root + path.sep)) throw new Error(`"${name}" leads out of the output folder`);
    return full;
  }
}

/** A file without a name: gone with the process, whatever happens. */
export class TemporaryFile implements RandomAccess {
  readonly #fd: number;

  constructor(name: string) {
    this.#fd = fs.openSync(name, 'wx+');
    fs.unlinkSync(name);
  }

  readAt(offset: number, into: Uint8Array): void {
    readAll(this.#fd, offset, into);
  }

  writeAt(offset: number, bytes: Uint8Array): void {
    writeAll(this.#fd, offset, bytes);
  }

  close(): void {
    fs.closeSync(this.#fd);
  }
}
