// The worker's end of the conversation: one job, then nothing more. Or, as a helper of such a worker, pieces until it is ended.

import type { Core } from './core.js';
import { runJob } from './engine.js';
import type { Environment } from './engine.js';
import { instantiate } from './instance.js';
import { flatten } from './protocol.js';
import { decrypt, encrypt } from './fernet.js';
import type { HelperOrder, HelperReply, Order, PieceTask, Reply } from './protocol.js';

type RunOrder = Extract<Order, { type: 'run' }>;

/** Replaces the first `size` bytes by what becomes of them: their number then, 0 where there is none. */
function work(core: Core, task: PieceTask, bytes: Uint8Array<ArrayBuffer>, size: number): number | Promise<number> {
  switch (task.kind) {
    case 'deflate':
      return core.deflatePiece(task.level, bytes, size);
    case 'encrypt':
      return encrypt(core, task, bytes, size);
    case 'decrypt':
      return decrypt(core, task, bytes, size);
  }
}

/** The function that takes the orders. */
export function serve(
  post: (reply: Reply | HelperReply, transfer?: ArrayBuffer[]) => void,
  open: (order: RunOrder) => Promise<{ core: Core; environment: Environment }>,
): (order: Order | HelperOrder) => void {
  let isCancelled = false;
  let helping: Promise<Core>;

  async function run(order: RunOrder): Promise<void> {
    try {
      const { core, environment } = await open(order);
      const outcome = await runJob(core, environment, order.job, {
        onProgress: (progress) => post({ type: 'progress', progress }),
        isCancelled: () => isCancelled,
      });
      post({ type: 'done', outcome });
    } catch (error) {
      post({ type: 'failed', error: flatten(error) });
    }
  }

  async function help(order: HelperOrder): Promise<void> {
    try {
      if (order.type === 'help') {
        await (helping = instantiate(order.wasm));
        return post({ type: 'ready' });
      }
      const { ticket, buffer, size } = order.piece;
      const made = await work(await helping, order.task, new Uint8Array(buffer), size);
      post({ type: 'made', piece: { ticket, buffer, size: made } }, [buffer]);
    } catch {
      post({ type: 'broken' });
    }
  }

  return (order) => {
    if (order.type === 'cancel') isCancelled = true;
    else if (order.type === 'run') void run(order);
    else void help(order);
  };
}
