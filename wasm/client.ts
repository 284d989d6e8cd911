// The calling thread's end of the conversation.

import { cancelled } from './protocol.js';
import type { Job, Order, Outcomes, Reply } from './protocol.js';
import { DropsetError } from './types.js';
import type { Progress } from './types.js';

/** A worker, whatever kind of thread it is. */
export interface Thread {
  post(order: Order): void;
  listen(onReply: (reply: Reply) => void, onDeath: (error: Error) => void): void;
  end(): Promise<void>;
}

export interface RunOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

// A worker that does not answer a cancellation by then (it may be opening a huge archive) is ended.
const kGrace = 1000;

/** Runs one job in `thread` and ends it. */
export async function runInThread<J extends Job>(
  thread: Thread,
  order: Omit<Extract<Order, { type: 'run' }>, 'type' | 'job'> & { job: J },
  { signal, onProgress }: RunOptions = {},
): Promise<Outcomes[J['kind']]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<Outcomes[J['kind']]>((resolve, reject) => {
      if (signal?.aborted) return reject(cancelled());
      onAbort = () => {
        thread.post({ type: 'cancel' });
        timer = setTimeout(() => reject(cancelled()), kGrace);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      thread.listen(
        (reply) => {
          if (reply.type === 'progress') {
            if (!signal?.aborted) onProgress?.(reply.progress);
          } else if (signal?.aborted) {
            reject(cancelled());
          } else if (reply.type === 'failed') {
            reject(new DropsetError(reply.error.code, reply.error.path, reply.error.detail));
          } else {
            resolve(reply.outcome as Outcomes[J['kind']]);
          }
        },
        (error) => reject(new DropsetError('internal', '', `the worker broke: ${error.message}`)),
      );
      thread.post({ type: 'run', ...order });
    });
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    await thread.end();
  }
}
