// The workloads as files, made once per work folder.

import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { generate, workloads } from './generate.mjs';
import { runForCost } from './measure.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The path of a workload's archive. */
export async function inputOf({ work }, name, deflated = false) {
  const path = join(work, `${name}${deflated ? '-deflated' : ''}.zip`);
  if (existsSync(path)) return path;
  await generate(`${path}.part`, workloads[name], { deflated });
  renameSync(`${path}.part`, path);
  return path;
}

export function convertNatively(build, input, { from, to, level, options = [] }, output) {
  const words = ['--cost', `-${level}`, input, from, to, output, '--', ...options];
  return runForCost(join(build, 'build/release/native_convert'), words);
}

/** `module`: the folder of dropset.wasm, where it is not the package's own. */
export function convertInWasm(build, input, { from, to, level, readOptions = [], options = [] }, output, module = join(build, 'dist')) {
  const words = [join(build, 'dist'), module, input, from, to, output, String(level), ...readOptions, '--', ...options];
  return runForCost('node', [join(here, 'wasm-run.mjs'), ...words]);
}
