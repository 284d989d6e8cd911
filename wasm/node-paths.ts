// Where an output lies until it is whole, and how it gets its name then.

import * as fs from 'node:fs';
import * as path from 'node:path';

import type { KeyFile } from './protocol.js';
import { DropsetError } from './types.js';

export const partialMark = '.dropset-partial-';

let count = 0;

/** A name beside `target` that nothing else uses: hidden, and telling whose it is. */
export function partialName(target: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}${partialMark}${process.pid}-${++count}`);
}

const kKeyFile = 'secret_key.txt';

export interface Destination {
  kind: 'file' | 'folder';
  /** Where to write. */
  partial: string;
  /** Where a key goes that is to be saved. */
  key: KeyFile;
  /** Gives it its name. */
  commit(): void;
  /** Removes what was written. Safe at any time. */
  discard(): void;
}

/** Checks that `target` may be written. A path that ends in .zip is an archive, any other a folder. */
export function openDestination(target: string, overwrite: boolean): Destination {
  const full = path.resolve(target);
  if (!statOf(path.dirname(full))?.isDirectory()) throw new DropsetError('not-found', target, 'the folder that it is to lie in does not exist');
  const kind = isArchive(full) ? 'file' : 'folder';
  checkTarget(target, kind, overwrite);
  removeStale(full);
  // A folder that exists may be a mount point or the current one: it is filled, not replaced.
  const isFilled = kind === 'folder' && statOf(full) !== undefined;
  const partial = isFilled ? path.join(full, path.basename(partialName(full))) : partialName(full);
  const key = { partial: `${partial}.key`, target: keyFileOf(full) };
  return {
    kind,
    partial,
    key,
    commit() {
      checkTarget(target, kind, overwrite, isFilled ? path.basename(partial) : undefined);
      // The key comes first: without it the rest is of no use.
      if (kind === 'folder' && !isFilled) moveKey(key.partial, path.join(partial, kKeyFile));
      else moveKey(key.partial, key.target);
      if (isFilled) moveInto(partial, full);
      else fs.renameSync(partial, full);
    },
    discard() {
      for (const written of [partial, key.partial]) fs.rmSync(written, { recursive: true, force: true });
    },
  };
}

/** Beside an archive, in a folder. */
export function keyFileOf(target: string): string {
  return path.join(isArchive(target) ? path.dirname(target) : target, kKeyFile);
}

function isArchive(target: string): boolean {
  return /\.zip$/i.test(target);
}

/** Fails where another key lies at `target`: what was encrypted with it would be lost. */
export function checkKeyFile(target: string, secretKey: string): void {
  if (!statOf(target) || fs.readFileSync(target, 'utf8').trim() === secretKey) return;
  throw new DropsetError('usage', target, 'holds another key, which is not overwritten: move it away, or encrypt with that key');
}

function moveKey(partial: string, target: string): void {
  if (!statOf(partial)) return;
  const secretKey = fs.readFileSync(partial, 'utf8');
  checkKeyFile(target, secretKey);
  if (!statOf(target)) fs.writeFileSync(target, secretKey, { flag: 'wx', mode: 0o600 });
  fs.rmSync(partial);
}

function checkTarget(target: string, kind: 'file' | 'folder', overwrite: boolean, ignored?: string): void {
  const stat = statOf(target);
  if (!stat) return;
  if (kind === 'folder' && !stat.isDirectory()) throw new DropsetError('usage', target, 'is a file; an archive needs a name that ends in .zip');
  if (kind === 'file' && stat.isDirectory()) throw new DropsetError('usage', target, 'is a folder');
  if (overwrite) return;
  const isEmpty = kind === 'folder' && fs.readdirSync(target).every((name) => name === ignored || name.includes(partialMark));
  if (!isEmpty) throw new DropsetError('usage', target, 'exists already, and overwriting was not asked for (--overwrite)');
}

// Files of the same name are replaced, others stay.
function moveInto(from: string, to: string): void {
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory() && statOf(target)?.isDirectory()) moveInto(source, target);
    else fs.renameSync(source, target);
  }
  fs.rmdirSync(from);
}

// What a process left that was killed while it wrote the same output.
function removeStale(full: string): void {
  const parent = path.dirname(full);
  const prefix = `.${path.basename(full)}${partialMark}`;
  for (const folder of [parent, ...(statOf(full)?.isDirectory() ? [full] : [])]) {
    for (const name of fs.readdirSync(folder)) {
      if (!name.startsWith(prefix)) continue;
      const pid = Number.parseInt(name.slice(prefix.length), 10);
      if (pid > 0 && !isAlive(pid)) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

export function statOf(name: string): fs.Stats | undefined {
  return fs.statSync(name, { throwIfNoEntry: false });
}
