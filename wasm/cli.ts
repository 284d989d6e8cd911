#!/usr/bin/env node
// The command. Exit code: 0 done, 1 failed, 2 wrong usage, 128 + n ended by signal n.

import { checkArguments, commands, parseArguments, UsageError } from './cli/arguments.js';
import type { Command, Parsed } from './cli/arguments.js';
import { parseExportOptions, parseImportOptions } from './cli/format-options.js';
import { commandHelp, exportHelp, formatHelp, formatList, importHelp, mainHelp } from './cli/help.js';
import { ProgressBar } from './cli/progress-bar.js';
import { infoText, painter, resultText } from './cli/text.js';
import { parseAnswer } from './core.js';
import { loadCore } from './node-core.js';
import { convert, describe, detect, DropsetError, info, inputLimits, version } from './node.js';
import { keyFileOf } from './node-paths.js';
import type { FormatDescription, FormatId, InputLimits, Progress } from './node.js';

type Run = (parsed: Parsed, signal: AbortSignal) => Promise<void>;

const runs: Record<string, Run> = { convert: runConvert, detect: runDetect, info: runInfo, formats: runFormats };

async function runConvert({ values, trailing }: Parsed, signal: AbortSignal): Promise<void> {
  const target = await findFormat(one(values, 'output-format')!);
  const source = one(values, 'input-format');
  const report = one(values, 'report') ?? 'text';
  if (report !== 'text' && report !== 'json') throw new UsageError(`--report takes text or json, not "${report}"`);
  const zipLevel = one(values, 'zip-level');
  if (zipLevel !== undefined && !/^\d$/.test(zipLevel)) throw new UsageError(`--zip-level takes 0 to 9, not "${zipLevel}"`);
  const output = one(values, 'output')!;
  const quiet = values.has('quiet');
  const result = await withProgress(quiet, (onProgress) =>
    convert(values.get('input')!, {
      ...(source !== undefined && { from: source as FormatId }),
      to: target.id,
      limits: limitsOf(values),
      importOptions: parseImportOptions(values.get('import-opt') ?? []),
      exportOptions: parseExportOptions(trailing, target.exportOptions),
      output: { kind: 'path', path: output, overwrite: values.has('overwrite'), saveKey: true },
      ...(zipLevel !== undefined && { zipLevel: Number(zipLevel) }),
      signal,
      onProgress,
    }),
  );
  const { from, to, bytes, items } = result;
  const keyFile = result.secretKey && keyFileOf(output);
  if (report === 'json') print(JSON.stringify({ from, to, output, ...(keyFile && { keyFile }), bytes, items, report: result.report }, null, 2));
  else if (!quiet || values.has('report')) print(resultText(result, { output, keyFile }, painter(process.stdout)));
}

async function runDetect({ values, positional }: Parsed, signal: AbortSignal): Promise<void> {
  const found = await detect(positional, { limits: limitsOf(values), signal });
  print(values.has('json') ? JSON.stringify(found, null, 2) : `${found.format} (${found.reason})`);
}

async function runInfo({ values, positional }: Parsed, signal: AbortSignal): Promise<void> {
  const source = one(values, 'input-format');
  const importOptions = parseImportOptions(values.get('import-opt') ?? []);
  const found = await withProgress(values.has('quiet'), (onProgress) =>
    info(positional, { ...(source !== undefined && { from: source as FormatId }), limits: limitsOf(values), importOptions, signal, onProgress }),
  );
  print(values.has('json') ? JSON.stringify(found, null, 2) : infoText(found, painter(process.stdout)));
}

async function runFormats({ values, positional }: Parsed): Promise<void> {
  const { formats } = await describe();
  const chosen = positional[0] === undefined ? undefined : await findFormat(positional[0]);
  if (values.has('json')) print(JSON.stringify(chosen ?? formats, null, 2));
  else print(chosen ? formatHelp(chosen) : formatList(formats));
}

// As texts: the core checks them.
function limitsOf(values: Parsed['values']): InputLimits {
  return Object.fromEntries(inputLimits.flatMap(({ name }) => (values.get(name) ?? []).map((text) => [name, text])));
}

function one(values: Parsed['values'], key: string): string | undefined {
  return values.get(key)?.[0];
}

async function findFormat(id: string): Promise<FormatDescription> {
  const { formats } = await describe();
  const format = formats.find((candidate) => candidate.id === id || candidate.aliases.includes(id));
  if (format) return format;
  throw new UsageError(`unknown format "${id}"`, id, formats.map((candidate) => candidate.id));
}

async function withProgress<T>(quiet: boolean, work: (onProgress: (progress: Progress) => void) => Promise<T>): Promise<T> {
  if (quiet || !process.stderr.isTTY) return work(() => {});
  const bar = new ProgressBar(process.stderr);
  try {
    return await work((progress) => bar.show(progress));
  } finally {
    bar.clear();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function showHelp(command: Command, { values }: Parsed): Promise<void> {
  print(commandHelp(command));
  const source = one(values, 'input-format');
  const target = one(values, 'output-format');
  if (source !== undefined) print(`\n${importHelp(await findFormat(source))}`);
  if (target !== undefined) print(`\n${exportHelp(await findFormat(target))}`);
}

async function main(words: string[], signal: AbortSignal): Promise<void> {
  const [name, ...rest] = words;
  if (name === undefined) throw new UsageError('a command is missing');
  if (name === '--help' || name === '-h' || name === 'help') return print(mainHelp());
  if (name === '--version') return print(version);
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) throw new UsageError(`unknown command "${name}"`, name, commands.map((candidate) => candidate.name));
  const parsed = parseArguments(command, rest);
  if (parsed.values.has('help')) return showHelp(command, parsed);
  checkArguments(command, parsed);
  await runs[name]!(parsed, signal);
}

/** Says what went wrong; the exit code. */
async function complain(error: unknown, words: string[]): Promise<number> {
  const paint = painter(process.stderr);
  const text = withoutKeys(error instanceof Error ? error.message : String(error));
  const meant = error instanceof UsageError ? await nearest(error) : '';
  process.stderr.write(`${paint('red', 'dropset:')} ${text}${meant && `; did you mean ${meant}?`}\n`);
  if (!(error instanceof UsageError)) return error instanceof DropsetError && error.code === 'usage' ? 2 : 1;
  const command = commands.find(({ name }) => name === words[0]);
  process.stderr.write(`see dropset ${command ? `${command.name} ` : ''}--help\n`);
  return 2;
}

// A key that was put in the wrong place of the command line is not shown.
function withoutKeys(text: string): string {
  return text.replace(/[\w-]{43}=/g, '…');
}

async function nearest({ word, candidates }: UsageError): Promise<string> {
  return candidates.length > 0 ? parseAnswer<string>((await loadCore()).nearest(word, JSON.stringify(candidates))) : '';
}

// The first signal ends the work in good order, the second at once; either leaves nothing behind.
function abortOnSignals(): { signal: AbortSignal; received(): number } {
  const controller = new AbortController();
  let received = 0;
  for (const [name, number] of [['SIGINT', 2], ['SIGTERM', 15], ['SIGHUP', 1]] as const) {
    process.on(name, () => {
      if (received) process.exit(128 + number);
      received = number;
      controller.abort();
    });
  }
  return { signal: controller.signal, received: () => received };
}

const words = process.argv.slice(2);
const { signal, received } = abortOnSignals();
try {
  await main(words, signal);
} catch (error) {
  process.exitCode = received() ? 128 + received() : await complain(error, words);
}
