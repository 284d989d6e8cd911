// The command's own options, in one table from which parsing and help are made. Those of the formats come from describe().

import { inputLimits } from '../types.gen.js';

/** Wrong usage: exit code 2. `word` was perhaps meant to be one of `candidates`. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly word = '',
    readonly candidates: string[] = [],
  ) {
    super(message);
  }
}

export interface Flag {
  names: string[];
  /** What its value is called; absent: it takes none. */
  value?: string;
  /** May be given several times. */
  many?: boolean;
  required?: boolean;
  help: string;
}

export interface Command {
  name: string;
  summary: string;
  flags: Flag[];
  /** What its positional argument is called: in brackets where it may be left out, with dots where there may be several. */
  positional?: string;
  /** What stands behind its usage line. */
  trailing?: string;
}

const help: Flag = { names: ['-h', '--help'], help: 'show this' };
const json: Flag = { names: ['--json'], help: 'print JSON' };
const importOption: Flag = {
  names: ['--import-opt'],
  value: 'NAME[=VALUE]',
  many: true,
  help: 'an option of the input format',
};
const inputFormat: Flag = { names: ['-if', '--input-format'], value: 'FORMAT', help: 'the format of the input; detected where absent' };

const limits: Flag[] = inputLimits.map(({ name, help }) => ({ names: [`--${name}`], value: 'N', help: help.charAt(0).toLowerCase() + help.slice(1) }));

export const commands: Command[] = [
  {
    name: 'convert',
    summary: 'convert a dataset',
    flags: [
      inputFormat,
      { names: ['-i', '--input'], value: 'PATH', many: true, required: true, help: 'an archive or a folder; several are laid over each other' },
      importOption,
      { names: ['-f', '--output-format'], value: 'FORMAT', required: true, help: 'the format to convert to' },
      { names: ['-o', '--output'], value: 'OUT', required: true, help: 'an archive if it ends in .zip, otherwise a folder' },
      { names: ['--overwrite'], help: 'replace what exists already' },
      { names: ['--zip-level'], value: 'LEVEL', help: 'compression of what is written anew: 0 (stored) to 9' },
      { names: ['--report'], value: 'text|json', help: 'how to print what was lost or mended; text where absent' },
      ...limits,
      { names: ['--quiet'], help: 'print errors only, and the report where --report asks for it' },
      help,
    ],
    trailing: '[-- --EXPORT-OPTION [VALUE]...]',
  },
  { name: 'detect', summary: 'say which format a dataset is in, and why', flags: [json, ...limits, help], positional: 'PATH...' },
  {
    name: 'info',
    summary: 'count subsets, images, annotations and labels',
    flags: [inputFormat, importOption, json, ...limits, { names: ['--quiet'], help: 'show no progress' }, help],
    positional: 'PATH...',
  },
  { name: 'formats', summary: 'list the formats, or the options of one', flags: [json, help], positional: '[FORMAT]' },
];

export interface Parsed {
  /** By a flag's last name without dashes; a flag without a value has ''. */
  values: Map<string, string[]>;
  positional: string[];
  /** What followed `--`. */
  trailing: string[];
}

export function keyOf(flag: Flag): string {
  return flag.names.at(-1)!.replace(/^-+/, '');
}

export function parseArguments(command: Command, words: string[]): Parsed {
  const parsed: Parsed = { values: new Map(), positional: [], trailing: [] };
  for (let index = 0; index < words.length; ++index) {
    const word = words[index]!;
    if (word === '--' && command.trailing) {
      parsed.trailing = words.slice(index + 1);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      parsed.positional.push(word);
      continue;
    }
    const { flag, name, attached } = findFlag(command, word);
    const key = keyOf(flag);
    const given = parsed.values.get(key) ?? [];
    if (given.length > 0 && !flag.many) throw new UsageError(`${name} is given twice`);
    if (!flag.value && attached !== undefined) throw new UsageError(`${name} takes no value`);
    const value = flag.value ? (attached ?? words[++index]) : '';
    if (value === undefined) throw new UsageError(`${name} needs a value: ${flag.value}`);
    parsed.values.set(key, [...given, value]);
  }
  return parsed;
}

function findFlag(command: Command, word: string): { flag: Flag; name: string; attached?: string } {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  const name = equals < 0 ? word : word.slice(0, equals);
  const flag = command.flags.find(({ names }) => names.includes(name));
  if (!flag) {
    throw new UsageError(`unknown option ${name}`, name, command.flags.flatMap(({ names }) => names));
  }
  return equals < 0 ? { flag, name } : { flag, name, attached: word.slice(equals + 1) };
}

/** Everything that must be there is, and nothing else. */
export function checkArguments(command: Command, { values, positional }: Parsed): void {
  for (const flag of command.flags) {
    if (flag.required && !values.has(keyOf(flag))) throw new UsageError(`${flag.names[0]} ${flag.value} is missing`);
  }
  const most = command.positional?.endsWith('...') ? Infinity : command.positional ? 1 : 0;
  if (positional.length > most) throw new UsageError(`"${positional[most]}" is one argument too many`);
  if (command.positional && !command.positional.startsWith('[') && positional.length === 0) {
    throw new UsageError(`${command.positional.replace('...', '')} is missing`);
  }
}
