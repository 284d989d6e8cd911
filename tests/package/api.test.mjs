// The package's API in Node, as built in dist/.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe as suite, test } from 'node:test';

import { convert, describe, detect, DropsetError, info } from '../../dist/node.js';
import { annotationPath, cocoFiles, cocoJson, list, png, root, temporaryFolder, unzip, writeFiles, zip } from './support.mjs';

const coco = () => zip(cocoFiles());

/** What a rejection is. */
async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof DropsetError, String(error));
    assert.equal(error.message, error.path ? `${error.path}: ${error.detail}` : error.detail);
    return error;
  }
  assert.fail('it did not fail');
}

const bytesOf = async ({ blob }) => Buffer.from(await blob.arrayBuffer());

suite('describe', () => {
  test('names the version of package.json and every format with its options', async () => {
    const { version, formats } = await describe();
    assert.equal(version, JSON.parse(readFileSync(join(root, 'package.json'))).version);
    const instances = formats.find(({ id }) => id === 'coco_instances');
    assert.equal(instances.family, 'coco');
    assert.ok(instances.readable && instances.writable);
    const saveMedia = instances.exportOptions.find(({ name }) => name === 'save-media');
    assert.equal(saveMedia.type, 'flag');
    assert.equal(saveMedia.secret, false);
  });

  test('names the limits of inputs, and each way of reading holds them', async () => {
    const { limits } = await describe();
    assert.deepEqual(limits.map(({ name }) => name), ['max-entries', 'max-entry-size', 'max-total-size', 'max-ratio']);
    const tight = { limits: { max_total_size: 100 } };
    const ways = [detect, info, (input, options) => convert(input, { to: 'datumaro', ...options })];
    for (const read of ways) {
      const { code, detail } = await failure(read(coco(), tight));
      assert.equal(code, 'limit');
      assert.match(detail, /raise max-total-size/);
    }
    assert.equal((await detect(coco(), { limits: { max_total_size: 1e6 } })).format, 'coco');
  });
});

suite('detect', () => {
  test('takes bytes, a Blob, a path, a folder, and files with paths', async (context) => {
    const folder = temporaryFolder(context);
    const archive = join(folder, 'in.zip');
    writeFileSync(archive, coco());
    const unpacked = writeFiles(join(folder, 'ds'), cocoFiles());
    const files = Object.entries(cocoFiles()).map(([path, data]) => ({ path, data: Buffer.from(data) }));
    for (const input of [coco(), new Blob([coco()]), archive, unpacked, { name: 'ds', files }, { name: 'in.zip', data: coco() }]) {
      const { format, reason } = await detect(input);
      assert.equal(format, 'coco');
      assert.ok(reason.length > 0);
    }
  });

  test('steps into a wrapping folder, and not into annotations/ that stands alone', async () => {
    const wrapped = Object.fromEntries(Object.entries(cocoFiles()).map(([path, data]) => [`a/b/${path}`, data]));
    assert.equal((await detect(zip(wrapped))).format, 'coco');
    assert.match((await detect(zip({ [annotationPath]: cocoJson() }))).reason, /annotations\//);
  });

  test('says what was looked for where there is no dataset', async () => {
    const error = await failure(detect({ name: 'text.zip', data: zip({ 'readme.txt': 'no dataset' }) }));
    assert.equal(error.code, 'not-found');
    assert.match(error.message, /annotations/);
  });
});

suite('info', () => {
  test('counts subsets, types, labels and missing media', async () => {
    const files = cocoFiles();
    delete files['images/train/2.png'];
    const found = await info(zip(files));
    assert.equal(found.from.format, 'coco');
    assert.deepEqual(found.subsets, [{ name: 'train', images: 2, annotations: 8, missingMedia: 1 }]);
    assert.deepEqual([found.annotationsByType.polygon, found.annotationsByType.bbox], [4, 4]);
    assert.deepEqual(found.annotationsByLabel, [
      { label: 'cat', count: 4 },
      { label: 'dog', count: 4 },
    ]);
  });
});

suite('convert', () => {
  test('gives a Blob with annotations and, when asked, the images byte for byte', async () => {
    const result = await convert({ name: 'pets.zip', data: coco() }, { to: 'datumaro', exportOptions: { save_media: true } });
    assert.equal(result.from.format, 'coco');
    assert.equal(result.to, 'datumaro');
    assert.equal(result.name, 'pets-datumaro.zip');
    assert.equal(result.items, 2);
    assert.deepEqual(result.report, []);
    const bytes = await bytesOf(result);
    assert.equal(bytes.length, result.bytes);
    const files = unzip(bytes);
    const { items } = JSON.parse(files['annotations/train.json']);
    assert.deepEqual(items.map(({ id }) => id), ['1', '2']);
    assert.equal(items[0].annotations.filter(({ type }) => type === 'polygon').length, 2);
    assert.deepEqual(files['images/train/1.png'], png(8, 6));
    await result.release();
    await result.release();
  });

  test('gives the same bytes in memory, in a file and again', async (context) => {
    const out = join(temporaryFolder(context), 'out.zip');
    const options = { to: 'datumaro', exportOptions: { save_media: true } };
    const first = await bytesOf(await convert(coco(), options));
    assert.deepEqual(await bytesOf(await convert(coco(), options)), first);
    const written = await convert(coco(), { ...options, output: { kind: 'path', path: out } });
    assert.equal(written.name, 'out.zip');
    assert.equal(written.blob, undefined);
    assert.deepEqual(readFileSync(out), first);
  });

  test('reads and writes folders, and follows no links', async (context) => {
    const folder = temporaryFolder(context);
    const source = writeFiles(join(folder, 'in'), cocoFiles());
    writeFileSync(join(folder, 'secret.png'), png(1, 1));
    symlinkSync(join(folder, 'secret.png'), join(source, 'images/train/link.png'));
    const out = join(folder, 'out');
    const result = await convert(source, { to: 'datumaro', exportOptions: { save_media: true }, output: { kind: 'path', path: out } });
    assert.deepEqual(list(out), ['annotations/train.json', 'images/train/1.png', 'images/train/2.png']);
    assert.deepEqual(result.report.map(({ code, count }) => [code, count]), [['link-ignored', 1]]);
    const archive = unzip(await bytesOf(await convert(source, { to: 'datumaro', exportOptions: { save_media: true } })));
    for (const name of list(out)) assert.deepEqual(readFileSync(join(out, name)), Buffer.from(archive[name]), name);
  });

  test('lays several inputs over each other', async () => {
    const { [annotationPath]: annotations, ...images } = cocoFiles();
    const inputs = [
      { name: 'annotations.zip', data: zip({ [annotationPath]: annotations }) },
      { name: 'images.zip', data: zip(images) },
    ];
    const result = await convert(inputs, { to: 'datumaro', exportOptions: { save_media: true } });
    assert.deepEqual(Object.keys(unzip(await bytesOf(result))).sort(), ['annotations/train.json', 'images/train/1.png', 'images/train/2.png']);
  });

  test('reads several archives of images, each for itself, and writes one under its own name', async () => {
    const inputs = [
      { name: 'first.zip', data: zip({ 'photos/1.png': png(1, 1), 'readme.txt': 'x' }) },
      { name: 'second.zip', data: zip({ 'photos/1.png': png(2, 1), '2.png': png(3, 1) }) },
    ];
    for (const from of [undefined, 'image_zip']) {
      const result = await convert(inputs, { from, to: 'image_zip', exportOptions: { compression: 'ZIP_DEFLATED' } });
      assert.equal(result.from.format, 'image_zip');
      assert.equal(result.name, 'default.zip');
      const files = unzip(await bytesOf(result));
      assert.deepEqual(Object.keys(files).sort(), ['2.png', 'photos/1.png', 'second/photos/1.png']);
      assert.deepEqual(files['second/photos/1.png'], png(2, 1));
    }
    assert.equal((await convert(inputs, { to: 'image_zip', exportOptions: { name: 'pets.zip' } })).name, 'pets.zip');
    const { items } = await convert(inputs, { to: 'coco' });
    assert.equal(items, 3);
  });

  test('encodes images anew where another kind is asked for', async () => {
    const result = await convert(zip({ 'a.png': png(5, 4), 'b.png': 'no image' }), {
      to: 'image_zip',
      exportOptions: { image_ext: 'jpg' },
    });
    const files = unzip(await bytesOf(result));
    assert.deepEqual(Object.keys(files).sort(), ['a.jpg', 'b.png']);
    assert.deepEqual([...files['a.jpg'].subarray(0, 3)], [0xff, 0xd8, 0xff]);
    assert.deepEqual(result.report.map(({ code, count }) => [code, count]), [['image-not-encoded', 1]]);
  });

  test('reads a single annotation file', async () => {
    const result = await convert({ name: 'things.json', data: Buffer.from(cocoJson()) }, { from: 'coco_instances', to: 'datumaro' });
    assert.equal(result.items, 2);
  });

  test('reports progress that never runs backwards and ends at its total', async () => {
    const seen = [];
    await convert(zip({ [annotationPath]: cocoJson({ images: 5000, perImage: 10 }) }), {
      to: 'datumaro',
      onProgress: (progress) => seen.push(progress),
    });
    assert.equal(seen[0].phase, 'opening');
    const counted = seen.slice(1);
    assert.ok(counted.length > 1);
    counted.reduce((before, now) => (assert.ok(now.done >= before.done && now.done <= now.total), now));
    assert.equal(counted.at(-1).done, counted.at(-1).total);
  });

  test('takes option names with dashes and with underscores', async () => {
    const withDash = await bytesOf(await convert(coco(), { to: 'datumaro', exportOptions: { 'save-media': true } }));
    assert.ok('images/train/1.png' in unzip(withDash));
    const off = await bytesOf(await convert(coco(), { to: 'datumaro', exportOptions: { save_media: false } }));
    assert.ok(!('images/train/1.png' in unzip(off)));
  });

  test('stores at zip level 0', async () => {
    const data = zip({ [annotationPath]: cocoJson({ images: 500 }) });
    const stored = await convert(data, { to: 'datumaro', zipLevel: 0 });
    const packed = await convert(data, { to: 'datumaro', zipLevel: 6 });
    assert.ok(stored.bytes > 3 * packed.bytes);
    assert.deepEqual(unzip(await bytesOf(stored)), unzip(await bytesOf(packed)));
    assert.equal((await failure(convert(data, { to: 'datumaro', zipLevel: 10 }))).code, 'usage');
  });
});

suite('errors', () => {
  const cases = {
    'a file that is no zip': [{ name: 'x.zip', data: Buffer.from('not a zip at all, but long enough to be one') }, ['unsupported', 'corrupt', 'truncated'], /^x\.zip/],
    'a zip that was cut': [{ name: 'x.zip', data: coco().subarray(0, 300) }, ['unsupported', 'corrupt', 'truncated'], /^x\.zip/],
    'an empty file': [{ name: 'x.zip', data: Buffer.alloc(0) }, ['unsupported', 'corrupt', 'truncated'], /^x\.zip/],
    'a name that escapes': [{ name: 'x.zip', data: zip({ ...cocoFiles(), '../evil.png': png(1, 1) }) }, ['unsafe'], /evil\.png/],
    'JSON that breaks off': [{ name: 'x.zip', data: zip({ [annotationPath]: cocoJson().slice(0, 200) }) }, ['invalid', 'truncated'], /instances_train\.json/],
    'bytes that are not what the directory says': [{ name: 'x.zip', data: broken() }, ['corrupt'], /instances_train\.json/],
  };
  function broken() {
    const data = zip({ [annotationPath]: cocoJson() }, { stored: true });
    data[data.indexOf('"cat"') + 1] = 'C'.charCodeAt(0);
    return data;
  }
  for (const [name, [input, codes, place]] of Object.entries(cases)) {
    test(`${name}: code and place, and nothing is left`, async (context) => {
      const folder = temporaryFolder(context);
      const options = { from: 'coco', to: 'datumaro', output: { kind: 'path', path: join(folder, 'out.zip') } };
      const error = await failure(convert(input, options));
      assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
      assert.match(error.message, place);
      assert.deepEqual(list(folder), []);
      options.output.path = join(folder, 'out');
      await failure(convert(input, options));
      assert.deepEqual(list(folder), []);
      assert.ok(!existsSync(options.output.path));
    });
  }

  test('a path that does not exist', async () => {
    const error = await failure(detect('/nowhere/at/all.zip'));
    assert.deepEqual([error.code, error.path], ['not-found', '/nowhere/at/all.zip']);
  });

  test('an unknown option names the nearest', async () => {
    const error = await failure(convert(coco(), { to: 'datumaro', exportOptions: { save_medai: true } }));
    assert.equal(error.code, 'usage');
    assert.match(error.message, /save-media/);
  });

  test('an unknown format names the nearest', async () => {
    assert.match((await failure(convert(coco(), { to: 'datumaru' }))).message, /datumaro/);
    assert.match((await failure(info(coco(), { from: 'cocoo' }))).message, /coco/);
  });

  test('no input, and an input that is none', async () => {
    assert.equal((await failure(detect([]))).code, 'usage');
    assert.equal((await failure(detect(/** @type {never} */ ({})))).code, 'usage');
  });

  test('an output whose folder does not exist', async (context) => {
    const path = join(temporaryFolder(context), 'no/out.zip');
    assert.equal((await failure(convert(coco(), { to: 'datumaro', output: { kind: 'path', path } }))).code, 'not-found');
  });
});

suite('an output that exists', () => {
  const to = 'datumaro';

  test('a file is touched only when overwriting is asked for', async (context) => {
    const path = join(temporaryFolder(context), 'out.zip');
    writeFileSync(path, 'precious');
    const error = await failure(convert(coco(), { to, output: { kind: 'path', path } }));
    assert.equal(error.code, 'usage');
    assert.equal(readFileSync(path, 'utf8'), 'precious');
    await convert(coco(), { to, output: { kind: 'path', path, overwrite: true } });
    assert.ok('annotations/train.json' in unzip(readFileSync(path)));
  });

  test('a failure leaves the old one as it was', async (context) => {
    const path = join(temporaryFolder(context), 'out.zip');
    writeFileSync(path, 'precious');
    const input = zip({ [annotationPath]: cocoJson().slice(0, 100) });
    await failure(convert(input, { from: 'coco', to, output: { kind: 'path', path, overwrite: true } }));
    assert.equal(readFileSync(path, 'utf8'), 'precious');
  });

  test('an empty folder is filled, another one only when overwriting is asked for', async (context) => {
    const path = join(temporaryFolder(context), 'out');
    mkdirSync(path);
    await convert(coco(), { to, output: { kind: 'path', path } });
    assert.deepEqual(list(path), ['annotations/train.json']);
    const annotations = join(path, 'annotations/train.json');
    writeFileSync(annotations, 'old');
    writeFileSync(join(path, 'mine.txt'), 'mine');
    assert.equal((await failure(convert(coco(), { to, output: { kind: 'path', path } }))).code, 'usage');
    assert.equal(readFileSync(annotations, 'utf8'), 'old');
    await convert(coco(), { to, output: { kind: 'path', path, overwrite: true } });
    assert.notEqual(readFileSync(annotations, 'utf8'), 'old');
    assert.deepEqual(list(path), ['annotations/train.json', 'mine.txt']);
  });

  test('the input itself can be replaced', async (context) => {
    const path = join(temporaryFolder(context), 'same.zip');
    writeFileSync(path, coco());
    await convert(path, { to, output: { kind: 'path', path, overwrite: true } });
    assert.equal((await detect(path)).format, 'datumaro');
  });

  test('a file is no folder, and a folder no archive', async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'plain'), '');
    mkdirSync(join(folder, 'dir.zip'));
    for (const name of ['plain', 'dir.zip']) {
      const error = await failure(convert(coco(), { to, output: { kind: 'path', path: join(folder, name), overwrite: true } }));
      assert.equal(error.code, 'usage', name);
    }
    assert.deepEqual(list(folder).map((name) => basename(name)), ['plain']);
  });

  test('what a killed process left is removed by the next one', async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, '.out.zip.dropset-partial-999999999-1'), 'half');
    await convert(coco(), { to, output: { kind: 'path', path: join(folder, 'out.zip') } });
    assert.deepEqual(list(folder), ['out.zip']);
  });
});

suite('cancelling', () => {
  const large = zip({ [annotationPath]: cocoJson({ images: 20000, perImage: 10 }) });

  test('before the start', async (context) => {
    const folder = temporaryFolder(context);
    const output = { kind: 'path', path: join(folder, 'out.zip') };
    assert.equal((await failure(convert(coco(), { to: 'datumaro', output, signal: AbortSignal.abort() }))).code, 'cancelled');
    assert.deepEqual(list(folder), []);
  });

  for (const name of ['out.zip', 'out']) {
    test(`in the middle leaves nothing: ${name}`, async (context) => {
      const folder = temporaryFolder(context);
      const controller = new AbortController();
      const onProgress = ({ phase, done }) => phase !== 'opening' && done > 0 && controller.abort();
      const output = { kind: 'path', path: join(folder, name) };
      const error = await failure(convert(large, { to: 'datumaro', output, signal: controller.signal, onProgress }));
      assert.equal(error.code, 'cancelled');
      assert.deepEqual(list(folder), []);
      assert.ok(!existsSync(output.path));
    });
  }

  test('info and detect', async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    assert.equal((await failure(info(large, { signal: controller.signal, onProgress }))).code, 'cancelled');
    assert.equal((await failure(detect(large, { signal: AbortSignal.abort() }))).code, 'cancelled');
  });
});
