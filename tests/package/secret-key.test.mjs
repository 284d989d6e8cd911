// The key of an encrypted dataset: where it goes, and where it does not. Tokens are opened by Node's own crypto.

import assert from 'node:assert/strict';
import { createDecipheriv, createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as suite, test } from 'node:test';

import { convert, DropsetError } from '../../dist/node.js';
import { cocoFiles, list, run, temporaryFolder, unzip, zip } from './support.mjs';

const shape = /^datum-[\w-]{43}=$/;
const encrypting = { to: 'datumaro_binary', exportOptions: { encryption: true, save_media: true } };

/** The text of a Fernet token (https://github.com/fernet/spec). */
function open(token, secretKey) {
  const key = Buffer.from(secretKey.slice('datum-'.length), 'base64url');
  const raw = Buffer.from(token.toString(), 'base64url');
  const signed = raw.subarray(0, -32);
  assert.equal(raw[0], 0x80);
  assert.ok(Math.abs(Number(raw.readBigUInt64BE(1)) - Date.now() / 1000) < 600, 'the time');
  assert.deepEqual(createHmac('sha256', key.subarray(0, 16)).update(signed).digest(), raw.subarray(-32));
  const decipher = createDecipheriv('aes-128-cbc', key.subarray(16), raw.subarray(9, 25));
  return Buffer.concat([decipher.update(signed.subarray(25)), decipher.final()]);
}

/** The tokens of a .datum: what follows its key check's length. */
function tokensOf(datum) {
  let at = 25;
  const block = () => {
    const size = datum.readUInt32LE(at);
    at += 4 + size;
    return datum.subarray(at - size, at);
  };
  block(); // version
  const [check, infos, categories, mediaType, sizes] = Array.from({ length: 5 }, block);
  return { check, infos, categories, mediaType, sizes, blobs: datum.subarray(at) };
}

const bytesOf = async ({ blob }) => Buffer.from(await blob.arrayBuffer());

suite('the API', () => {
  test('hands the key out, and nothing else opens the dataset', async () => {
    const input = cocoFiles();
    const result = await convert(zip(input), encrypting);
    assert.match(result.secretKey, shape);
    assert.ok(!JSON.stringify({ ...result, secretKey: '' }).includes(result.secretKey.slice(6, 40)));
    const archive = await bytesOf(result);
    assert.ok(!archive.includes(result.secretKey));
    const files = unzip(archive);
    assert.ok(!Object.keys(files).some((path) => path.includes('secret')));
    const { check, categories, blobs } = tokensOf(files['annotations/train.datum']);
    assert.equal(open(check, result.secretKey).toString(), result.secretKey);
    assert.match(open(categories, result.secretKey).toString(), /"name":"cat"/);
    assert.ok(open(blobs, result.secretKey).length > 100);
    assert.deepEqual(open(files['images/train/1.png'], result.secretKey), input['images/train/1.png']);

    const back = await convert(archive, { to: 'coco', importOptions: { encryption_key: result.secretKey }, exportOptions: { save_media: true } });
    assert.equal(back.secretKey, undefined);
    assert.deepEqual(unzip(await bytesOf(back))['images/train/1.png'], input['images/train/1.png']);
  });

  test('makes another key each time, and uses a given one again', async () => {
    const first = await convert(zip(cocoFiles()), encrypting);
    const second = await convert(zip(cocoFiles()), encrypting);
    assert.notEqual(first.secretKey, second.secretKey);
    const third = await convert(zip(cocoFiles()), { to: 'datumaro_binary', exportOptions: { encryption_key: first.secretKey } });
    assert.equal(third.secretKey, first.secretKey);
  });

  test('says what is wrong with a key without showing it', async () => {
    const { secretKey, ...result } = await convert(zip(cocoFiles()), encrypting);
    const archive = await bytesOf(result);
    const other = `${secretKey.slice(0, 20)}${secretKey[20] === 'A' ? 'B' : 'A'}${secretKey.slice(21)}`;
    for (const [importOptions, code, words] of [
      [{}, 'encrypted', /its key is needed/],
      [{ encryption_key: other }, 'encrypted', /is not the dataset's/],
      [{ encryption_key: secretKey.slice(6) }, 'usage', /50 characters, not 44/],
      [{ strict: secretKey }, 'usage', /another value/],
      [{ [secretKey]: true }, 'usage', /no such option/],
    ]) {
      await assert.rejects(convert(archive, { to: 'coco', importOptions }), (error) => {
        assert.ok(error instanceof DropsetError);
        assert.equal(error.code, code);
        assert.match(error.message, words);
        assert.doesNotMatch(error.message, /[\w-]{43}=/);
        return true;
      });
    }
  });
});

suite('the command', () => {
  const command = (...words) => ['convert', '-i', 'coco.zip', '-f', 'datumaro_binary', ...words, '--', '--encryption', '--save-media'];
  function workplace(context) {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'coco.zip'), zip(cocoFiles()));
    return folder;
  }

  test('writes secret_key.txt beside an archive, for its owner only', async (context) => {
    const cwd = workplace(context);
    const { code, stdout, stderr } = await run(command('-o', 'out.zip'), { cwd });
    assert.equal(code, 0, stderr);
    assert.deepEqual(list(cwd), ['coco.zip', 'out.zip', 'secret_key.txt']);
    assert.equal(statSync(join(cwd, 'secret_key.txt')).mode & 0o777, 0o600);
    const key = readFileSync(join(cwd, 'secret_key.txt'), 'utf8');
    assert.match(key, shape);
    assert.match(stdout, /secret_key\.txt/);
    assert.ok(!(stdout + stderr).includes(key));
    const back = await run(['convert', '-i', 'out.zip', '--import-opt', `encryption-key=${key}`, '-f', 'coco', '-o', 'back.zip'], { cwd });
    assert.equal(back.code, 0, back.stderr);
    assert.ok(!(back.stdout + back.stderr).includes(key));
  });

  test('writes it into a folder, a new one or one that exists', async (context) => {
    const cwd = workplace(context);
    for (const out of ['new', 'empty']) {
      if (out === 'empty') mkdirSync(join(cwd, out));
      const { code, stderr, stdout } = await run(command('-o', out, '--report', 'json'), { cwd });
      assert.equal(code, 0, stderr);
      assert.deepEqual(list(join(cwd, out)), ['annotations/train.datum', 'images/train/1.png', 'images/train/2.png', 'secret_key.txt']);
      assert.equal(statSync(join(cwd, out, 'secret_key.txt')).mode & 0o777, 0o600);
      const key = readFileSync(join(cwd, out, 'secret_key.txt'), 'utf8');
      assert.equal(JSON.parse(stdout).keyFile, join(out, 'secret_key.txt'));
      assert.ok(!stdout.includes(key));
    }
  });

  test('never replaces another key, and keeps the same one', async (context) => {
    const cwd = workplace(context);
    await run(command('-o', 'first.zip'), { cwd });
    const key = readFileSync(join(cwd, 'secret_key.txt'), 'utf8');
    const second = await run(command('-o', 'second.zip', '--overwrite'), { cwd });
    assert.equal(second.code, 2);
    assert.match(second.stderr, /secret_key\.txt: holds another key/);
    assert.ok(!second.stderr.includes(key));
    assert.deepEqual(list(cwd), ['coco.zip', 'first.zip', 'secret_key.txt']);
    const words = ['convert', '-i', 'coco.zip', '-f', 'datumaro_binary', '-o', 'third.zip', '--', '--encryption-key', key];
    const third = await run(words, { cwd });
    assert.equal(third.code, 0, third.stderr);
    assert.equal(readFileSync(join(cwd, 'secret_key.txt'), 'utf8'), key);
    assert.deepEqual(list(cwd), ['coco.zip', 'first.zip', 'secret_key.txt', 'third.zip']);
  });

  test('leaves no key behind where it fails', async (context) => {
    const cwd = workplace(context);
    const broken = readFileSync(join(cwd, 'coco.zip'));
    writeFileSync(join(cwd, 'coco.zip'), broken.fill(7, 60, 90));
    const { code } = await run(command('-o', 'out.zip'), { cwd });
    assert.equal(code, 1);
    assert.deepEqual(list(cwd), ['coco.zip']);
  });

  test('shows no key that stands in the wrong place', async (context) => {
    const cwd = workplace(context);
    const key = `datum-${Buffer.alloc(32, 7).toString('base64url')}=`;
    for (const [words, exitCode = 2] of [
      [['convert', '-i', 'coco.zip', '-f', 'datumaro_binary', '-o', 'x.zip', '--', '--encryption', key]],
      [['convert', '-i', 'coco.zip', '-f', 'datumaro_binary', '-o', 'x.zip', '--', `--encryption=${key}`]],
      [['convert', '-i', 'coco.zip', '-f', 'datumaro_binary', '-o', 'x.zip', '--', `--${key}`]],
      [['convert', '-i', 'coco.zip', '--import-opt', key, '-f', 'datumaro_binary', '-o', 'x.zip']],
      [['formats', 'coco', key]],
      [['detect', 'coco.zip', key], 1],
    ]) {
      const { code, stdout, stderr } = await run(words, { cwd });
      assert.equal(code, exitCode);
      assert.ok(!(stdout + stderr).includes(key.slice(6, 30)), stderr);
    }
  });
});
