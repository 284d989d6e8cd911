// What goes wrong with the output: either all of it is there in the end, or nothing.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { generate } from '../bench/generate.mjs';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dropset-load-'));
const input = join(folder, 'in.zip');
before(() => generate(input, { subset: 'val2017', images: 5000, annotations: 36_781 }));
after(() => rmSync(folder, { recursive: true }));

const convertTo = (output) => [cli, 'convert', '-i', input, '-if', 'coco', '-f', 'datumaro', '-o', output, '--zip-level', '0'];

test('a device that fills up leaves nothing, and the error says so', { skip: process.getuid() !== 0 && 'only root may mount' }, () => {
  const device = join(folder, 'device');
  mkdirSync(device);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', device]);
  try {
    const { status, stderr } = spawnSync('node', convertTo(join(device, 'out.zip')), { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /no space is left/);
    assert.deepEqual(readdirSync(device), []);
  } finally {
    execFileSync('umount', [device]);
  }
});

test('a process that is killed leaves nothing under the final name', async () => {
  const place = join(folder, 'killed');
  mkdirSync(place);
  const child = spawn('node', convertTo(join(place, 'out.zip')));
  const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  while (readdirSync(place).length === 0 && child.exitCode === null) await pause(1);
  child.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL');
  assert.ok(!readdirSync(place).includes('out.zip'));
  execFileSync('node', convertTo(join(place, 'out.zip')));
  assert.deepEqual(readdirSync(place), ['out.zip']);
});
