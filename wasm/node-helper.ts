// Helpers in Node: threads of the worker's own script.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import type { HelperThread } from './piece-helpers.js';
import type { HelperOrder } from './protocol.js';

export function nodeHelpers(wasm: WebAssembly.Module): { most: number; start(): HelperThread } {
  return { most: availableParallelism() - 1, start: () => startHelper(wasm) };
}

function startHelper(wasm: WebAssembly.Module): HelperThread {
  const worker = new Worker(new URL('./node-worker.js', import.meta.url), { execArgv: [] });
  worker.unref();
  worker.postMessage({ type: 'help', wasm } satisfies HelperOrder);
  return {
    post: (order, transfer) => worker.postMessage(order, transfer),
    listen(onReply, onDeath) {
      worker.on('message', onReply);
      worker.on('error', onDeath);
      worker.on('exit', onDeath);
    },
    end: () => void worker.terminate(),
  };
}
