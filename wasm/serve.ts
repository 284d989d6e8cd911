// The worker's end of the conversation: one job, then nothing more.

import type { Core } from './core.js';
import { runJob } from './engine.js';
import type { Environment } from './engine.js';
import { flatten } from './protocol.js';
import type { Order, Reply } from './protocol.js';

type RunOrder = Extract<Order, { type: 'run' }>;

/** The function that takes the orders. */
export function serve(
  post: (reply: Reply) => void,
  open: (order: RunOrder) => Promise<{ core: Core; environment: Environment }>,
): (order: Order) => void {
  let isCancelled = false;

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

  return (order) => {
    if (order.type === 'cancel') isCancelled = true;
    else void run(order);
  };
}
