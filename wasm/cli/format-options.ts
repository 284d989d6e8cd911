// Options of formats on the command line: which take a value is known from describe(); the core checks names and values.

import type { OptionDescription } from '../types.js';
import { UsageError } from './arguments.js';

const kFlagValue = /^(true|false|1|0|yes|no|on|off)$/i;

/** `--import-opt name[=value]`, each. */
export function parseImportOptions(words: string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const equals = word.indexOf('=');
      return equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
    }),
  );
}

/** What follows `--`: `--name`, `--name value`, `--name=value`; a list takes several values. */
export function parseExportOptions(words: string[], table: OptionDescription[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (let index = 0; index < words.length; ) {
    const word = words[index++]!;
    if (!word.startsWith('--') || word === '--') throw new UsageError(`expected an export option, found "${word}"`);
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    const type = find(table, name)?.type;
    const values: string[] = equals < 0 ? [] : [word.slice(equals + 1)];
    const takes = (next: string) => (type === 'flag' ? kFlagValue.test(next) : !next.startsWith('--'));
    const most = type === 'list' ? Infinity : 1;
    while (equals < 0 && values.length < most && index < words.length && takes(words[index]!)) values.push(words[index++]!);
    if (values.length === 0 && type !== undefined && type !== 'flag') throw new UsageError(`--${name} needs a value`);
    texts[name] = values.join(',');
  }
  return texts;
}

function find(table: OptionDescription[], name: string): OptionDescription | undefined {
  const dashed = name.replaceAll('_', '-').toLowerCase();
  return table.find((option) => option.name === dashed || option.aliases.includes(dashed));
}
