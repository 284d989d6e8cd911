// The page and the command write the same bytes, of a real dataset where there is one, and of one whose output is compressed by several
// threads.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { generate } from '../bench/generate.mjs';
import { cocoDataset, zip } from './fixtures.mjs';
import { convertTo, download, launch, openDropset, servePage } from './harness.mjs';

const REAL = new URL('../../../shared/real/coco-keypoints.zip', import.meta.url);

async function datasets(folder) {
  const large = join(folder, 'generated');
  await generate(large, { subset: 'train', images: 12_000, annotations: 90_000 });
  const made = [
    { name: 'pets.zip', bytes: zip(cocoDataset().files) },
    { name: 'large.zip', bytes: await readFile(large) },
  ];
  if (existsSync(REAL)) return [...made, { name: 'coco-keypoints.zip', bytes: await readFile(REAL) }];
  console.log('note: ../shared/real is not here: only made datasets are compared');
  return made;
}

test('the page and the command write the same bytes', async () => {
  const [server, browser, folder] = await Promise.all([servePage(), launch(), mkdtemp(join(tmpdir(), 'dropset-command-'))]);
  try {
    for (const { name, bytes } of await datasets(folder)) {
      const { page, check, close } = await openDropset(browser, server.url);
      const [input, output] = [join(folder, name), join(folder, `out-${name}`)];
      await writeFile(input, bytes);
      await page.setInputFiles('#files', input);
      await convertTo(page, 'datumaro');
      const downloaded = await download(page);
      await close();
      check();
      const command = ['dist/cli.js', 'convert', '-i', input, '-f', 'datumaro', '-o', output, '--', '--save-media'];
      await promisify(execFile)(process.execPath, command);
      assert.ok(downloaded.bytes.equals(await readFile(output)), `${name}: the page and the command differ`);
    }
  } finally {
    await Promise.all([browser.close(), server.close(), rm(folder, { recursive: true })]);
  }
});
