// Real panoptic annotations, from ../shared where that is there: through Datumaro JSON and back, and as instances.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as suite, test } from 'node:test';

import { convert } from '../../dist/node.js';
import { root, unzip } from './support.mjs';

const path = join(root, '../shared/real/coco-panoptic.zip');
const skip = existsSync(path) ? false : 'there is no ../shared/real';
const annotations = 'annotations/panoptic_val2017.json';

const filesOf = async ({ blob }) => unzip(Buffer.from(await blob.arrayBuffer()));
const repack = async (input, to, exportOptions = {}) => Buffer.from(await (await convert(input, { to, exportOptions })).blob.arrayBuffer());

function segmentsOf(files) {
  const { categories, annotations: entries } = JSON.parse(Buffer.from(files[annotations]).toString());
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const segments = entries.flatMap(({ file_name, segments_info }) =>
    segments_info.map(({ id, category_id, iscrowd, area, bbox }) => ({ file_name, id, name: names.get(category_id), iscrowd, area, bbox })),
  );
  return segments.sort((a, b) => a.id - b.id || (a.file_name < b.file_name ? -1 : 1));
}

suite('real panoptic annotations', { skip }, () => {
  test('are the same pictures and segments after Datumaro JSON', async () => {
    const original = readFileSync(path);
    const direct = await filesOf(await convert(original, { from: 'coco_panoptic', to: 'coco_panoptic' }));
    const datumaro = await repack(original, 'datumaro', { save_media: true });
    const back = await filesOf(await convert(datumaro, { to: 'coco_panoptic' }));
    const pictures = Object.keys(direct).filter((name) => name.endsWith('.png'));
    assert.equal(pictures.length, 2);
    for (const name of pictures) assert.deepEqual(back[name], direct[name], name);
    const expected = segmentsOf(unzip(original));
    assert.equal(expected.length, 50);
    assert.deepEqual(segmentsOf(back), expected); // their areas and boxes are counted from the pictures' pixels
  });

  test('keep their area as instances, all of it as masks', async () => {
    const datumaro = await repack(readFileSync(path), 'datumaro', { save_media: true });
    const whole = segmentsOf(unzip(readFileSync(path))).reduce((sum, { area }) => sum + area, 0);
    for (const [mode, atLeast] of [['mask', 1], ['guess', 0.97], ['polygons', 0.97]]) {
      const options = { to: 'coco_instances', exportOptions: { segmentation_mode: mode } };
      const files = await filesOf(await convert(datumaro, options));
      const instances = JSON.parse(Buffer.from(files['annotations/instances_val2017.json']).toString()).annotations;
      const area = instances.reduce((sum, instance) => sum + instance.area, 0);
      assert.equal(instances.length, 50);
      assert.ok(area <= whole && area >= atLeast * whole, `${mode}: ${area} of ${whole}`);
      assert.ok(instances.every(({ segmentation }) => !Array.isArray(segmentation) || segmentation.length > 0), mode);
    }
  });
});
