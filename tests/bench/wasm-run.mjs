// One conversion by the package's own parts, in this thread; prints what it cost, as JSON.
//
// usage: node tests/bench/wasm-run.mjs MODULE INPUT.zip FROM TO OUTPUT.zip LEVEL [EXPORT-OPTION[=VALUE]]...
//
// MODULE: the folder of dropset.js and dropset.wasm. dist/ holds the rest.

import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { runJob } from '../../dist/engine.js';
import { DiskFile, InputFiles, TemporaryFile } from '../../dist/node-files.js';
import { ScratchStore } from '../../dist/scratch.js';

const [folder, input, from, to, output, level, ...options] = process.argv.slice(2);
const { default: createCore } = await import(pathToFileURL(resolve(folder, 'dropset.js')));
const core = await createCore({ wasmBinary: readFileSync(resolve(folder, 'dropset.wasm')) });
rmSync(output, { force: true });

const inputs = new InputFiles();
let scratch;
const environment = {
  openInput: (name) => inputs.file(name),
  async openOutput({ path }) {
    const file = new DiskFile(path);
    return { file, finish: async () => ({ bytes: file.size }), abandon: async () => file.close() };
  },
  createScratch() {
    scratch ??= new ScratchStore(new TemporaryFile(`${output}.scratch`));
    return scratch.create();
  },
  close: () => inputs.close(),
};
const job = {
  kind: 'convert',
  input: [{ name: input, data: input }],
  from,
  to,
  importOptions: {},
  exportOptions: Object.fromEntries(options.map((option) => [option.split('=')[0], option.split('=')[1] ?? ''])),
  zipLevel: Number(level),
  target: { kind: 'file', path: output },
};
const begin = process.cpuUsage();
const began = performance.now();
const { bytes, items } = await runJob(core, environment, job, { onProgress() {}, isCancelled: () => false });
const { user, system } = process.cpuUsage(begin);
console.log(
  JSON.stringify({
    user: user / 1e6,
    system: system / 1e6,
    wall: (performance.now() - began) / 1e3,
    wasmMemory: core.HEAP8.buffer.byteLength,
    processMemory: process.resourceUsage().maxRSS * 1024,
    bytes,
    items,
  }),
);
