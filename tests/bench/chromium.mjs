// Chromium with a private file system on disk, which is removed afterwards.

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { launchOnDisk } from '../browser/harness.mjs';

export async function onDisk({ work }, use) {
  const folder = mkdtempSync(join(work, 'chromium-'));
  const context = await launchOnDisk(folder);
  try {
    return await use(context);
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
