// The types, as a user's compiler sees them, with the browser's library and with Node's.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root, temporaryFolder } from './support.mjs';

const kCommon = `
const result = await convert(new Uint8Array(1), {
  to: 'coco_instances',
  importOptions: { strict: true },
  exportOptions: { segmentation_mode: 'mask', precision: 2 },
  onProgress: ({ phase, done, total }) => void [phase, done / total],
});
const blob: Blob | undefined = result.blob;
const counts: number[] = result.report.map(({ count }) => count);
const { subsets } = await info({ name: 'a', files: [{ path: 'b', data: new Uint8Array(1) }] }, { from: 'coco' });
const image: number | undefined = subsets[0]?.images;
const code: string = new DropsetError('corrupt', 'a.zip', 'words').code;
// @ts-expect-error a format that does not exist
await convert('a.zip', { to: 'cocoo' });
// @ts-expect-error an option of another type
await convert('a.zip', { to: 'datumaro', exportOptions: { save_media: 'perhaps' } });
// @ts-expect-error an option that this format does not have
await convert('a.zip', { to: 'datumaro', exportOptions: { segmentation_mode: 'mask' } });
export { blob, counts, image, code };
`.replace('', '');

function compile(context, entry, source, options) {
  const folder = temporaryFolder(context);
  const names = ['convert', 'info', 'DropsetError'].join(', ');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'main.ts'), `import { ${names} } from '${join(root, 'dist', entry)}';\n${source}`);
  const words = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', ...options, join(folder, 'main.ts')];
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...words], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    assert.fail(error.stdout || error);
  }
}

test('in a browser project', (context) => {
  const picked = `
declare const handle: FileSystemFileHandle;
await convert(new File([], 'a.zip'), { to: 'datumaro', output: { kind: 'handle', handle } });`;
  compile(context, 'index.js', kCommon + picked, ['--lib', 'es2022,dom', '--types', '']);
});

test('in a Node project, without the browser library', (context) => {
  const path = `
await convert(['a.zip', 'b'], { to: 'datumaro', output: { kind: 'path', path: 'c.zip', overwrite: true } });`;
  compile(context, 'node.js', kCommon + path, ['--lib', 'es2022', '--types', 'node', '--typeRoots', join(root, 'node_modules/@types')]);
});
