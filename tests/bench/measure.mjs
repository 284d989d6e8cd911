// Runs programs, in turns, and keeps the best of each.

import { spawnSync } from 'node:child_process';

/** What the program prints. */
export function run(command, words) {
  const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${error?.message ?? stderr}`);
  return stdout.trim();
}

/** The JSON of the last line that the program prints, with its `wall` time where it does not say that itself. */
export function runForCost(command, words) {
  const began = performance.now();
  const text = run(command, words);
  return { wall: (performance.now() - began) / 1e3, ...JSON.parse(text.slice(text.lastIndexOf('\n') + 1)) };
}

/** What `work` takes in this process. */
export async function costOf(work) {
  const begin = process.cpuUsage();
  const began = performance.now();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return { user: user / 1e6, system: system / 1e6, wall: (performance.now() - began) / 1e3 };
}

export const secondsOf = ({ user, system }) => user + system;

/** Calls every variant `runs` times, in turns (A B A B …): of each, the cost with the least CPU time. */
export async function inTurns(variants, runs) {
  const costs = variants.map(() => []);
  for (let turn = 0; turn < runs; ++turn) {
    for (const [index, variant] of variants.entries()) costs[index].push(await variant());
  }
  return costs.map((all) => all.reduce((least, one) => (secondsOf(one) < secondsOf(least) ? one : least)));
}
