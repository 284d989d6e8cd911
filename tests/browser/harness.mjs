// What the browser tests share: the built page behind a plain file server, Chromium, and pages that must stay silent.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { chromium } from 'playwright-core';

const kPage = new URL('../../build/page/', import.meta.url);
const kScreenshots = new URL('../../build/screenshots/', import.meta.url);
const kArguments =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const kTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Serves build/page without any header beyond the type, as the plainest host would; `extra` adds paths. */
export async function servePage(extra = {}) {
  const server = createServer(async ({ url }, response) => {
    const path = new URL(url, 'http://localhost').pathname.replace(/\/$/, '/index.html');
    try {
      const body = extra[path] ?? (await readFile(new URL(`.${path}`, kPage)));
      response.writeHead(200, { 'content-type': kTypes[extname(path)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return listen(server);
}

/** Another site: counts who calls. */
export async function serveStranger() {
  const calls = [];
  const server = createServer((request, response) => {
    calls.push(request.url);
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
  });
  return { ...(await listen(server)), calls };
}

async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

const kLaunch = { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: kArguments.split(' ') };
const kView = { viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' };

export function launch() {
  return chromium.launch(kLaunch);
}

/** A context whose private file system lies on disk, in `folder`, as a person's does; in other contexts it is memory. */
export function launchOnDisk(folder) {
  return chromium.launchPersistentContext(folder, { ...kLaunch, ...kView });
}

/** A page that shows Dropset. `check()` fails if anything was said on the console, thrown, or asked of another origin. */
export async function openDropset(browser, url, options = {}) {
  return openDropsetIn(await browser.newContext({ ...kView, ...options }), url);
}

export async function openDropsetIn(context, url) {
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.stack}`));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'blob:' && origin !== new URL(url).origin) complaints.push(`request to ${request.url()}`);
  });
  await page.addInitScript(definePrivateFiles);
  await page.goto(url);
  await page.getByText('Reads and tells apart').waitFor();
  return { page, complaints, check: () => assert.deepEqual(complaints, []), close: () => context.close() };
}

export async function screenshot(page, name) {
  mkdirSync(kScreenshots, { recursive: true });
  await page.screenshot({ path: new URL(`${name}.png`, kScreenshots).pathname, fullPage: true, animations: 'disabled' });
}

/** Gives the page a file by its picker. */
export function give(page, name, buffer) {
  return page.setInputFiles('#files', { name, mimeType: 'application/zip', buffer });
}

/** Drops files and folders as an operating system does it: with entries, so that folders work too. */
export async function dropPaths(page, paths) {
  const client = await page.context().newCDPSession(page);
  const event = { x: 640, y: 300, data: { items: [], files: paths, dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await client.send('Input.dispatchDragEvent', { type, ...event });
}

/** Waits until the contents of the dataset are counted, so that nothing runs in the background. */
export async function counted(page) {
  await page.locator('.totals').waitFor();
}

export async function convertTo(page, family) {
  await counted(page);
  await page.getByRole('radio', { name: new RegExp(`\\b${family}$`) }).check();
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
}

/** Clicks the download and returns its name and bytes. */
export async function download(page) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Download/ }).click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** Paths of all files in the page's private file system; in the page itself as `privateFiles()`. */
export function privateFiles(page) {
  return page.evaluate(() => globalThis.privateFiles());
}

function definePrivateFiles() {
  const walk = async (folder, path) => {
    const found = [];
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === 'directory') found.push(...(await walk(handle, `${path}${name}/`)));
      else found.push(path + name);
    }
    return found;
  };
  globalThis.privateFiles = async () => walk(await navigator.storage.getDirectory(), '');
}
