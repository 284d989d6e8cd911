// The browser's worker.

import { BlobInputs } from './browser-input.js';
import { outputToBlob } from './blob-file.js';
import { BlobScratch, outputToHandle, outputToPrivateFile, PrivateFile } from './browser-output.js';
import type { Core } from './core.js';
import createCore from './dropset.js';
import type { Environment, Output } from './engine.js';
import type { InputFile, ScratchFile } from './host.js';
import { MemoryInput } from './memory-input.js';
import type { FileData, Target } from './protocol.js';
import { ScratchStore } from './scratch.js';
import { serve } from './serve.js';

/** `scratch`: opened ahead, since that cannot be done while the core works. */
class BrowserEnvironment implements Environment {
  readonly #store: ScratchStore | undefined;
  readonly #blobs = new BlobInputs();

  constructor(
    private readonly directory: FileSystemDirectoryHandle | undefined,
    private readonly scratch: PrivateFile | undefined,
  ) {
    this.#store = scratch && new ScratchStore(scratch);
  }

  openInput(data: FileData): InputFile {
    if (typeof data === 'string') throw new Error('a path can be read in Node only');
    return data instanceof Blob ? this.#blobs.open(data) : new MemoryInput(data);
  }

  async openOutput(target: Target): Promise<Output> {
    if (target.kind === 'handle') return outputToHandle(target.handle as FileSystemFileHandle);
    if (target.kind !== 'blob') throw new Error('a path can be written in Node only');
    const file = this.directory && target.file ? await openPrivateFile(this.directory, target.file) : undefined;
    return file ? outputToPrivateFile(file) : outputToBlob();
  }

  createScratch(): ScratchFile {
    return this.#store?.create() ?? new BlobScratch();
  }

  readAhead(): Promise<void> {
    return this.#blobs.readAhead();
  }

  close(): void {
    this.scratch?.close();
  }
}

// The private file system may be absent, forbidden (a private window) or without such handles: then Blobs serve.
async function openDirectory(path: string | undefined): Promise<FileSystemDirectoryHandle | undefined> {
  if (path === undefined) return undefined;
  try {
    let directory = await navigator.storage.getDirectory();
    for (const name of path.split('/')) directory = await directory.getDirectoryHandle(name, { create: true });
    return directory;
  } catch {
    return undefined;
  }
}

async function openPrivateFile(directory: FileSystemDirectoryHandle, name: string): Promise<PrivateFile | undefined> {
  try {
    return await PrivateFile.create(directory, name);
  } catch {
    return undefined;
  }
}

function loadCore(module: WebAssembly.Module): Promise<Core> {
  return createCore({
    instantiateWasm(imports, done) {
      void WebAssembly.instantiate(module, imports).then(done);
      return {};
    },
  });
}

const take = serve(
  (reply) => postMessage(reply),
  async ({ wasm, scratch }) => {
    if (!wasm) throw new Error('the module is missing');
    const at = scratch?.lastIndexOf('/') ?? -1;
    const directory = await openDirectory(scratch?.slice(0, at));
    const file = directory && scratch ? await openPrivateFile(directory, scratch.slice(at + 1)) : undefined;
    return { core: await loadCore(wasm), environment: new BrowserEnvironment(directory, file) };
  },
);
onmessage = ({ data }) => take(data);
