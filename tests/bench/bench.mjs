// Measures workloads in wasm and natively, beside baselines of the same run, and compares builds in turns (A B A B …).
//
// usage: node bench.mjs [--runs N] [--work FOLDER] BUILD... -- [PART]...
//
// BUILD: a checkout with dist/ and build/release/. PART: see `parts`; default: all.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { measureBrowser } from './browser.mjs';
import { measureEncryption } from './encryption.mjs';
import { workloads } from './generate.mjs';
import { measureGrowth } from './growth.mjs';
import { measureLevels } from './levels.mjs';
import { measureModule } from './module.mjs';
import { measurePage } from './page.mjs';
import { measureStages } from './stages.mjs';
import { measureWorkload } from './workload.mjs';

const parts = {
  module: measureModule,
  stages: measureStages,
  levels: measureLevels,
  ...Object.fromEntries(Object.keys(workloads).map((name) => [name, (bench) => measureWorkload(bench, name)])),
  encryption: measureEncryption,
  growth: measureGrowth,
  browser: measureBrowser,
  page: measurePage,
};

function parseArguments(words) {
  const parsed = { runs: 3, work: 'build/bench', builds: [], parts: [] };
  let into = parsed.builds;
  while (words.length > 0) {
    const word = words.shift();
    if (word === '--runs') parsed.runs = Number(words.shift());
    else if (word === '--work') parsed.work = words.shift();
    else if (word === '--') into = parsed.parts;
    else into.push(word);
  }
  return parsed;
}

const { runs, work, builds, parts: chosen } = parseArguments(process.argv.slice(2));
mkdirSync(work, { recursive: true });
const { describe } = await import(pathToFileURL(join(builds[0], 'dist/node.js')));
const bench = {
  runs,
  work,
  builds,
  formats: (await describe()).formats,
  /** What tells the builds apart in a table. */
  mark: (build) => (builds.length > 1 ? ` ${String.fromCharCode(65 + builds.indexOf(build))}` : ''),
};
for (const part of chosen.length > 0 ? chosen : Object.keys(parts)) {
  if (!parts[part]) throw new Error(`there is no part ${part}; the parts are ${Object.keys(parts).join(', ')}`);
  await parts[part](bench);
}
