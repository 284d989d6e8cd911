// The package in Node: as in the browser, and paths besides.

import * as os from 'node:os';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';

import { runInThread } from './client.js';
import type { RunOptions, Thread } from './client.js';
import { parseAnswer } from './core.js';
import { convertJob, detectJob, infoJob, suggestedName, toParts } from './jobs.js';
import { compile, loadCore } from './node-core.js';
import { openDestination, partialName, statOf } from './node-paths.js';
import type { Destination } from './node-paths.js';
import type { ConvertJob, InputPart, Job, Outcomes, Target } from './protocol.js';
import { version } from './types.gen.js';
import type { FormatId } from './types.gen.js';
import { DropsetError } from './types.js';
import type { ConvertOptions, ConvertResult, Description, Detection, DetectOptions, Info, InfoOptions, Input, Output } from './types.js';

export * from './types.gen.js';
export * from './types.js';

/** Converts `input`, in a worker thread. Rejects with a DropsetError. */
export async function convert<To extends FormatId>(input: Input, options: ConvertOptions<To>): Promise<ConvertResult> {
  const parts = await partsOf(input);
  const destination = destinationOf(options.output);
  const job = convertJob(parts, options, targetOf(destination, options.output));
  const converted = await keepOrDiscard(destination, () => run(job, options, destination?.partial));
  return { to: options.to, name: nameOf(options.output, job), ...converted, release: async () => {} };
}

/** Which format `input` is in, and why. */
export async function detect(input: Input, options: DetectOptions = {}): Promise<Detection> {
  return run(detectJob(await partsOf(input), options), options);
}

/** Reads `input` and counts what is in it. */
export async function info(input: Input, options: InfoOptions = {}): Promise<Info> {
  return run(infoJob(await partsOf(input), options), options);
}

/** Every format with its options, and the limits of inputs. */
export async function describe(): Promise<Description> {
  const core = await loadCore();
  return { version, ...parseAnswer<Omit<Description, 'version'>>(core.describe()) };
}

async function run<J extends Job>(job: J, options?: RunOptions, beside?: string): Promise<Outcomes[J['kind']]> {
  const scratch = beside ? `${beside}.scratch` : partialName(path.join(os.tmpdir(), 'dropset'));
  const wasm = await compile();
  return runInThread(startWorker(), { job, wasm, scratch }, options);
}

const unfinished = new Set<Destination>();

// Also where the program exits in the middle, nothing is left behind.
function discardUnfinished(): void {
  for (const destination of unfinished) destination.discard();
}

async function keepOrDiscard<T>(destination: Destination | undefined, work: () => Promise<T>): Promise<T> {
  if (!destination) return work();
  if (unfinished.size === 0) process.on('exit', discardUnfinished);
  unfinished.add(destination);
  try {
    const result = await work();
    destination.commit();
    return result;
  } catch (error) {
    destination.discard();
    throw error;
  } finally {
    unfinished.delete(destination);
    if (unfinished.size === 0) process.off('exit', discardUnfinished);
  }
}

function startWorker(): Thread {
  const worker = new Worker(new URL('./node-worker.js', import.meta.url), { execArgv: [] });
  return {
    post: (order) => worker.postMessage(order),
    listen(onReply, onDeath) {
      worker.on('message', onReply);
      worker.on('error', onDeath);
      worker.on('exit', () => onDeath(new Error('it ended early')));
    },
    end: async () => void (await worker.terminate()),
  };
}

function destinationOf(output: Output | undefined): Destination | undefined {
  if (output?.kind === 'handle') throw new DropsetError('usage', '', 'a file handle can be written in the browser only');
  return output?.kind === 'path' ? openDestination(output.path, output.overwrite ?? false) : undefined;
}

function targetOf(destination: Destination | undefined, output: Output | undefined): Target {
  if (!destination) return { kind: 'blob' };
  const { kind, partial, key } = destination;
  return { kind, path: partial, ...(output?.kind === 'path' && output.saveKey && { key }) };
}

function nameOf(output: Output | undefined, job: ConvertJob): string {
  if (output?.kind === 'path') return path.basename(output.path);
  return (output?.kind === 'blob' && output.name) || suggestedName(job);
}

function openPath(name: string): InputPart {
  const stat = statOf(name);
  if (!stat) throw new DropsetError('not-found', name, 'there is no such file or folder');
  if (!stat.isFile() && !stat.isDirectory()) throw new DropsetError('usage', name, 'is neither a file nor a folder');
  const data = path.resolve(name);
  return { name: path.basename(data), data };
}

// Node reads a Blob asynchronously only: that is done before the worker has it.
async function partsOf(input: Input): Promise<InputPart[]> {
  return Promise.all(
    toParts(input, openPath).map(async (part) => {
      if ('data' in part) return { ...part, data: await bytesOf(part.data) };
      const files = part.files.map(async (file) => ({ ...file, data: await bytesOf(file.data) }));
      return { ...part, files: await Promise.all(files) };
    }),
  );
}

async function bytesOf<T>(data: T | Blob): Promise<T | Uint8Array> {
  return data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : data;
}
