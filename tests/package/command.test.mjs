// The command, as built in dist/.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as suite, test } from 'node:test';

import { ProgressBar } from '../../dist/cli/progress-bar.js';
import { describe } from '../../dist/node.js';
import { annotationPath, cocoFiles, cocoJson, list, root, run, temporaryFolder, unzip, writeFiles, zip } from './support.mjs';

/** A folder with coco.zip in it. */
function workplace(context) {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'coco.zip'), zip(cocoFiles()));
  return folder;
}

/** A folder with the same in two parts: annotations in the folder a, images in b.zip. */
function workplaceInTwo(context) {
  const folder = temporaryFolder(context);
  const { [annotationPath]: annotations, ...images } = cocoFiles();
  writeFiles(join(folder, 'a'), { [annotationPath]: annotations });
  writeFileSync(join(folder, 'b.zip'), zip(images));
  return folder;
}

suite('help', () => {
  test('--version is that of package.json', async () => {
    const { code, stdout } = await run(['--version']);
    assert.deepEqual([code, stdout.trim()], [0, JSON.parse(readFileSync(join(root, 'package.json'))).version]);
  });

  test('--help names every command, and each command has its own', async () => {
    const { code, stdout } = await run(['--help']);
    assert.equal(code, 0);
    for (const command of ['convert', 'detect', 'info', 'formats']) {
      assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
      assert.match((await run([command, '--help'])).stdout, new RegExp(`^usage: dropset ${command}`));
    }
  });

  test('the options of a format come from its table', async () => {
    const { stdout } = await run(['formats', 'coco_instances']);
    assert.match(stdout, /--segmentation-mode guess\|polygons\|mask/);
    const { stdout: help } = await run(['convert', '-f', 'coco_instances', '--help']);
    assert.match(help, /--segmentation-mode/);
  });

  test('formats --json is what describe() gives', async () => {
    assert.deepEqual(JSON.parse((await run(['formats', '--json'])).stdout), (await describe()).formats);
  });
});

suite('wrong usage: exit code 2', () => {
  const cases = {
    'no command': [[], /command is missing/],
    'an unknown command': [['convret'], /did you mean convert\?/],
    'an unknown option': [['convert', '--overwrit'], /did you mean --overwrite\?/],
    'an unknown target': [['convert', '-i', 'coco.zip', '-f', 'datumaru', '-o', 'x.zip'], /did you mean datumaro\?/],
    'an unknown source': [['convert', '-if', 'cocoo', '-i', 'coco.zip', '-f', 'datumaro', '-o', 'x.zip'], /did you mean "?coco/],
    'an unknown export option': [['convert', '-i', 'coco.zip', '-f', 'datumaro', '-o', 'x.zip', '--', '--save-medai'], /save-media/],
    'an unknown import option': [['convert', '-i', 'coco.zip', '--import-opt', 'strickt', '-f', 'datumaro', '-o', 'x.zip'], /strict/],
    'an option without its value': [['convert', '-i'], /needs a value/],
    'an option given twice': [['convert', '-o', 'a', '-o', 'b'], /given twice/],
    'a flag with a value': [['convert', '--overwrite=yes'], /takes no value/],
    'no input': [['convert', '-f', 'datumaro', '-o', 'x.zip'], /-i PATH is missing/],
    'an argument too many': [['formats', 'coco', 'datumaro'], /too many/],
    'nothing to detect': [['detect'], /PATH is missing/],
    'a wrong kind of report': [['convert', '-i', 'coco.zip', '-f', 'datumaro', '-o', 'x.zip', '--report', 'xml'], /text or json/],
    'a wrong limit': [['convert', '-i', 'coco.zip', '-f', 'datumaro', '-o', 'x.zip', '--max-ratio', 'high'], /--max-ratio: expected an integer/],
    'a wrong zip level': [['convert', '-i', 'coco.zip', '-f', 'datumaro', '-o', 'x.zip', '--zip-level', '11'], /0 to 9/],
    'an export option without its value': [['convert', '-i', 'coco.zip', '-f', 'datumaro', '-o', 'x.zip', '--', '--precision'], /needs a value/],
    'a word among the export options': [['convert', '-i', 'coco.zip', '-f', 'datumaro', '-o', 'x.zip', '--', 'word'], /export option/],
    'an output that exists': [['convert', '-i', 'coco.zip', '-f', 'datumaro', '-o', 'coco.zip'], /--overwrite/],
  };
  for (const [name, [words, message]] of Object.entries(cases)) {
    test(name, async (context) => {
      const folder = workplace(context);
      const { code, stdout, stderr } = await run(words, { cwd: folder });
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.equal(stdout, '');
      assert.deepEqual(list(folder), ['coco.zip']);
    });
  }
});

suite('convert', () => {
  const convertCoco = (...rest) => ['convert', '-i', 'coco.zip', '-f', 'datumaro', ...rest];

  test('names the detected format and what was written; nothing on stderr without a terminal', async (context) => {
    const folder = workplace(context);
    const { code, stdout, stderr } = await run(convertCoco('-o', 'out.zip', '--', '--save-media'), { cwd: folder });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^input: coco \(.+\)$/m);
    assert.match(stdout, /^wrote out\.zip: datumaro, 2 items, /m);
    const files = unzip(readFileSync(join(folder, 'out.zip')));
    assert.deepEqual(Object.keys(files).sort(), ['annotations/train.json', 'images/train/1.png', 'images/train/2.png']);
  });

  test('--report json is one document; --quiet is silent', async (context) => {
    const folder = workplace(context);
    const { stdout } = await run(convertCoco('-o', 'a.zip', '--report', 'json', '--quiet'), { cwd: folder });
    const { from, to, items, report, output } = JSON.parse(stdout);
    assert.deepEqual([from.format, to, items, report, output], ['coco', 'datumaro', 2, [], 'a.zip']);
    const quiet = await run(convertCoco('-o', 'b.zip', '--quiet'), { cwd: folder });
    assert.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, '', '']);
  });

  test('what is lost is in the report', async (context) => {
    const folder = workplace(context);
    const broken = JSON.parse(cocoJson());
    broken.annotations[1].category_id = 77;
    writeFileSync(join(folder, 'coco.zip'), zip({ [annotationPath]: JSON.stringify(broken) }));
    const { code, stdout } = await run(convertCoco('-o', 'a.zip', '--report', 'json'), { cwd: folder });
    assert.equal(code, 0);
    const [line] = JSON.parse(stdout).report;
    assert.equal(line.count, 1);
    assert.match(line.example, /annotations\[1\]/);
    assert.match((await run(convertCoco('-o', 'b.zip'), { cwd: folder })).stdout, /^(warning|loss): .+1×.+annotations\[1\]/m);
  });

  test('options in all their spellings', async (context) => {
    const folder = workplace(context);
    const spellings = [['--save-media'], ['--save_media'], ['--save-media', 'True'], ['--save-media=1'], ['--save-media', '--precision', '2']];
    for (const [index, words] of spellings.entries()) {
      const { code, stderr } = await run(convertCoco('-o', `${index}.zip`, '--quiet', '--', ...words), { cwd: folder });
      assert.equal(code, 0, stderr);
      assert.ok('images/train/1.png' in unzip(readFileSync(join(folder, `${index}.zip`))), words.join(' '));
    }
    await run(convertCoco('-o', 'off.zip', '--', '--save-media', 'False'), { cwd: folder });
    assert.ok(!('images/train/1.png' in unzip(readFileSync(join(folder, 'off.zip')))));
    const long = ['convert', '--input-format=coco', '--input', 'coco.zip', '--output-format', 'datumaro', '--output=long.zip'];
    assert.equal((await run([...long, '--import-opt', 'strict'], { cwd: folder })).code, 0);
  });

  test('limits of the input can be set', async (context) => {
    const folder = workplace(context);
    for (const words of [['detect', 'coco.zip'], ['info', 'coco.zip'], convertCoco('-o', 'out.zip')]) {
      const { code, stderr } = await run([...words, '--max-entries', '2'], { cwd: folder });
      assert.equal(code, 1);
      assert.match(stderr, /coco\.zip: .+ raise max-entries/);
      assert.deepEqual(list(folder), ['coco.zip']);
    }
    assert.equal((await run(convertCoco('-o', 'out.zip', '--max-entries=3'), { cwd: folder })).code, 0);
  });

  test('several inputs, folders in and out', async (context) => {
    const folder = workplaceInTwo(context);
    const { code, stderr } = await run(['convert', '-i', 'a', '-i', 'b.zip', '-f', 'datumaro', '-o', 'out', '--', '--save-media'], { cwd: folder });
    assert.equal(code, 0, stderr);
    assert.deepEqual(list(join(folder, 'out')), ['annotations/train.json', 'images/train/1.png', 'images/train/2.png']);
    mkdirSync(join(folder, 'here'));
    assert.equal((await run(['convert', '-i', '../a', '-i', '../b.zip', '-f', 'datumaro', '-o', '.'], { cwd: join(folder, 'here') })).code, 0);
    assert.deepEqual(list(join(folder, 'here')), ['annotations/train.json']);
  });

  test('a failure is exit code 1, one line, and leaves nothing', async (context) => {
    const folder = workplace(context);
    writeFileSync(join(folder, 'coco.zip'), zip({ [annotationPath]: cocoJson().slice(0, 150) }));
    const { code, stdout, stderr } = await run(convertCoco('-if', 'coco', '-o', 'out.zip'), { cwd: folder });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^dropset: (coco\.zip: )?annotations\/instances_train\.json: .+\n$/);
    assert.deepEqual(list(folder), ['coco.zip']);
    assert.equal((await run(['convert', '-i', 'none.zip', '-f', 'datumaro', '-o', 'out.zip'], { cwd: folder })).code, 1);
  });

  const large = zip({ [annotationPath]: cocoJson({ images: 30_000, perImage: 8 }) });
  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    for (const output of ['out.zip', 'out']) {
      test(`${signal} while ${output} is written leaves nothing`, { timeout: 60_000 }, async (context) => {
        const folder = workplace(context);
        writeFileSync(join(folder, 'coco.zip'), large);
        // As soon as the partial output is there.
        const onStart = (child) => {
          const isPartial = (name) => name.includes('.dropset-partial-');
          const watcher = watch(folder, () => {
            if (!readdirSync(folder).some(isPartial)) return;
            watcher.close();
            child.kill(signal);
          });
        };
        const { code } = await run(convertCoco('-o', output), { cwd: folder, onStart });
        assert.equal(code, expected);
        assert.deepEqual(list(folder), ['coco.zip']);
        assert.deepEqual(readdirSync(folder), ['coco.zip']);
      });
    }
  }
});

suite('detect and info', () => {
  test('detect gives the format and the reason', async (context) => {
    const folder = workplace(context);
    const { code, stdout } = await run(['detect', 'coco.zip'], { cwd: folder });
    assert.equal(code, 0);
    assert.match(stdout, /^coco \(.+\)\n$/);
    assert.equal(JSON.parse((await run(['detect', '--json', 'coco.zip'], { cwd: folder })).stdout).format, 'coco');
  });

  test('info counts', async (context) => {
    const folder = workplace(context);
    const { stdout } = await run(['info', 'coco.zip'], { cwd: folder });
    assert.match(stdout, /train +2 images, 8 annotations/);
    assert.match(stdout, /polygon +4/);
    assert.match(stdout, /cat +4/);
    assert.equal(JSON.parse((await run(['info', 'coco.zip', '--json'], { cwd: folder })).stdout).subsets[0].images, 2);
  });

  test('several inputs are laid over each other, in either order', async (context) => {
    const folder = workplaceInTwo(context);
    const json = async (...words) => JSON.parse((await run([...words, '--json'], { cwd: folder })).stdout);
    assert.equal((await json('info', 'a')).subsets[0].missingMedia, 2);
    for (const inputs of [['a', 'b.zip'], ['b.zip', 'a']]) {
      assert.equal((await json('detect', ...inputs)).format, 'coco');
      assert.deepEqual((await json('info', ...inputs)).subsets, [{ name: 'train', images: 2, annotations: 8, missingMedia: 0 }]);
    }
  });
});

suite('the terminal', () => {
  test('the bar shows phase, bytes and, after a second, the time left', (context) => {
    context.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
    const written = [];
    const bar = new ProgressBar({ columns: 100, write: (text) => written.push(text) });
    bar.show({ phase: 'opening', done: 0, total: 0 });
    assert.deepEqual(written, []);
    context.mock.timers.setTime(1_002_000);
    bar.show({ phase: 'media', done: 25_000_000, total: 100_000_000 });
    assert.match(written[0], /^\r█{6}░{18} media {2}25\.0 MB of 100\.0 MB {2}6 s left/);
    bar.clear();
    assert.equal(written[1], '\r\x1b[K');
  });

  test('NO_COLOR and a pipe mean no colours', async () => {
    const { stderr } = await run(['convret'], { env: { NO_COLOR: '1' } });
    assert.ok(!stderr.includes('\x1b'));
  });
});
