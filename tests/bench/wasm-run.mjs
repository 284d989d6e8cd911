// One conversion by the package's own parts, in this thread and its helpers; prints what it cost, as JSON.
//
// usage: node wasm-run.mjs DIST MODULE INPUT FROM TO OUTPUT.zip LEVEL [IMPORT-OPTION[=VALUE]]... -- [EXPORT-OPTION[=VALUE]]...
//
// MODULE: the folder of dropset.js and dropset.wasm for this thread; DIST holds the rest.

import { readFileSync, rmSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { costOf } from './measure.mjs';

const [dist, module, input, from, to, output, level, ...options] = process.argv.slice(2);
const load = (folder, file) => import(pathToFileURL(resolve(folder, file)));
const [{ runJob }, { DiskFile, InputFiles, TemporaryFile }, { ScratchStore }] = await Promise.all(
  ['engine.js', 'node-files.js', 'scratch.js'].map((file) => load(dist, file)),
);
// Builds that scripts/bench --against compares with may have no helpers.
const { nodeHelpers } = await load(dist, 'node-helper.js').catch(() => ({}));
const { default: createCore } = await load(module, 'dropset.js');
const core = await createCore({ wasmBinary: readFileSync(resolve(module, 'dropset.wasm')) });
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
  helpers: nodeHelpers?.(await WebAssembly.compile(readFileSync(resolve(dist, 'dropset.wasm')))),
  breathe: () => new Promise(setImmediate),
  close: () => inputs.close(),
};
const optionsOf = (words) => Object.fromEntries(words.map((word) => [word.split('=')[0], word.slice(word.split('=')[0].length + 1)]));
const job = {
  kind: 'convert',
  input: [{ name: basename(input), data: input }],
  limits: {},
  from,
  to,
  importOptions: optionsOf(options.slice(0, options.indexOf('--'))),
  exportOptions: optionsOf(options.slice(options.indexOf('--') + 1)),
  zipLevel: Number(level),
  target: { kind: 'file', path: output },
};
let items;
const cost = await costOf(async () => {
  ({ items } = await runJob(core, environment, job, { onProgress() {}, isCancelled: () => false }));
});
const wasmMemory = core.HEAP8.buffer.byteLength; // it never shrinks: this is the peak
console.log(JSON.stringify({ ...cost, wasmMemory, processMemory: process.resourceUsage().maxRSS * 1024, items }));
