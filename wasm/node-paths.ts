// Where an output lies until it is whole, and how it gets its name then.

import * as fs from 'node:fs';
import * as path from 'node:path';

import { DropsetError } from './types.js';

export const partialMark = '.dropset-partial-';

let count = 0;

/** A name beside `target` that nothing else uses: hidden, and telling whose it is. */
export function partialName(target: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}${partialMark}${process.pid}-${++count}`);
}

export interface Destination {
  kind: 'file' | 'folder';
  /** Where to write. */
  partial: string;
  /** Gives it its name. */
  commit(): void;
  /** Removes what was written. Safe at any time. */
  discard(): void;
}

/** Checks that `target` may be written. A path that ends in .zip is an archive, any other a folder. */
export function openDestination(target: string, overwrite: boolean): Destination {
  const full = path.resolve(target);
  if (!statOf(path.dirname(full))?.isDirectory()) throw new DropsetError('not-found', target, 'the folder that it is to lie in does not exist');
  const kind = /\.zip$/i.test(full) ? 'file' : 'folder';
  checkTarget(target, kind, overwrite);
  removeStale(full);
  // A folder that exists may be a mount point or the current one: it is filled, not replaced.
  const isFilled = kind === 'folder' && statOf(full) !== undefined;
  const partial = isFilled ? path.join(full, path.basename(partialName(full))) : partialName(full);
  return {
    kind,
    partial,
    commit() {
      checkTarget(target, kind, overwrite, isFilled ? path.basename(partial) : undefined);
      if (isFilled) moveInto(partial, full);
      else fs.renameSync(partial, full);
    },
    discard: () => fs.rmSync(partial, { recursive: true, force: true }),
  };
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
