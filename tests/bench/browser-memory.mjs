// What a page and its workers hold, by Chromium's own account.

const kInterval = 100;

/** Looks at every thread of the page again and again; `end` answers with the peaks of their sums, in bytes. */
export async function watchMemory(page) {
  const client = await page.context().newCDPSession(page);
  const workers = new Map();
  let count = 0;
  const waiting = new Map();
  client.on('Target.attachedToTarget', ({ sessionId }) => workers.set(sessionId, true));
  client.on('Target.detachedFromTarget', ({ sessionId }) => {
    workers.delete(sessionId);
    for (const [id, { session, resolve }] of waiting) if (session === sessionId) resolve(waiting.delete(id) && undefined);
  });
  client.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message);
    waiting.get(id)?.resolve(result);
    waiting.delete(id);
  });
  await client.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });

  const usageOf = (sessionId) =>
    new Promise((resolve) => {
      const id = ++count;
      waiting.set(id, { session: sessionId, resolve });
      const message = JSON.stringify({ id, method: 'Runtime.getHeapUsage' });
      client.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => resolve(undefined));
    });

  const peak = { heap: 0, buffers: 0 };
  let watching = true;
  const watch = (async () => {
    while (watching) {
      const usages = await Promise.all([client.send('Runtime.getHeapUsage'), ...[...workers.keys()].map(usageOf)]);
      const sum = (of) => usages.reduce((total, usage) => total + (usage?.[of] ?? 0), 0);
      peak.heap = Math.max(peak.heap, sum('usedSize'));
      peak.buffers = Math.max(peak.buffers, sum('backingStorageSize'));
      await new Promise((resolve) => setTimeout(resolve, kInterval));
    }
  })();
  return {
    async end() {
      watching = false;
      await watch;
      await client.detach();
      return peak;
    },
  };
}
