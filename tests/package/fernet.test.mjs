// Fernet tokens by the platform's ciphers, against the vectors of the specification and against the core's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decrypt, encrypt } from '../../dist/fernet.js';
import { instantiate } from '../../dist/instance.js';
import { compile } from '../../dist/node-core.js';

const core = await instantiate(await compile());

const bytesOf = (base64) => new Uint8Array(Buffer.from(base64, 'base64url'));
const kKey = bytesOf('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=');
const kToken = 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==';
const kHeader = bytesOf(kToken).slice(0, 25);

/** What becomes of it; null where that is nothing. */
async function run(work, text, task) {
  const content = Buffer.from(text);
  const bytes = new Uint8Array(new ArrayBuffer(Math.ceil(content.length / 3) * 4 + 4096));
  bytes.set(content);
  const size = await work(core, task, bytes, content.length);
  return size === 0 ? null : Buffer.from(bytes.buffer, 0, size).toString('latin1');
}

const encrypted = (text, key = kKey) => run(encrypt, text, { kind: 'encrypt', key, header: kHeader });
const decrypted = (token, key = kKey) => run(decrypt, token, { kind: 'decrypt', key });

test("makes and reads the specification's token", async () => {
  assert.equal(await encrypted('hello'), kToken);
  assert.equal(await decrypted(kToken), 'hello');
});

test('every size comes back', async () => {
  for (const size of [1, 15, 16, 17, 47, 48, 49, 1000, 100_000]) {
    const text = 'x'.repeat(size);
    assert.equal(await decrypted(await encrypted(text)), text);
  }
});

test('keys are told apart', async () => {
  const other = new Uint8Array(32).fill(7);
  const token = await encrypted('hello', other);
  assert.notEqual(token, kToken);
  assert.equal(await decrypted(token), null);
  assert.equal(await decrypted(token, other), 'hello');
});

test('what is no token becomes nothing', async () => {
  const raw = bytesOf(kToken);
  const changed = (at) => Buffer.from(raw.map((byte, index) => (index === at ? byte ^ 1 : byte))).toString('base64url') + '==';
  const cut = (bytes) => Buffer.from(raw.slice(0, bytes)).toString('base64url');
  for (const token of [changed(0), changed(3), changed(20), changed(30), changed(70), cut(72), cut(57), cut(24), 'gAAA', '!', `${kToken}\n`]) {
    assert.equal(await decrypted(token), null, token);
  }
});

test('blocks that were signed but are no padded text become nothing', async () => {
  const { subtle } = crypto;
  const signing = await subtle.importKey('raw', kKey.slice(0, 16), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  for (const size of [16, 20]) {
    const signed = new Uint8Array([...kHeader, ...new Uint8Array(size)]);
    const tag = new Uint8Array(await subtle.sign('HMAC', signing, signed));
    const token = Buffer.from([...signed, ...tag]).toString('base64url');
    assert.equal(await decrypted(token + '='.repeat((4 - (token.length % 4)) % 4)), null);
  }
});
