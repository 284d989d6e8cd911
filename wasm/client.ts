// The calling thread's end of the conversation, and what the browser's and Node's API have in common.

import { cancelled } from './protocol.js';
import type { ConvertJob, InputPart, Job, Order, Outcomes, Reply } from './protocol.js';
import { DropsetError } from './types.js';
import type { Input, InputSource, Progress } from './types.js';

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

/** `openPath` says what lies at a path. */
export function toParts(input: Input, openPath: (path: string) => InputPart): InputPart[] {
  const sources = Array.isArray(input) ? input : [input];
  if (sources.length === 0) throw new DropsetError('usage', '', 'no input given');
  return sources.map((source) => toPart(source, openPath));
}

function toPart(source: InputSource, openPath: (path: string) => InputPart): InputPart {
  if (typeof source === 'string') return openPath(source);
  if (source instanceof Blob) return { name: (source as File).name || 'input', data: source };
  if (source instanceof Uint8Array) return { name: 'input', data: source };
  if ('files' in source) return { name: source.name, files: source.files, folders: source.folders ?? [] };
  if ('data' in source) return { name: source.name, data: source.data };
  throw new DropsetError('usage', '', 'an input is a Blob, bytes, a path, or {name, data} or {name, files}');
}

/** Options as the core takes them: names and texts. */
export function toTexts(options: object | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(options ?? {}) as [string, unknown][]) {
    if (value === undefined || value === null) continue;
    if (value === true) texts[name] = 'True';
    else if (value === false) texts[name] = 'False';
    else texts[name] = Array.isArray(value) ? value.join(',') : String(value);
  }
  return texts;
}

export function checkZipLevel(level: number | undefined): number {
  if (level === undefined) return 1;
  if (!Number.isInteger(level) || level < 0 || level > 9) throw new DropsetError('usage', '', `zip level ${level} is not one of 0 to 9`);
  return level;
}

/** The archive's name where the caller gives none. An archive of images is called what its own option `name` says. */
export function suggestedName({ input, to, exportOptions }: ConvertJob): string {
  if (to === 'image_zip') return exportOptions['name'] ?? 'default.zip';
  const stem = (input[0]?.name ?? '').replace(/\.(zip|json|datum)$/i, '').replace(/[\\/:]/g, '_');
  return `${stem || 'dataset'}-${to}.zip`;
}
