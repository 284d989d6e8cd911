// What the API is asked for, as jobs for the worker: the same in the browser and in Node.

import type { ConvertJob, DetectJob, InfoJob, InputPart, Target } from './protocol.js';
import type { FormatId } from './types.gen.js';
import { DropsetError } from './types.js';
import type { ConvertOptions, DetectOptions, InfoOptions, Input, InputSource } from './types.js';

export function convertJob<To extends FormatId>(input: InputPart[], options: ConvertOptions<To>, target: Target): ConvertJob {
  return {
    kind: 'convert',
    input,
    from: options.from ?? '',
    to: options.to,
    limits: toTexts(options.limits),
    importOptions: toTexts(options.importOptions),
    exportOptions: toTexts(options.exportOptions),
    zipLevel: checkZipLevel(options.zipLevel),
    target,
  };
}

export function detectJob(input: InputPart[], { limits }: DetectOptions): DetectJob {
  return { kind: 'detect', input, limits: toTexts(limits) };
}

export function infoJob(input: InputPart[], { from, limits, importOptions }: InfoOptions): InfoJob {
  return { kind: 'info', input, from: from ?? '', limits: toTexts(limits), importOptions: toTexts(importOptions) };
}

/** `openPath` says what lies at a path. */
export function toParts(input: Input, openPath: (path: string) => InputPart): InputPart[] {
  const sources = Array.isArray(input) ? input : [input];
  if (sources.length === 0) throw new DropsetError('usage', '', 'no input given');
  return sources.map((source) => toPart(source, openPath));
}

function toPart(source: InputSource, openPath: (path: string) => InputPart): InputPart {
  if (typeof source === 'string') return openPath(source);
  if (source instanceof Blob) return { name: (source as File).name || 'input', data: source };
  if (source instanceof Uint8Array) return { name: 'input', data: source };
  if ('files' in source) return { name: source.name, files: source.files, folders: source.folders ?? [] };
  if ('data' in source) return { name: source.name, data: source.data };
  throw new DropsetError('usage', '', 'an input is a Blob, bytes, a path, or {name, data} or {name, files}');
}

/** Options as the core takes them: names and texts. */
function toTexts(options: object | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(options ?? {}) as [string, unknown][]) {
    if (value === undefined || value === null) continue;
    if (value === true) texts[name] = 'True';
    else if (value === false) texts[name] = 'False';
    else texts[name] = Array.isArray(value) ? value.join(',') : String(value);
  }
  return texts;
}

function checkZipLevel(level: number | undefined): number {
  if (level === undefined) return 1;
  if (!Number.isInteger(level) || level < 0 || level > 9) throw new DropsetError('usage', '', `zip level ${level} is not one of 0 to 9`);
  return level;
}

/** The archive's name where the caller gives none. An archive of images is called what its own option `name` says. */
export function suggestedName({ input, to, exportOptions }: ConvertJob): string {
  if (to === 'image_zip') return exportOptions['name'] ?? 'default.zip';
  const stem = (input[0]?.name ?? '').replace(/\.(zip|json|datum)$/i, '').replace(/[\\/:]/g, '_');
  return `${stem || 'dataset'}-${to}.zip`;
}
