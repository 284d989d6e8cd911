// Workloads in Chromium, by the package in a plain page, from a picked file into the private file system.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { servePage } from '../browser/harness.mjs';
import { watchMemory } from './browser-memory.mjs';
import { onDisk } from './chromium.mjs';
import { inputOf } from './inputs.mjs';
import { Table } from './table.mjs';

const kPage = `<!doctype html><title>bench</title><link rel="icon" href="data:,"><input type="file" id="files">
<script type="module">import * as dropset from './dist/index.js'; globalThis.dropset = dropset;</script>`;

// As the package: windows of 8 MiB, read ahead.
const kCopyWorker = `onmessage = async ({ data: file }) => {
  const root = await navigator.storage.getDirectory();
  const access = await (await root.getFileHandle('copy', { create: true })).createSyncAccessHandle();
  const began = performance.now();
  const kWindow = 8 << 20;
  const read = (at) => file.slice(at, at + kWindow).arrayBuffer();
  for (let at = 0, next = read(0); at < file.size; at += kWindow) {
    const bytes = await next;
    next = read(at + kWindow);
    access.write(new Uint8Array(bytes), { at });
  }
  access.close();
  const wall = performance.now() - began;
  await root.removeEntry('copy');
  postMessage(wall / 1e3);
};`;

const kRows = [
  { input: 'V', to: 'datumaro' },
  { input: 'V', to: 'datumaro_binary' },
  { input: 'V', to: 'coco' },
  { input: 'M', to: 'datumaro', options: { 'save-media': true } },
];

export async function measureBrowser(bench) {
  const table = new Table('In Chromium, from a file into the private file system', [
    'wall s', ' MB/s', 'of the bare copy', 'wasm and buffers MB', 'JavaScript heap MB',
  ]);
  const writable = new Set(bench.formats.filter((format) => format.writable).map(({ id }) => id));
  const server = await servePage(filesOf(join(bench.builds[0], 'dist')));
  try {
    for (const name of new Set(kRows.map(({ input }) => input))) {
      const rows = kRows.filter(({ input, to }) => input === name && writable.has(to));
      await onDisk(bench, async (context) => {
        const page = await context.newPage();
        await page.goto(`${server.url}bench.html`);
        await page.waitForFunction(() => 'dropset' in globalThis);
        await measureInput(bench, page, name, rows, table);
      });
    }
  } finally {
    await server.close();
  }
}

function filesOf(dist) {
  const modules = readdirSync(dist).filter((name) => /\.(js|wasm)$/.test(name));
  const served = Object.fromEntries(modules.map((name) => [`/dist/${name}`, readFileSync(join(dist, name))]));
  return { ...served, '/bench.html': kPage, '/copy.js': kCopyWorker };
}

/** The bare copy and the conversions in turns. */
async function measureInput(bench, page, name, rows, table) {
  const path = await inputOf(bench, name);
  const bytes = statSync(path).size;
  await page.setInputFiles('#files', path);
  const memories = rows.map(() => []);
  const variants = [
    () => page.evaluate(copy),
    ...rows.map((row, index) => async () => {
      const memory = await watchMemory(page);
      const wall = await page.evaluate(convert, row);
      memories[index].push(await memory.end());
      return wall;
    }),
  ];
  const walls = variants.map(() => Infinity);
  for (let turn = 0; turn < bench.runs; ++turn) {
    for (const [index, variant] of variants.entries()) walls[index] = Math.min(walls[index], await variant());
  }
  const [bare, ...converted] = walls;
  const speed = (wall) => (bytes / 1e6 / wall).toFixed(0);
  table.row(`${name}: bare copy`, [bare.toFixed(2), speed(bare)]);
  rows.forEach(({ to }, index) => {
    const wall = converted[index];
    const [buffers, heap] = ['buffers', 'heap'].map((kind) => (Math.max(...memories[index].map((of) => of[kind])) / 1e6).toFixed(0));
    table.row(`${name}: coco → ${to}, level 1`, [wall.toFixed(2), speed(wall), (bare / wall).toFixed(2), buffers, heap]);
  });
}

// Both run in the page; seconds.

function copy() {
  const worker = new Worker('./copy.js');
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage(document.querySelector('#files').files[0]);
  });
}

async function convert({ to, options }) {
  const began = performance.now();
  const { release } = await dropset.convert(document.querySelector('#files').files[0], { from: 'coco', to, exportOptions: options });
  const wall = (performance.now() - began) / 1e3;
  await release();
  return wall;
}
