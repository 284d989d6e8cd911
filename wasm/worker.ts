// The browser's worker.

import { BlobInputs } from './browser-input.js';
import { outputToBlob } from './blob-file.js';
import { BlobScratch, outputToHandle, outputToPrivateFile, PrivateFile } from './browser-output.js';
import type { Environment, Output } from './engine.js';
import type { InputFile, ScratchFile } from './host.js';
import { instantiate } from './instance.js';
import { MemoryInput } from './memory-input.js';
import type { HelperThread } from './piece-helpers.js';
import type { FileData, HelperOrder, Target } from './protocol.js';
import { ScratchStore } from './scratch.js';
import { serve } from './serve.js';

/** `scratch`: opened ahead, since that cannot be done while the core works. */
class BrowserEnvironment implements Environment {
  readonly #store: ScratchStore | undefined;
  readonly #blobs = new BlobInputs();
  readonly #channel = new MessageChannel();

  constructor(
    private readonly wasm: WebAssembly.Module,
    private readonly directory: FileSystemDirectoryHandle | undefined,
    private readonly scratch: PrivateFile | undefined,
  ) {
    this.#store = scratch && new ScratchStore(scratch);
  }

  readonly helpers = { most: (navigator.hardwareConcurrency || 1) - 1, start: () => startHelper(this.wasm) };

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

  // A timer would cost 4 ms.
  breathe(): Promise<void> {
    return new Promise((resolve) => {
      this.#channel.port1.onmessage = () => resolve();
      this.#channel.port2.postMessage(null);
    });
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

// This script again, so that nothing else has to be found. It is under the policy that came with it alone, unless it starts from a
// blob: if this thread does, the page wants its own policy to hold, which a blob inherits.
function startHelper(wasm: WebAssembly.Module): HelperThread {
  const blob = new Blob([`import ${JSON.stringify(import.meta.url)};`], { type: 'text/javascript' });
  const script = location.protocol === 'blob:' ? URL.createObjectURL(blob) : location.href;
  const worker = new Worker(script, { type: 'module' });
  worker.postMessage({ type: 'help', wasm } satisfies HelperOrder);
  return {
    post: (order, transfer) => worker.postMessage(order, transfer),
    listen(onReply, onDeath) {
      worker.onmessage = ({ data }) => onReply(data);
      worker.onerror = (event) => {
        event.preventDefault();
        onDeath();
      };
    },
    end: () => worker.terminate(),
  };
}

const take = serve(
  (reply, transfer) => postMessage(reply, { transfer: transfer ?? [] }),
  async ({ wasm, scratch }) => {
    const at = scratch?.lastIndexOf('/') ?? -1;
    const directory = await openDirectory(scratch?.slice(0, at));
    const file = directory && scratch ? await openPrivateFile(directory, scratch.slice(at + 1)) : undefined;
    return { core: await instantiate(wasm), environment: new BrowserEnvironment(wasm, directory, file) };
  },
);
onmessage = ({ data }) => take(data);
