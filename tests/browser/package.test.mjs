// The installed package in a page that Vite bundles, in Chromium, under a strict policy and without cross-origin isolation.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

import { generate } from '../bench/generate.mjs';
import { cocoFiles, install, temporaryFolder, unzip, zip } from '../package/support.mjs';

const kPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:";
const kFlags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

const kPage = '<!doctype html><title>test</title><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>';
const kScript = "import * as dropset from 'dropset'; globalThis.dropset = dropset;";

/** Builds a page with Vite, serves it with a strict policy, and opens it. */
async function openPage(context, folder) {
  writeFileSync(join(folder, 'index.html'), kPage);
  writeFileSync(join(folder, 'main.js'), kScript);
  const common = { root: folder, base: './', logLevel: 'error', configFile: false };
  await build({ ...common, build: { assetsInlineLimit: 0, modulePreload: false, target: 'es2022' }, worker: { format: 'es' } });
  const server = await preview({ ...common, preview: { host: '127.0.0.1', port: 0, headers: { 'Content-Security-Policy': kPolicy } } });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: kFlags });
  context.after(async () => {
    await browser.close();
    await server.close();
  });
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(server.resolvedUrls.local[0]);
  await page.waitForFunction(() => 'dropset' in globalThis);
  return { page, complaints };
}

/** Runs in the page: converts and answers with what can be told from outside. */
async function convertInPage({ bytes, hide, cancel }) {
  if (hide) Object.defineProperty(navigator.storage, 'getDirectory', { value: undefined });
  const privateFiles = async (folder) => {
    const names = [];
    for await (const [name, handle] of folder) names.push(...(handle.kind === 'file' ? [name] : await privateFiles(handle)));
    return names;
  };
  const left = async () => (hide ? [] : privateFiles(await navigator.storage.getDirectory()));
  const controller = new AbortController();
  const file = new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'pets.zip');
  const options = {
    to: 'datumaro',
    exportOptions: { save_media: true },
    signal: controller.signal,
    onProgress: () => cancel && controller.abort(),
  };
  try {
    const { blob, release, ...rest } = await dropset.convert(file, options);
    const output = Array.from(new Uint8Array(await blob.arrayBuffer()));
    const held = await left();
    await release();
    await release();
    return { ...rest, output, held, left: await left() };
  } catch ({ name, code, message }) {
    return { name, code, message, left: await left() };
  }
}

/** Runs in the page: the same into a file that the user would have picked. */
async function convertToHandle({ bytes, cancel }) {
  const root = await navigator.storage.getDirectory();
  const handle = await root.getFileHandle('picked.zip', { create: true });
  const controller = new AbortController();
  const onProgress = () => cancel && controller.abort();
  const file = new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'pets.zip');
  const output = { kind: 'handle', handle };
  const options = { to: 'datumaro', exportOptions: { save_media: true }, output, signal: controller.signal, onProgress };
  const { code } = await dropset.convert(file, options).catch((error) => error);
  const written = Array.from(new Uint8Array(await (await handle.getFile()).arrayBuffer()));
  await root.removeEntry('picked.zip');
  return { code, written };
}

/** Runs in a page that has just been loaded: whether its first work removes what a page left that is gone. */
async function removesStaleFiles() {
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('dropset', { create: true });
  const stale = await root.getDirectoryHandle('page-that-is-gone', { create: true });
  await stale.getFileHandle('1.zip', { create: true });
  await dropset.info(new File([], 'empty.zip')).catch(() => {});
  for (let attempt = 0; attempt < 50; ++attempt) {
    const names = await Array.fromAsync(root.keys());
    if (!names.includes('page-that-is-gone')) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

test('the bundled package converts, cancels, fails, and leaves nothing behind', { timeout: 120_000 }, async (context) => {
  const { page, complaints } = await openPage(context, install(temporaryFolder(context)));
  assert.equal(await page.evaluate(() => crossOriginIsolated), false);
  const bytes = zip(cocoFiles()).toString('base64');

  const { formats } = await page.evaluate(() => dropset.describe());
  assert.ok(formats.some(({ id }) => id === 'coco'));

  const found = await page.evaluate(convertInPage, { bytes });
  assert.deepEqual([found.name, found.items, found.bytes, found.report], ['pets-datumaro.zip', 2, found.output.length, []]);
  assert.equal(found.held.length, 1, 'the output is in the private file system');
  assert.deepEqual(found.left, []);
  const files = unzip(Buffer.from(found.output));
  assert.deepEqual(Object.keys(files).sort(), ['annotations/train.json', 'images/train/1.png', 'images/train/2.png']);

  const cancelled = await page.evaluate(convertInPage, { bytes, cancel: true });
  assert.deepEqual([cancelled.name, cancelled.code, cancelled.left], ['DropsetError', 'cancelled', []]);

  const failed = await page.evaluate(convertInPage, { bytes: Buffer.from('no zip').toString('base64') });
  assert.deepEqual([failed.name, failed.left], ['DropsetError', []]);
  assert.match(failed.message, /^pets\.zip: /);

  const picked = await page.evaluate(convertToHandle, { bytes });
  assert.deepEqual(picked.written, found.output, 'the same bytes in a picked file');
  const unpicked = await page.evaluate(convertToHandle, { bytes, cancel: true });
  assert.deepEqual(unpicked, { code: 'cancelled', written: [] });

  const hidden = await page.evaluate(convertInPage, { bytes, hide: true });
  assert.deepEqual(hidden.output, found.output, 'the same bytes without a private file system');

  await page.reload();
  await page.waitForFunction(() => 'dropset' in globalThis);
  assert.equal(await page.evaluate(removesStaleFiles), true, 'what a page left that is gone was removed');

  const path = await page.evaluate(() => dropset.detect('/a/path').catch(({ code }) => code));
  assert.equal(path, 'usage');
  assert.deepEqual(complaints, []);
});

/** Runs in the page: many images through encryption and back, or without it; a digest of what comes out. */
async function thereAndBack({ bytes, key }) {
  const file = new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'photos.zip');
  const keyOption = key && { encryption_key: key };
  const there = await dropset.convert(file, { to: 'datumaro_binary', exportOptions: { save_media: true, ...keyOption } });
  const back = await dropset.convert(there.blob, { to: 'coco', importOptions: { ...keyOption }, exportOptions: { save_media: true } });
  const digest = await crypto.subtle.digest('SHA-256', await back.blob.arrayBuffer());
  const sizes = [there.blob.size, back.blob.size];
  await there.release();
  await back.release();
  return { sizes, digest: Array.from(new Uint8Array(digest)), cores: navigator.hardwareConcurrency };
}

test('images are encrypted and decrypted by helpers, under the strict policy', { timeout: 120_000 }, async (context) => {
  const folder = temporaryFolder(context);
  const { page, complaints } = await openPage(context, install(folder));
  const photos = join(folder, 'photos.zip');
  await generate(photos, { format: 'coco', subset: 'photos', images: 150, annotations: 150, photos: { count: 150, bytes: 100_000 } });
  const bytes = readFileSync(photos).toString('base64');
  let workers = 0;
  page.on('worker', () => ++workers);
  const plain = await page.evaluate(thereAndBack, { bytes });
  assert.equal(workers, 2);
  const encrypted = await page.evaluate(thereAndBack, { bytes, key: 'datum-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=' });
  assert.ok(plain.sizes[1] > 15e6);
  assert.ok(encrypted.sizes[0] > 1.3 * plain.sizes[0]);
  assert.deepEqual(encrypted.digest, plain.digest);
  if (encrypted.cores > 1) assert.ok(workers >= 6, 'helpers were started, one for each conversion');
  assert.deepEqual(complaints, []);
});
