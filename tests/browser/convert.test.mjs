// Drop, convert, download, unzip, compare; and what else a person does on the way.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { cocoDataset, unzip, writeHugeZip, zip } from './fixtures.mjs';
import {
  convertTo,
  counted,
  download,
  dropPaths,
  give,
  launch,
  openDropset,
  privateFiles,
  screenshot,
  servePage,
} from './harness.mjs';

const dataset = cocoDataset();
let server, browser, dropset, page, folder;

before(async () => {
  [server, browser, folder] = await Promise.all([servePage(), launch(), mkdtemp(join(tmpdir(), 'dropset-browser-'))]);
});
after(() => Promise.all([browser?.close(), server?.close(), folder && rm(folder, { recursive: true })]));
beforeEach(async () => {
  dropset = await openDropset(browser, server.url);
  page = dropset.page;
});
afterEach(async () => {
  const { check, close } = dropset;
  await close();
  check();
});

async function writeFolder(root, files) {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
}

function assertDatumaro(archive) {
  const files = unzip(archive);
  const images = Object.entries(dataset.images);
  for (const [path, bytes] of images) assert.ok(files[`images/${path}`]?.equals(bytes), path);
  assert.equal(Object.keys(files).length, images.length + 2);
  const train = JSON.parse(files['annotations/train.json']);
  assert.deepEqual(train.items.map(({ id }) => id).sort(), ['cat', 'dog']);
  const shapes = train.items.flatMap(({ annotations }) => annotations);
  assert.deepEqual(shapes.find(({ type }) => type === 'polygon').points, [4, 5, 24, 5, 24, 15, 4.125, 15]);
  assert.deepEqual(shapes.find(({ type, label_id }) => type === 'bbox' && label_id === 0).bbox, [1.5, 2, 10.25, 12]);
  const val = JSON.parse(files['annotations/val.json']);
  assert.equal(val.items[0].annotations.length, 2);
  assert.deepEqual(
    val.categories.label.labels.map(({ name }) => name),
    ['cat', 'dog'],
  );
}

test('a zip is picked, its contents shown, converted, downloaded, and the same as expected', async () => {
  await screenshot(page, 'idle');
  await give(page, 'pets.zip', zip(dataset.files));
  await counted(page);
  await screenshot(page, 'detected');
  assert.match(await page.locator('.detected').innerText(), /COCO[\s\S]*annotations\/instances_/);
  assert.match(await page.locator('.totals').innerText(), /images\s+3\s+annotations\s+5\s+labels\s+2/);
  assert.match(await page.getByRole('row', { name: /^train/ }).innerText(), /train\s+2\s+3/);

  await convertTo(page, 'datumaro');
  const { name, bytes } = await download(page);
  await screenshot(page, 'done');
  assert.match(name, /^pets.*\.zip$/);
  assertDatumaro(bytes);
  assert.match(await page.locator('.report').innerText(), /Nothing was lost/);

  assert.equal((await privateFiles(page)).length, 1, 'the result alone is kept');
  await page.getByRole('button', { name: 'Convert another' }).click();
  await page.getByText('Drop your dataset here').waitFor();
  await page.waitForFunction(async () => (await globalThis.privateFiles()).length === 0);
});

test('a zip, a folder and loose parts, dropped, give the same bytes as the zip', async () => {
  const root = join(folder, 'drops');
  await writeFolder(join(root, 'pets'), dataset.files);
  await writeFile(join(root, 'pets.zip'), zip(dataset.files));
  const drops = [[join(root, 'pets.zip')], [join(root, 'pets')], [join(root, 'pets/annotations'), join(root, 'pets/images')]];
  const results = [];
  for (const paths of drops) {
    await dropPaths(page, paths);
    await convertTo(page, 'datumaro');
    results.push((await download(page)).bytes);
    await page.getByRole('button', { name: 'Convert another' }).click();
  }
  assertDatumaro(results[0]);
  for (const result of results.slice(1)) assert.deepEqual(unzip(result), unzip(results[0]));
});

test('archives of images, dropped together, are read each for itself and downloaded as one under its own name', async () => {
  const root = join(folder, 'archives');
  const [[, first], [, second]] = Object.entries(dataset.images);
  const archives = { 'first.zip': zip({ 'photos/1.png': first }), 'second.zip': zip({ 'photos/1.png': second, '2.png': first }) };
  await writeFolder(root, archives);
  await dropPaths(page, Object.keys(archives).map((name) => join(root, name)));
  await convertTo(page, 'image_zip');
  const { name, bytes } = await download(page);
  assert.equal(name, 'default.zip');
  assert.deepEqual(unzip(bytes), { 'photos/1.png': first, '2.png': first, 'second/photos/1.png': second });
});

test('a drop made by a script, anywhere on the page', async () => {
  const base64 = zip(dataset.files).toString('base64');
  const transfer = await page.evaluateHandle(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const made = new DataTransfer();
    made.items.add(new File([bytes], 'pets.zip', { type: 'application/zip' }));
    return made;
  }, base64);
  await page.dispatchEvent('footer', 'dragover', { dataTransfer: transfer });
  assert.equal(await page.evaluate(() => document.body.classList.contains('dragging')), true);
  await page.dispatchEvent('footer', 'drop', { dataTransfer: transfer });
  await convertTo(page, 'datumaro');
  assertDatumaro((await download(page)).bytes);
});

test('a folder is picked', async () => {
  const root = join(folder, 'picked', 'pets');
  await writeFolder(root, dataset.files);
  await page.setInputFiles('#folder', root);
  await counted(page);
  assert.equal(await page.locator('#source-name').innerText(), 'pets');
  await convertTo(page, 'datumaro');
  assertDatumaro((await download(page)).bytes);
});

test('without its images, and there and back again', async () => {
  await give(page, 'pets.zip', zip(dataset.files));
  await counted(page);
  await page.getByLabel('Save media').uncheck();
  await convertTo(page, 'datumaro');
  const { bytes } = await download(page);
  assert.deepEqual(Object.keys(unzip(bytes)).sort(), ['annotations/train.json', 'annotations/val.json']);

  await page.getByRole('button', { name: 'Change the options' }).click();
  assert.equal(await page.getByLabel('Save media').isChecked(), false, 'the choice is kept');
  await page.getByLabel('Save media').check();
  await convertTo(page, 'datumaro');
  const whole = await download(page);
  await page.getByRole('button', { name: 'Convert another' }).click();
  await give(page, whole.name, whole.bytes);
  await convertTo(page, 'coco');
  const back = unzip((await download(page)).bytes);
  for (const [path, image] of Object.entries(dataset.images)) assert.ok(back[`images/${path}`]?.equals(image), path);
  const train = JSON.parse(back['annotations/instances_train.json']);
  assert.deepEqual(
    train.annotations.map(({ bbox }) => bbox),
    [
      [1.5, 2, 10.25, 12],
      [4, 5, 20, 10],
    ],
  );
});

test('with the keyboard alone', async () => {
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
  const tabTo = async (wanted) => {
    for (let presses = 0; presses < 40; ++presses) {
      if (wanted.test(await focused())) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`Tab never reaches ${wanted}`);
  };
  // Asked for early: the browser needs a moment until it hands the dialog over.
  const asked = page.waitForEvent('filechooser');
  await tabTo(/^files$/);
  await page.keyboard.press('Enter');
  const chooser = await asked;
  await chooser.setFiles({ name: 'pets.zip', mimeType: 'application/zip', buffer: zip(dataset.files) });
  await counted(page);
  assert.match(await focused(), /^family-/, 'the target is next');
  while ((await focused()) !== 'family-datumaro') await page.keyboard.press('ArrowRight');
  await tabTo(/^Convert$/);
  await page.keyboard.press('Enter');
  await page.locator('.done').waitFor();
  assert.match(await focused(), /^Download pets/, 'the download is next');
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  assert.match(file.suggestedFilename(), /^pets/);
  await tabTo(/^Convert another$/);
  await page.keyboard.press('Enter');
  await page.getByText('Drop your dataset here').waitFor();
  assert.equal(await focused(), 'files');
});

test('cancel takes effect within half a second and leaves no file', async () => {
  const huge = join(folder, 'huge.zip');
  await writeHugeZip(huge, 96, 16 << 20);
  await page.setInputFiles('#files', huge);
  await convertTo(page, 'datumaro');
  await page.waitForFunction(() => document.querySelector('progress').value > 0.05);
  await screenshot(page, 'converting');
  assert.match(await page.locator('.pace').innerText(), /MB of 1\.61 GB/);
  assert.notEqual((await privateFiles(page)).length, 0, 'there is something to remove');

  const took = await page.evaluate(async () => {
    const started = performance.now();
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Cancel').click();
    const cancelled = async () => document.querySelector('.notice')?.textContent && (await globalThis.privateFiles()).length === 0;
    while (!(await cancelled())) await new Promise(requestAnimationFrame);
    return performance.now() - started;
  });
  assert.ok(took < 500, `took ${Math.round(took)} ms`);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Convert');
});
