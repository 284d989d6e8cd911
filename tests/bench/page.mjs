// The page with an archive of 3 GB: from the file picker to the download, as a person does it.

import assert from 'node:assert/strict';
import { statSync } from 'node:fs';

import { convertTo, counted, launchOnDisk, openDropsetIn, screenshot, servePage } from '../browser/harness.mjs';
import { watchMemory } from './browser-memory.mjs';
import { onDisk } from './chromium.mjs';
import { inputOf } from './inputs.mjs';
import { run } from './measure.mjs';
import { Table } from './table.mjs';

const kMinutes = 60_000;

export async function measurePage(bench) {
  const table = new Table('The page, in Chromium: coco → datumaro with media', [
    'wall s', ' MB/s', 'download s', 'wasm and buffers MB', 'JavaScript heap MB', 'longest task ms', 'longest frame ms', 'progress shown',
  ]);
  const server = await servePage();
  try {
    for (const name of ['L', 'M']) table.row(name, await onDisk(bench, async (context) => measure(bench, name, await openDropsetIn(context, server.url))));
  } finally {
    await server.close();
  }
}

async function measure(bench, name, { page, check, close }) {
  const input = await inputOf(bench, name);
  await page.setInputFiles('#files', input);
  await counted(page);
  await page.evaluate(watchResponse);
  const memory = await watchMemory(page);
  const began = performance.now();
  await convertTo(page, 'datumaro');
  await page.waitForFunction(() => document.querySelector('progress')?.value > 0.4, undefined, { timeout: 10 * kMinutes });
  await screenshot(page, `large-${name}`);
  await page.locator('.done').waitFor({ timeout: 10 * kMinutes });
  const wall = (performance.now() - began) / 1e3;
  const { buffers, heap } = await memory.end();
  const { task, frame, shown } = await page.evaluate(() => globalThis.response());
  const download = await downloadAndTest(page, statSync(input).size);
  await screenshot(page, `large-${name}-done`);
  await close();
  check();
  const inMB = (bytes) => (bytes / 1e6).toFixed(0);
  const speed = (statSync(input).size / 1e6 / wall).toFixed(0);
  return [wall.toFixed(1), speed, download.toFixed(1), inMB(buffers), inMB(heap), task.toFixed(0), frame.toFixed(0), shown];
}

/** Seconds; Info-ZIP checks every CRC of what came. */
async function downloadAndTest(page, atLeast) {
  const began = performance.now();
  const asked = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Download/ }).click();
  const file = await asked;
  const path = await file.path();
  const seconds = (performance.now() - began) / 1e3;
  assert.ok(statSync(path).size > 0.99 * atLeast);
  run('unzip', ['-tqq', path]);
  await file.delete();
  return seconds;
}

/** Runs in the page: the longest task and the longest time between two frames from now on, and how many values the progress bar took. */
function watchResponse() {
  const seen = { task: 0, frame: 0, shown: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.task = Math.max(seen.task, duration);
  }).observe({ type: 'longtask' });
  let last = performance.now();
  let value;
  const look = () => {
    const now = performance.now();
    seen.frame = Math.max(seen.frame, now - last);
    last = now;
    const progress = document.querySelector('progress')?.value;
    if (progress !== value) ++seen.shown;
    value = progress;
    requestAnimationFrame(look);
  };
  look();
  globalThis.response = () => seen;
}
