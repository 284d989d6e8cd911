// Encrypted in the page, decrypted in Node; and the other way round.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { convert } from '../../dist/node.js';
import { cocoDataset, unzip, zip } from './fixtures.mjs';
import { counted, download, give, launch, openDropset, screenshot, servePage } from './harness.mjs';

const dataset = cocoDataset();
let server, browser;

before(async () => {
  [server, browser] = await Promise.all([servePage(), launch()]);
});
after(() => Promise.all([browser?.close(), server?.close()]));

const bytesOf = async ({ blob }) => Buffer.from(await blob.arrayBuffer());

async function downloadOf(page, name) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

function assertImages(archive) {
  const files = unzip(archive);
  for (const [path, bytes] of Object.entries(dataset.images)) assert.ok(files[`images/${path}`]?.equals(bytes), path);
}

test('what the page encrypts, Node decrypts with the key that the page gives', async () => {
  const { page, check, close } = await openDropset(browser, server.url);
  await give(page, 'pets.zip', zip(dataset.files));
  await counted(page);
  await page.getByRole('radio', { name: /\bdatumaro_binary$/ }).check();
  await page.getByLabel('Encryption', { exact: true }).check();
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
  await page.getByText('Without this key nobody can read it again').waitFor();
  await screenshot(page, 'encrypted');
  const archive = await downloadOf(page, /^Download pets/);
  const key = await downloadOf(page, /^Download secret_key/);
  assert.equal(key.name, 'secret_key.txt');
  const secretKey = key.bytes.toString();
  assert.match(secretKey, /^datum-[\w-]{43}=$/);
  assert.ok(!archive.bytes.includes(secretKey));
  assert.ok(!(await page.content()).includes(secretKey.slice(6)), 'the page shows the key');
  assert.ok(!page.url().includes(secretKey.slice(6)));
  await close();
  check();
  const back = await convert(archive.bytes, { to: 'coco', importOptions: { encryption_key: secretKey }, exportOptions: { save_media: true } });
  assertImages(await bytesOf(back));
  await assert.rejects(convert(archive.bytes, { to: 'coco' }), { code: 'encrypted' });
});

test('what Node encrypts, the page decrypts with its key', async () => {
  const encrypted = await convert(zip(dataset.files), { to: 'datumaro_binary', exportOptions: { encryption: true, save_media: true } });
  const { page, check, close } = await openDropset(browser, server.url);
  await give(page, 'encrypted.zip', await bytesOf(encrypted));
  await page.getByText('its key is needed').waitFor();
  await page.getByText('How the dataset is read').click();
  const field = page.getByLabel('Encryption key', { exact: true });
  await field.fill(encrypted.secretKey);
  await field.press('Tab');
  await counted(page);
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
  const { bytes } = await download(page);
  assertImages(bytes);
  assert.ok(!(await page.content()).includes(encrypted.secretKey.slice(6)), 'the page shows the key');
  await close();
  check();
});
