// Node's worker thread.

import * as fs from 'node:fs';
import * as path from 'node:path';
import { parentPort } from 'node:worker_threads';

import { outputToBlob } from './blob-file.js';
import type { CoreSession } from './core.js';
import type { Environment, Output } from './engine.js';
import type { Host, ScratchFile } from './host.js';
import { MemoryInput } from './memory-input.js';
import { loadCore } from './node-core.js';
import { DiskFile, DiskFolder, InputFiles, listFolder, TemporaryFile } from './node-files.js';
import type { FileData, InputPart, Target } from './protocol.js';
import { ScratchStore } from './scratch.js';
import { serve } from './serve.js';
import type { ReportLine } from './types.js';

class NodeEnvironment implements Environment {
  readonly #inputs = new InputFiles();
  #scratch: { file: TemporaryFile; store: ScratchStore } | undefined;

  constructor(private readonly scratchName: string) {}

  addInput(session: CoreSession, host: Host, part: InputPart): ReportLine[] {
    if ('data' in part && typeof part.data === 'string' && fs.statSync(part.data).isDirectory()) {
      return this.#addFolder(session, host, part.name, part.data);
    }
    if ('data' in part) {
      const file = this.#open(part.data);
      session.addFile(part.name, host.add(file), file.size);
      return [];
    }
    session.addFolder(part.name);
    for (const { path, data } of part.files) {
      const file = this.#open(data);
      session.addMember(path, host.add(file), file.size);
    }
    for (const path of part.folders) session.addSubfolder(path);
    return [];
  }

  async openOutput(target: Target): Promise<Output> {
    switch (target.kind) {
      case 'file':
        return outputToFile(new DiskFile(target.path));
      case 'folder':
        return outputToFolder(new DiskFolder(target.path));
      case 'blob':
        return outputToBlob();
      case 'handle':
        throw new Error('a file handle can be written in the browser only');
    }
  }

  createScratch(): ScratchFile {
    if (!this.#scratch) {
      const file = new TemporaryFile(this.scratchName);
      this.#scratch = { file, store: new ScratchStore(file) };
    }
    return this.#scratch.store.create();
  }

  close(): void {
    this.#inputs.close();
    this.#scratch?.file.close();
  }

  #addFolder(session: CoreSession, host: Host, name: string, root: string): ReportLine[] {
    const { files, folders, links } = listFolder(root);
    session.addFolder(name);
    for (const member of files) {
      const file = this.#inputs.file(path.join(root, member));
      session.addMember(member, host.add(file), file.size);
    }
    for (const folder of folders) session.addSubfolder(folder);
    if (links.length === 0) return [];
    const message = 'symbolic links were not followed';
    return [{ code: 'link-ignored', severity: 'warning', format: '', message, example: links[0]!, option: '', count: links.length }];
  }

  #open(data: FileData) {
    if (data instanceof Blob) throw new Error('a Blob was not read before it was sent');
    return typeof data === 'string' ? this.#inputs.file(data) : new MemoryInput(data);
  }
}

function outputToFile(file: DiskFile): Output {
  return { file, finish: async () => ({ bytes: file.size }), abandon: async () => file.close() };
}

function outputToFolder(folder: DiskFolder): Output {
  return { folder, finish: async () => ({ bytes: folder.size }), abandon: async () => {} };
}

const port = parentPort!;
const take = serve(
  (reply) => port.postMessage(reply),
  async ({ scratch }) => {
    if (!scratch) throw new Error('a place for scratch is missing');
    return { core: await loadCore(), environment: new NodeEnvironment(scratch) };
  },
);
port.on('message', take);
