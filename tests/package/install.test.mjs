// The package as npm packs it, installed into an empty folder.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe as suite, test } from 'node:test';

import { cocoFiles, install, root, temporaryFolder, zip } from './support.mjs';

suite('installed into an empty folder', () => {
  const folder = temporaryFolder({ after });
  before(() => install(folder));

  test('holds what it needs and nothing else', () => {
    const names = readdirSync(join(folder, 'node_modules/dropset'));
    assert.deepEqual(names.filter((name) => !/^(README|LICENSE)/.test(name)).sort(), ['dist', 'package.json']);
    assert.deepEqual(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')), ['dropset']);
  });

  test('the command runs by its name', () => {
    const version = execFileSync(join(folder, 'node_modules/.bin/dropset'), ['--version'], { encoding: 'utf8' });
    assert.equal(version.trim(), JSON.parse(readFileSync(join(root, 'package.json'))).version);
  });

  test('the module can be imported and converts', () => {
    writeFileSync(join(folder, 'in.zip'), zip(cocoFiles()));
    const program = "import { convert } from 'dropset'; const { items } = await convert('in.zip', { to: 'datumaro' }); console.log(items);";
    assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, encoding: 'utf8' }).trim(), '2');
  });

  test('the browser entry can be imported where there is no browser', () => {
    const program = "const { DropsetError } = await import('./node_modules/dropset/dist/index.js'); console.log(typeof DropsetError);";
    assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, encoding: 'utf8' }).trim(), 'function');
  });
});
