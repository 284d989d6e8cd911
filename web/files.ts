// From what was dropped or picked to the package's input.

import type { Input } from 'dropset';
import type { Dataset } from './state.js';
import { count } from './words.js';

/** A file with its path in the drop; a dropped folder's name is the first part of it. */
interface Part {
  path: string;
  file: File;
}

interface Drop {
  parts: Part[];
  folders: string[];
}

/** From a file input, or from one that picks folders. Undefined if nothing was chosen. */
export function fromPicker(files: FileList): Dataset | undefined {
  return assemble({ parts: [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })), folders: [] });
}

/** From a drop, undefined if there was no file in it: must be called within the event, since the entries are gone after it. */
export function fromDrop(transfer: DataTransfer): Promise<Dataset | undefined> {
  const roots = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return walk(roots).then(assemble);
}

async function walk(roots: { entry: FileSystemEntry | null; file: File | null }[]): Promise<Drop> {
  const drop: Drop = { parts: [], folders: [] };
  for (const { entry, file } of roots) {
    if (entry?.isDirectory) await walkFolder(entry as FileSystemDirectoryEntry, drop);
    else if (file) drop.parts.push({ path: file.name, file });
  }
  return drop;
}

async function walkFolder(root: FileSystemDirectoryEntry, drop: Drop): Promise<void> {
  const waiting = [root];
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    drop.folders.push(pathOf(folder));
    const reader = folder.createReader();
    // A reader gives its entries in batches, an empty one at the end.
    for (let batch = await readBatch(reader); batch.length > 0; batch = await readBatch(reader)) {
      const files = batch.filter((entry): entry is FileSystemFileEntry => entry.isFile);
      drop.parts.push(...(await Promise.all(files.map(async (entry) => ({ path: pathOf(entry), file: await fileOf(entry) })))));
      waiting.push(...batch.filter((entry): entry is FileSystemDirectoryEntry => entry.isDirectory));
    }
  }
}

function pathOf(entry: FileSystemEntry): string {
  return entry.fullPath.replace(/^\/+/, '');
}

function readBatch(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

// An archive is an input of its own; so is a single file, of which the package sees what it is. Everything else forms one folder.
function assemble({ parts, folders }: Drop): Dataset | undefined {
  if (parts.length === 0) return undefined;
  const archives = parts.filter(({ path }) => !path.includes('/') && (parts.length === 1 || /\.zip$/i.test(path)));
  const tree = parts.filter((part) => !archives.includes(part));
  const roots = [...new Set(parts.map(({ path }) => path.split('/', 1)[0]!))];
  const input: Input = archives.map(({ file }) => file);
  if (tree.length > 0) input.push(folderInput(roots, tree, folders));
  const name = roots.length === 1 ? roots[0]! : `${roots[0]} and ${count(roots.length - 1)} more`;
  return { input, name, bytes: parts.reduce((sum, { file }) => sum + file.size, 0), files: parts.length };
}

// One folder is the dataset itself; several folders and files lie in it.
function folderInput(roots: string[], tree: Part[], folders: string[]) {
  const single = roots.length === 1 && tree.every(({ path }) => path.includes('/'));
  const skip = single ? roots[0]!.length + 1 : 0;
  return {
    name: single ? roots[0]! : 'dropped files',
    files: tree.map(({ path, file }) => ({ path: path.slice(skip), data: file })),
    folders: folders.map((path) => path.slice(skip)).filter((path) => path !== ''),
  };
}
