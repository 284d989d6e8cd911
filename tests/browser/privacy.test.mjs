// Nothing leaves the machine: the browser itself refuses, for the page and for its workers, behind a server that sends no policy.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { generate } from '../bench/generate.mjs';
import { cocoDataset, zip } from './fixtures.mjs';
import { convertTo, download, give, launch, openDropset, servePage, serveStranger } from './harness.mjs';

let server, stranger, browser;

before(async () => {
  stranger = await serveStranger();
  const probe = `fetch('${stranger.url}worker').then(() => postMessage('sent'), () => postMessage('refused'));`;
  [server, browser] = await Promise.all([servePage({ '/probe.js': probe }), launch()]);
});
after(() => Promise.all([browser?.close(), server?.close(), stranger?.close()]));

test('neither the page nor a worker can reach another site', async () => {
  const { page, close } = await openDropset(browser, server.url);
  const attempts = await page.evaluate(async (url) => {
    const refused = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.push(effectiveDirective));
    const fetched = await fetch(`${url}page`).then(
      () => 'sent',
      () => 'refused',
    );
    const image = await new Promise((resolve) => {
      const element = new Image();
      element.onload = () => resolve('sent');
      element.onerror = () => resolve('refused');
      element.src = `${url}image`;
    });
    navigator.sendBeacon(`${url}beacon`, 'data');
    const worker = await new Promise((resolve) => {
      new Worker(new URL('probe.js', location.href), { type: 'module' }).onmessage = ({ data }) => resolve(data);
    });
    return { fetched, image, worker, refused: refused.sort() };
  }, stranger.url);
  await close();
  assert.deepEqual(attempts, {
    fetched: 'refused',
    image: 'refused',
    worker: 'refused',
    refused: ['connect-src', 'connect-src', 'img-src'],
  });
  assert.deepEqual(stranger.calls, []);
});

/** Its worker's script, with `probe` behind it. */
async function probedWorker(probe) {
  const assets = new URL('../../build/page/assets/', import.meta.url);
  const name = (await readdir(assets)).find((file) => /^worker-.*\.js$/.test(file));
  return { [`/assets/${name}`]: `${await readFile(new URL(name, assets), 'utf8')}\n${probe}` };
}

test('neither can the threads that its worker starts for large datasets', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dropset-privacy-'));
  const input = join(folder, 'large.zip');
  await generate(input, { subset: 'train', images: 12_000, annotations: 90_000 });
  const probe = `addEventListener('message', async ({ data }) => {
    if (data.type !== 'help') return;
    const outcome = await fetch('${stranger.url}helper').then(() => 'sent', () => 'refused');
    fetch(new URL('/' + outcome, import.meta.url));
  });`;
  const seen = [];
  const outcomes = Object.fromEntries(
    ['sent', 'refused'].map((outcome) => [`/${outcome}`, { get: () => (seen.push(outcome), ''), enumerable: true }]),
  );
  const probed = await servePage(Object.defineProperties(await probedWorker(probe), outcomes));
  const { page, close } = await openDropset(browser, probed.url);
  // A conversion may be done before a thread that it has started says anything.
  for (let attempt = 0; attempt < 5 && seen.length === 0; ++attempt) {
    await page.setInputFiles('#files', input);
    await convertTo(page, 'datumaro');
    await page.locator('.done').waitFor();
    await page.getByRole('button', { name: 'Convert another' }).click();
  }
  await Promise.all([close(), probed.close(), rm(folder, { recursive: true })]);
  assert.ok(seen.length > 0, 'no thread was started');
  assert.deepEqual([...new Set(seen)], ['refused']);
  assert.deepEqual(stranger.calls, []);
});

test('once it has loaded it needs no server: it converts, and opens again', async () => {
  const doomed = await servePage();
  const { page, complaints, close } = await openDropset(browser, doomed.url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await doomed.close();
  const convertOnce = async () => {
    await give(page, 'pets.zip', zip(cocoDataset().files));
    await convertTo(page, 'datumaro');
    assert.ok((await download(page)).bytes.length > 500);
  };
  await convertOnce();
  assert.deepEqual(complaints, []);
  await page.reload();
  await page.getByText('Reads and tells apart').waitFor();
  await convertOnce();
  await close();
});
