// Nothing leaves the machine: the browser itself refuses, for the page and for its workers, behind a server that sends no policy.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cocoDataset, zip } from './fixtures.mjs';
import { convertTo, download, give, launch, openDropset, servePage, serveStranger } from './harness.mjs';

let server, stranger, browser;

before(async () => {
  stranger = await serveStranger();
  const probe = `fetch('${stranger.url}worker').then(() => postMessage('sent'), () => postMessage('refused'));`;
  [server, browser] = await Promise.all([servePage({ '/probe.js': probe }), launch()]);
});
after(() => Promise.all([browser?.close(), server?.close(), stranger?.close()]));

test('neither the page nor a worker can reach another site', async () => {
  const { page, close } = await openDropset(browser, server.url);
  const attempts = await page.evaluate(async (url) => {
    const refused = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.push(effectiveDirective));
    const fetched = await fetch(`${url}page`).then(
      () => 'sent',
      () => 'refused',
    );
    const image = await new Promise((resolve) => {
      const element = new Image();
      element.onload = () => resolve('sent');
      element.onerror = () => resolve('refused');
      element.src = `${url}image`;
    });
    navigator.sendBeacon(`${url}beacon`, 'data');
    const worker = await new Promise((resolve) => {
      new Worker(new URL('probe.js', location.href), { type: 'module' }).onmessage = ({ data }) => resolve(data);
    });
    return { fetched, image, worker, refused: refused.sort() };
  }, stranger.url);
  await close();
  assert.deepEqual(attempts, {
    fetched: 'refused',
    image: 'refused',
    worker: 'refused',
    refused: ['connect-src', 'connect-src', 'img-src'],
  });
  assert.deepEqual(stranger.calls, []);
});

test('once it has loaded it needs no server: it converts, and opens again', async () => {
  const doomed = await servePage();
  const { page, complaints, close } = await openDropset(browser, doomed.url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await doomed.close();
  const convertOnce = async () => {
    await give(page, 'pets.zip', zip(cocoDataset().files));
    await convertTo(page, 'datumaro');
    assert.ok((await download(page)).bytes.length > 500);
  };
  await convertOnce();
  assert.deepEqual(complaints, []);
  await page.reload();
  await page.getByText('Reads and tells apart').waitFor();
  await convertOnce();
  await close();
});
