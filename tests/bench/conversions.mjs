// Which conversions are measured of which workload.

/** The formats between which every pair is measured on V. */
const kFormats = ['coco', 'datumaro', 'datumaro_binary', 'open_images'];

const saved = { options: ['save-media'] };

/**
 * `input`: a workload; `deflated`: with its text deflated; `level`: of deflate. Where `from` is not the workload's own format, what
 * is read is made of it first.
 */
const rows = [
  ...kFormats.map((to) => ({ input: 'S', from: 'coco', to, level: 1, ...saved })),
  { input: 'T', from: 'coco', to: 'datumaro', level: 0 },
  { input: 'T', from: 'coco', to: 'datumaro_binary', level: 0 },
  { input: 'T', from: 'coco', to: 'coco_instances', level: 0 },
  { input: 'T', from: 'coco', to: 'open_images', level: 0 },
  { input: 'T', from: 'datumaro', to: 'coco_instances', level: 0 },
  { input: 'T', from: 'datumaro_binary', to: 'coco_instances', level: 0 },
  { input: 'T', from: 'coco', to: 'datumaro', level: 1 },
  { input: 'T', from: 'coco', to: 'datumaro_binary', level: 1 },
  { input: 'T', deflated: true, from: 'coco', to: 'datumaro', level: 0 },
  { input: 'T', deflated: true, from: 'coco', to: 'datumaro_binary', level: 0 },
  { input: 'T', deflated: true, from: 'coco', to: 'datumaro', level: 1 },
  { input: 'T', deflated: true, from: 'coco', to: 'datumaro_binary', level: 1 },
  ...kFormats.flatMap((from) => kFormats.map((to) => ({ input: 'V', from, to, level: 1 }))),
  ...['datumaro', 'datumaro_binary', 'coco', 'image_zip'].map((to) => ({ input: 'M', from: 'coco', to, level: 1, ...saved })),
  { input: 'L', from: 'coco', to: 'datumaro', level: 1, ...saved },
  { input: 'O', from: 'open_images', to: 'coco', level: 1 },
  { input: 'O', from: 'open_images', to: 'datumaro', level: 1 },
];

/** The rows of a workload that this build of Dropset (its description) can do. */
export function conversionsOf(input, formats) {
  const ids = (able) => new Set(formats.filter(able).map(({ id }) => id));
  const readable = ids((format) => format.readable);
  const writable = ids((format) => format.writable);
  return rows.filter((row) => row.input === input && readable.has(row.from) && writable.has(row.to));
}
