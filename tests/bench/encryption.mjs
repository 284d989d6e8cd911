// What it costs to encrypt images and to decrypt them, beside the same conversions without a key.

import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { convertInWasm, inputOf } from './inputs.mjs';
import { inTurns } from './measure.mjs';
import { CostTable } from './table.mjs';

const kKey = 'encryption-key=datum-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';

export async function measureEncryption({ builds, runs, mark, ...bench }, workload = 'M') {
  const photos = await inputOf(bench, workload);
  const [plain, encrypted, output] = ['plain', 'encrypted', 'output'].map((name) => join(bench.work, `${name}.zip`));
  const to = { from: 'coco', to: 'datumaro_binary', level: 1, options: ['save-media'] };
  const back = { from: 'datumaro_binary', to: 'coco', level: 1, options: ['save-media'] };
  const table = new CostTable(`Images of ${workload}, in wasm`);
  for (const build of builds) {
    const convert = (input, row, made) => () => convertInWasm(build, input, row, made);
    const costs = await inTurns(
      [
        convert(photos, to, plain),
        convert(photos, { ...to, options: [...to.options, kKey] }, encrypted),
        convert(plain, back, output),
        convert(encrypted, { ...back, readOptions: [kKey] }, output),
      ],
      runs,
    );
    const bytes = statSync(photos).size;
    table.cost(`coco → datumaro_binary${mark(build)}`, bytes, costs[0]);
    table.cost(`the same, encrypted${mark(build)}`, bytes, costs[1], costs[0]);
    table.cost(`datumaro_binary → coco${mark(build)}`, bytes, costs[2]);
    table.cost(`the same, of encrypted images${mark(build)}`, bytes, costs[3], costs[2]);
  }
  for (const file of [plain, encrypted, output]) rmSync(file, { force: true });
}
