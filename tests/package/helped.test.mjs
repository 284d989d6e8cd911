// Conversions that helpers compress for: whatever they do, and whenever, the bytes are the same.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe as suite, test } from 'node:test';

import { outputToBlob } from '../../dist/blob-file.js';
import { runJob } from '../../dist/engine.js';
import { instantiate } from '../../dist/instance.js';
import { convert } from '../../dist/node.js';
import { compile } from '../../dist/node-core.js';
import { InputFiles, TemporaryFile } from '../../dist/node-files.js';
import { nodeHelpers } from '../../dist/node-helper.js';
import { ScratchStore } from '../../dist/scratch.js';
import { generate } from '../bench/generate.mjs';
import { list, temporaryFolder } from './support.mjs';

const folder = mkdtempSync(join(tmpdir(), 'dropset-helped-'));
after(() => rmSync(folder, { recursive: true }));
const input = join(folder, 'in.zip');
before(() => generate(input, { subset: 'train', images: 16_000, annotations: 120_000 })); // 72 MB of Datumaro JSON
const wasm = await compile();

/** Helpers of Node, watched. `meddle` may change a thread. */
function watchedHelpers(most, meddle = (thread) => thread) {
  const seen = { started: 0, ready: 0, posted: 0, answered: 0, ended: 0 };
  let wake = () => {};
  const next = () => new Promise((resolve) => (wake = resolve));
  const start = () => {
    const thread = meddle(nodeHelpers(wasm).start());
    ++seen.started;
    return {
      post(order, transfer) {
        ++seen.posted;
        thread.post(order, transfer);
      },
      listen(onReply, onDeath) {
        const hear = (reply) => {
          if (reply.type === 'ready') ++seen.ready;
          if (reply.type === 'made') ++seen.answered;
          onReply(reply);
          wake();
        };
        thread.listen(hear, () => {
          onDeath();
          wake();
        });
      },
      end() {
        ++seen.ended;
        thread.end();
      },
    };
  };
  // What may happen between steps: nothing but that helpers get ready; or everything that was posted is answered, too.
  const getReady = async () => {
    while (seen.ready < seen.started) await next();
  };
  const getAnswers = async () => {
    while (seen.ready < seen.started || seen.answered < seen.posted) await next();
  };
  return { seen, threads: { most, start }, getReady, getAnswers };
}

const turn = () => new Promise(setImmediate);

/** Runs the engine in this thread; `breathe`: what happens between steps. */
async function convertHere({
  source = input,
  importOptions = {},
  to = 'datumaro',
  exportOptions = {},
  level = 1,
  helpers,
  breathe = turn,
  isCancelled = () => false,
}) {
  const inputs = new InputFiles();
  const scratch = new TemporaryFile(join(folder, 'scratch'));
  const store = new ScratchStore(scratch);
  const environment = {
    openInput: (path) => inputs.file(path),
    openOutput: async () => outputToBlob(),
    createScratch: () => store.create(),
    breathe,
    helpers,
    close() {
      inputs.close();
      scratch.close();
    },
  };
  const job = {
    kind: 'convert',
    input: [{ name: 'in.zip', data: source }],
    limits: {},
    from: '',
    to,
    importOptions,
    exportOptions,
    zipLevel: level,
    target: { kind: 'blob' },
  };
  const { blob } = await runJob(await instantiate(wasm), environment, job, { onProgress() {}, isCancelled });
  return Buffer.from(await blob.arrayBuffer());
}

const alone = new Map();

/** What comes out without helpers. */
async function expected(to = 'datumaro', level = 1) {
  const key = `${to} ${level}`;
  if (!alone.has(key)) alone.set(key, await convertHere({ to, level }));
  return alone.get(key);
}

async function assertSame(bytes, to, level) {
  assert.ok(bytes.equals(await expected(to, level)), 'the bytes differ');
}

suite('the engine', () => {
  for (const [to, level] of [['datumaro', 1], ['datumaro', 6], ['coco_instances', 1]]) {
    test(`one helper that answers between the steps, ${to} at level ${level}`, async () => {
      const { seen, threads, getAnswers } = watchedHelpers(1);
      await assertSame(await convertHere({ to, level, helpers: threads, breathe: getAnswers }), to, level);
      assert.ok(seen.posted >= 8, `${seen.posted} pieces`);
      assert.deepEqual([seen.started, seen.ended], [1, 1]);
    });
  }

  test('three helpers that answer when they do', async () => {
    const { seen, threads } = watchedHelpers(3);
    await assertSame(await convertHere({ level: 6, helpers: threads }), 'datumaro', 6);
    assert.ok(seen.started > 0);
    assert.equal(seen.ended, seen.started);
  });

  test('a helper that never answers', async () => {
    const { seen, threads, getReady } = watchedHelpers(1, (thread) => ({ ...thread, post: () => {} }));
    await assertSame(await convertHere({ helpers: threads, breathe: getReady }));
    assert.deepEqual([seen.posted, seen.ended], [2, 1]);
  });

  test('a helper that dies over a piece', async () => {
    const { seen, threads, getReady } = watchedHelpers(1, (thread) => ({ ...thread, post: () => thread.end() }));
    await assertSame(await convertHere({ helpers: threads, breathe: getReady }));
    assert.ok(seen.posted > 0);
    assert.deepEqual([seen.started, seen.ended], [1, 1]);
  });

  test('helpers that cannot be started', async () => {
    const start = () => {
      throw new Error('no thread is to be had');
    };
    await assertSame(await convertHere({ helpers: { most: 3, start } }));
  });

  test('cancelled while pieces are under way: the helper is ended', async () => {
    const { seen, threads, getReady } = watchedHelpers(1);
    const isCancelled = () => seen.posted > seen.answered;
    await assert.rejects(convertHere({ helpers: threads, breathe: getReady, isCancelled }), { code: 'cancelled' });
    assert.deepEqual([seen.answered, seen.started, seen.ended], [0, 1, 1]);
  });
});

suite('images that are encrypted', () => {
  const kKey = 'datum-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
  const photos = join(folder, 'photos.zip');
  const tokens = join(folder, 'tokens.zip');
  const encryption = { source: photos, to: 'datumaro_binary', exportOptions: { 'save-media': 'True', 'encryption-key': kKey } };
  const decryption = { source: tokens, to: 'coco', importOptions: { 'encryption-key': kKey }, exportOptions: { 'save-media': 'True' } };
  let plain;
  before(async () => {
    await generate(photos, { subset: 'train', images: 400, annotations: 400, photos: { count: 400, bytes: 50_000 } });
    writeFileSync(tokens, await convertHere(encryption));
    plain = await convertHere(decryption);
  });

  const meddlers = {
    'by a helper': [(thread) => thread, 150, 1],
    'by one that dies': [(thread) => ({ ...thread, post: () => thread.end() }), 1, 1],
    'by one that breaks them': [(thread) => ({ ...thread, post: (order) => thread.post({ ...order, task: { kind: 'decrypt' } }, []) }), 1, 1],
  };
  for (const [name, [meddle, posted, ended]] of Object.entries(meddlers)) {
    test(`encrypted ${name}: they are decrypted to what they were`, async () => {
      const { seen, threads, getReady } = watchedHelpers(1, meddle);
      writeFileSync(join(folder, 'helped.zip'), await convertHere({ ...encryption, helpers: threads, breathe: getReady }));
      assert.ok(seen.posted >= posted, `${seen.posted} pieces`);
      assert.equal(seen.ended, ended);
      assert.ok((await convertHere({ ...decryption, source: join(folder, 'helped.zip') })).equals(plain));
    });

    test(`decrypted ${name}: the bytes are the same`, async () => {
      const { seen, threads, getReady } = watchedHelpers(1, meddle);
      assert.ok((await convertHere({ ...decryption, helpers: threads, breathe: getReady })).equals(plain));
      assert.ok(seen.posted >= posted, `${seen.posted} pieces`);
      assert.equal(seen.ended, ended);
    });
  }

  test('a token that was changed ends in the same error', async () => {
    const bytes = readFileSync(tokens);
    bytes[bytes.length >> 1] ^= 1;
    const changed = join(folder, 'changed.zip');
    writeFileSync(changed, bytes);
    const errors = [];
    for (const helpers of [undefined, watchedHelpers(1).threads]) {
      await convertHere({ ...decryption, source: changed, helpers }).catch(({ code, path, detail }) => errors.push([code, path, detail]));
    }
    assert.equal(errors.length, 2);
    assert.deepEqual(errors[1], errors[0]);
  });
});

suite('convert', () => {
  for (const level of [1, 6]) {
    test(`writes what the engine writes alone, level ${level}`, async () => {
      const { blob } = await convert(input, { to: 'datumaro', zipLevel: level });
      await assertSame(Buffer.from(await blob.arrayBuffer()), 'datumaro', level);
    });
  }

  test('several at once, and one that is cancelled among them', async (context) => {
    const place = temporaryFolder(context);
    const controller = new AbortController();
    const to = (name) => ({ kind: 'path', path: join(place, name) });
    const onProgress = ({ done, total }) => done > total / 2 && controller.abort();
    const [first, cancelled, second] = await Promise.allSettled([
      convert(input, { to: 'datumaro', output: to('first.zip') }),
      convert(input, { to: 'datumaro', output: to('cancelled.zip'), signal: controller.signal, onProgress }),
      convert(input, { to: 'datumaro', output: to('second.zip') }),
    ]);
    assert.deepEqual([first.status, second.status], ['fulfilled', 'fulfilled']);
    assert.equal(cancelled.reason?.code, 'cancelled');
    assert.deepEqual(list(place), ['first.zip', 'second.zip']);
    for (const name of list(place)) await assertSame(readFileSync(join(place, name)));
  });
});
