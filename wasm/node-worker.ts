// Node's worker thread.

import * as fs from 'node:fs';
import * as path from 'node:path';
import { parentPort } from 'node:worker_threads';

import { outputToBlob } from './blob-file.js';
import type { Environment, Output } from './engine.js';
import type { InputFile, ScratchFile } from './host.js';
import { instantiate } from './instance.js';
import { MemoryInput } from './memory-input.js';
import { DiskFile, DiskFolder, InputFiles, listFolder, TemporaryFile } from './node-files.js';
import { nodeHelpers } from './node-helper.js';
import { checkKeyFile } from './node-paths.js';
import type { FileData, InputPart, KeyFile, Target } from './protocol.js';
import { ScratchStore } from './scratch.js';
import { serve } from './serve.js';
import type { ReportLine } from './types.js';

class NodeEnvironment implements Environment {
  readonly #inputs = new InputFiles();
  #scratch: { file: TemporaryFile; store: ScratchStore } | undefined;

  readonly helpers;

  constructor(
    private readonly scratchName: string,
    wasm: WebAssembly.Module,
  ) {
    this.helpers = nodeHelpers(wasm);
  }

  listFolder(given: InputPart): { part: InputPart; omitted: ReportLine[] } {
    if (!('data' in given) || typeof given.data !== 'string' || !fs.statSync(given.data).isDirectory()) return { part: given, omitted: [] };
    const root = given.data;
    const { files, folders, links } = listFolder(root);
    const part = { name: given.name, files: files.map((name) => ({ path: name, data: path.join(root, name) })), folders };
    if (links.length === 0) return { part, omitted: [] };
    const line: ReportLine = {
      code: 'link-ignored',
      severity: 'warning',
      format: '',
      message: 'symbolic links were not followed',
      example: links[0]!,
      option: '',
      count: links.length,
    };
    return { part, omitted: [line] };
  }

  openInput(data: FileData): InputFile {
    if (data instanceof Blob) throw new Error('a Blob was not read before it was sent');
    return typeof data === 'string' ? this.#inputs.file(data) : new MemoryInput(data);
  }

  async openOutput(target: Target): Promise<Output> {
    switch (target.kind) {
      case 'file':
        return { ...outputToFile(new DiskFile(target.path)), ...keepKeyIn(target.key) };
      case 'folder':
        return { ...outputToFolder(new DiskFolder(target.path)), ...keepKeyIn(target.key) };
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

  // Not by a MessageChannel: Node takes up to a thousand messages of one port before it looks at another.
  breathe(): Promise<void> {
    return new Promise(setImmediate);
  }

  close(): void {
    this.#inputs.close();
    this.#scratch?.file.close();
  }
}

function outputToFile(file: DiskFile): Output {
  return { file, finish: async () => ({ bytes: file.size }), abandon: async () => file.close() };
}

function outputToFolder(folder: DiskFolder): Output {
  return { folder, finish: async () => ({ bytes: folder.size }), abandon: async () => {} };
}

function keepKeyIn(file: KeyFile | undefined): Pick<Output, 'keepKey'> {
  if (!file) return {};
  return {
    keepKey(secretKey) {
      checkKeyFile(file.target, secretKey);
      fs.writeFileSync(file.partial, secretKey, { flag: 'wx', mode: 0o600 });
    },
  };
}

const port = parentPort!;
const take = serve(
  (reply, transfer) => port.postMessage(reply, transfer),
  async ({ wasm, scratch }) => {
    if (!scratch) throw new Error('a place for scratch is missing');
    return { core: await instantiate(wasm), environment: new NodeEnvironment(scratch, wasm) };
  },
);
port.on('message', take);
