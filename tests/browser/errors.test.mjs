// What cannot be converted is refused with its place and words, and the page goes on.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { cocoDataset, zip } from './fixtures.mjs';
import { convertTo, counted, dropPaths, give, launch, openDropset, privateFiles, screenshot, servePage } from './harness.mjs';

const { files } = cocoDataset();
let server, browser, dropset, page;

before(async () => {
  [server, browser] = await Promise.all([servePage(), launch()]);
});
after(() => Promise.all([browser?.close(), server?.close()]));
beforeEach(async () => {
  dropset = await openDropset(browser, server.url);
  page = dropset.page;
});
afterEach(async () => {
  const { check, close } = dropset;
  await close();
  check();
});

async function refused() {
  const alert = page.getByRole('alert');
  await alert.waitFor();
  return {
    title: await page.locator('.failed h2').innerText(),
    place: await alert.locator('.places').innerText(),
    words: await alert.innerText(),
  };
}

const cases = [
  {
    name: 'not a zip',
    file: 'notes.zip',
    bytes: Buffer.from('this is not an archive at all\n'.repeat(20)),
    title: /cannot be read/,
  },
  { name: 'a truncated zip', file: 'half.zip', bytes: zip(files).subarray(0, 700), title: /cannot be read|damaged|incomplete/ },
  { name: 'an encrypted zip', file: 'locked.zip', bytes: zip(files, { encrypted: true }), title: /encrypted/ },
  { name: 'a name that escapes', file: 'evil.zip', bytes: zip({ '../evil.json': Buffer.from('{}') }), title: /not safe/ },
  { name: 'no dataset', file: 'readme.zip', bytes: zip({ 'readme.txt': Buffer.from('hello') }), title: /No dataset found/ },
];

for (const { name, file, bytes, title } of cases) {
  test(`${name}: an error that names the file`, async () => {
    await give(page, file, bytes);
    const shown = await refused();
    if (name === 'no dataset') await screenshot(page, 'error');
    assert.match(shown.title, title);
    assert.ok(shown.place.includes(file), shown.place);
    assert.ok(shown.words.length > shown.place.length + 10, 'there are words beside the place');
    assert.deepEqual(await privateFiles(page), []);
    assert.match(await page.evaluate(() => document.activeElement.textContent), title, 'the keyboard continues at the error');

    await page.getByRole('button', { name: 'Use another dataset' }).click();
    await give(page, 'pets.zip', zip(files));
    await convertTo(page, 'datumaro');
    await page.locator('.done').waitFor();
  });
}

test('an archive that goes beyond a limit can be opened by raising it', async () => {
  await give(page, 'pets.zip', zip({ ...files, 'empty.bin': Buffer.alloc(70e6) }));
  const { title, words } = await refused();
  assert.match(title, /beyond a limit/);
  assert.match(words, /raise max-ratio/);
  await page.getByLabel('Max ratio').fill('2000');
  await page.getByRole('button', { name: 'Try again' }).click();
  await convertTo(page, 'datumaro');
  await page.locator('.done').waitFor();
});

test('an empty folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dropset-empty-'));
  await dropPaths(page, [folder]);
  await page.getByRole('alert').waitFor();
  await rm(folder, { recursive: true });
  assert.match(await page.getByRole('alert').innerText(), /no file/);
});

test('broken annotations: the place in the file is shown, and the options can be changed', async () => {
  const broken = { ...files, 'annotations/instances_train.json': files['annotations/instances_train.json'].subarray(0, 300) };
  await give(page, 'broken.zip', zip(broken));
  await page.locator('.target').waitFor();
  await page.getByText('It could not be counted').waitFor();
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
  const { place } = await refused();
  assert.match(place, /annotations\/instances_train\.json/);
  await page.getByRole('button', { name: 'Change the options' }).click();
  await page.locator('.target').waitFor();
  assert.deepEqual(await privateFiles(page), []);
});

test('a dataset that no format is found for can be read by naming one', async () => {
  await give(page, 'readme.zip', zip({ 'readme.txt': Buffer.from('hello') }));
  await refused();
  await page.getByLabel('Read it as').selectOption('datumaro');
  await page.getByRole('button', { name: 'Try' }).click();
  await page.locator('.target').waitFor();
  assert.match(await page.locator('.detected').innerText(), /Read as/);
});

test('what is skipped is counted, with its place', async () => {
  const text = JSON.parse(files['annotations/instances_val.json']);
  text.annotations.push({ id: 9, image_id: 999, category_id: 1, bbox: [1, 1, 1, 1] });
  const { 'images/val/both.png': _, ...rest } = { ...files, 'annotations/instances_val.json': Buffer.from(JSON.stringify(text)) };
  await give(page, 'gaps.zip', zip(rest));
  await counted(page);
  await convertTo(page, 'datumaro');
  await page.locator('.done').waitFor();
  const report = await page.locator('.report').innerText();
  assert.match(report, /1×/);
  assert.match(report, /annotations\[2\]/);
  assert.match(report, /not saved\. 1×\s+Where: val\/both/);
});
