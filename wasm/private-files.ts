// Names in the private file system that no other page uses, and what dead pages left there.

const kRoot = 'dropset';

/** A folder of this page's own, held by a lock as long as the page lives. */
let session: Promise<string> | undefined;
let count = 0;

/** Paths for one job's scratch and output; nothing where the page has no private file system. */
export async function privateNames(): Promise<{ directory: string; file: string; scratch: string } | undefined> {
  if (!globalThis.navigator?.storage?.getDirectory || !navigator.locks) return undefined;
  session ??= openSession();
  const directory = await session;
  const job = ++count;
  return { directory, file: `${job}.zip`, scratch: `${directory}/${job}.scratch` };
}

/** Removes one file; a worker that was ended may hold it for a moment still. */
export async function removePrivateFile(directory: string, name: string): Promise<void> {
  for (let attempt = 0; attempt < 20; ++attempt) {
    try {
      let folder = await navigator.storage.getDirectory();
      for (const step of directory.split('/')) folder = await folder.getDirectoryHandle(step);
      return await folder.removeEntry(name);
    } catch (error) {
      if ((error as DOMException).name !== 'NoModificationAllowedError') return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function openSession(): Promise<string> {
  const name = crypto.randomUUID();
  await new Promise<void>((resolve) => {
    void navigator.locks.request(lockName(name), () => {
      resolve();
      return new Promise(() => {}); // until the page is gone
    });
  });
  void removeStale();
  return `${kRoot}/${name}`;
}

function lockName(name: string): string {
  return `${kRoot}:${name}`;
}

// A folder whose lock is free belongs to a page that is gone.
async function removeStale(): Promise<void> {
  try {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(kRoot);
    for await (const name of root.keys()) {
      await navigator.locks.request(lockName(name), { ifAvailable: true }, async (lock) => {
        if (lock) await root.removeEntry(name, { recursive: true });
      });
    }
  } catch {
    // There is none yet, or another page is at it.
  }
}
