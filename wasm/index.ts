// The package in browsers and for bundlers. Nothing here touches the page when it is imported.

import { runInThread } from './client.js';
import type { RunOptions, Thread } from './client.js';
import { convertJob, detectJob, infoJob, suggestedName, toParts } from './jobs.js';
import { privateNames, removePrivateFile } from './private-files.js';
import type { Converted, InputPart, Job, Outcomes, Target } from './protocol.js';
import { version } from './types.gen.js';
import type { FormatId } from './types.gen.js';
import { DropsetError } from './types.js';
import type { ConvertOptions, ConvertResult, Description, Detection, DetectOptions, Info, InfoOptions, Input, Output } from './types.js';

export * from './types.gen.js';
export * from './types.js';

/** Converts `input`, in a worker. Rejects with a DropsetError. */
export async function convert<To extends FormatId>(input: Input, options: ConvertOptions<To>): Promise<ConvertResult> {
  const parts = toParts(input, refusePath);
  const names = await privateNames();
  const job = convertJob(parts, options, targetOf(options.output, names));
  const release = async () => {
    if (names) await removePrivateFile(names.directory, names.file);
  };
  let converted: Converted;
  try {
    converted = await run(job, options, names);
  } catch (error) {
    await release();
    throw error;
  }
  const name = (options.output?.kind === 'blob' && options.output.name) || suggestedName(job);
  return { to: options.to, name, ...converted, release };
}

/** Which format `input` is in, and why. */
export async function detect(input: Input, options: DetectOptions = {}): Promise<Detection> {
  return run(detectJob(toParts(input, refusePath), options), options);
}

/** Reads `input` and counts what is in it. */
export async function info(input: Input, options: InfoOptions = {}): Promise<Info> {
  const names = await privateNames();
  return run(infoJob(toParts(input, refusePath), options), options, names);
}

let description: Promise<Description> | undefined;

/** Every format with its options, and the limits of inputs. */
export function describe(): Promise<Description> {
  description ??= run({ kind: 'describe' }).then((description) => ({ version, ...description }));
  description.catch(() => (description = undefined));
  return description;
}

let module: Promise<WebAssembly.Module> | undefined;

// Compiled once for all workers.
async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(new URL('./dropset.wasm', import.meta.url));
  if (!response.ok) throw new DropsetError('io', response.url, `the server answered ${response.status}`);
  const hasType = response.headers.get('content-type')?.startsWith('application/wasm');
  return hasType ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

async function run<J extends Job>(job: J, options?: RunOptions, names?: { directory: string; scratch: string }): Promise<Outcomes[J['kind']]> {
  module ??= compile();
  module.catch(() => (module = undefined));
  const wasm = await module;
  try {
    return await runInThread(startWorker(), { job, wasm, ...(names && { scratch: names.scratch }) }, options);
  } finally {
    if (names) void removePrivateFile(names.directory, names.scratch.slice(names.directory.length + 1));
  }
}

function startWorker(): Thread {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  return {
    post: (order) => worker.postMessage(order),
    listen(onReply, onDeath) {
      worker.onmessage = ({ data }) => onReply(data);
      worker.onerror = (event) => {
        event.preventDefault();
        onDeath(new Error(event.message || 'it could not be loaded'));
      };
    },
    end: async () => worker.terminate(),
  };
}

function targetOf(output: Output | undefined, names: { directory: string; file: string } | undefined): Target {
  if (output?.kind === 'handle') return output;
  if (output?.kind === 'path') throw new DropsetError('usage', output.path, 'a path can be written in Node only');
  return { kind: 'blob', ...(names && { directory: names.directory, file: names.file }) };
}

function refusePath(path: string): InputPart {
  throw new DropsetError('usage', path, 'a path can be read in Node only');
}
