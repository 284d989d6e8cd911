// Help, made from the tables.

import type { FormatDescription, OptionDescription } from '../types.js';
import { commands } from './arguments.js';
import type { Command, Flag } from './arguments.js';

const kWidth = 100;

export function mainHelp(): string {
  return [
    'usage: dropset COMMAND ...',
    '',
    'Converts annotated image datasets. Nothing leaves the machine.',
    '',
    ...rows([
      ...commands.map(({ name, summary }): [string, string] => [name, summary]),
      ['COMMAND --help', 'the options of a command'],
      ['formats FORMAT', 'the options of a format'],
      ['--version', 'print the version'],
    ]),
    '',
    'Exit code: 0 done, 1 failed, 2 wrong usage.',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  return [
    `usage: ${usageOf(command)}`,
    '',
    `${sentence(command.summary)}.`,
    '',
    ...rows(command.flags.map((flag) => [[flag.names.join(', '), flag.value].filter(Boolean).join(' '), flag.help])),
  ].join('\n');
}

export function formatHelp(format: FormatDescription): string {
  const abilities = [
    format.readable && 'read',
    format.writable && 'written',
    format.readable && (format.detectable ? 'detected' : 'read only when named'),
  ].filter(Boolean);
  const title = `${format.id}: ${format.title} (${abilities.join(', ')})`;
  return [title, importHelp(format), exportHelp(format)].filter(Boolean).join('\n\n');
}

export function importHelp({ id, importOptions }: FormatDescription): string {
  return section(`Import options of ${id} (--import-opt NAME[=VALUE])`, importOptions, '');
}

export function exportHelp({ id, exportOptions }: FormatDescription): string {
  return section(`Export options of ${id} (after --)`, exportOptions, '--');
}

export function formatList(formats: FormatDescription[]): string {
  const marks = ({ readable, writable }: FormatDescription) => `${readable ? 'read' : '    '} ${writable ? 'write' : '     '}`;
  return rows(formats.map((format) => [format.id, `${marks(format)}  ${format.title}`])).join('\n');
}

function usageOf({ name, flags, positional, trailing }: Command): string {
  const parts = flags.filter(({ names }) => !names.includes('--help')).map(flagUsage);
  return ['dropset', name, ...parts, positional, trailing].filter(Boolean).join(' ');
}

function flagUsage({ names, value, many, required }: Flag): string {
  const text = [names[0], value].filter(Boolean).join(' ');
  return `${required ? text : `[${text}]`}${many ? '...' : ''}`;
}

function section(title: string, options: OptionDescription[], dashes: string): string {
  if (options.length === 0) return '';
  return [`${title}:`, ...rows(options.map((option) => [`${dashes}${option.name}${valueOf(option)}`, helpOf(option)]))].join('\n');
}

function valueOf({ type, choices }: OptionDescription): string {
  if (type === 'flag') return '';
  if (type === 'choice') return ` ${choices.join('|')}`;
  return type === 'integer' ? ' N' : type === 'list' ? ' A,B,...' : ' TEXT';
}

function helpOf({ help, type, choices, default: text, aliases }: OptionDescription): string {
  const notes = [
    type === 'list' && choices.length > 0 && `of ${choices.join(', ')}`,
    text !== '' && type !== 'flag' && `default ${text}`,
    aliases.length > 0 && `also ${aliases.map((alias) => `--${alias}`).join(', ')}`,
  ].filter(Boolean);
  return notes.length > 0 ? `${help} (${notes.join('; ')})` : help;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Two columns; what is too long for the first stands on its own line.
function rows(pairs: [string, string][]): string[] {
  const indent = 28;
  return pairs.flatMap(([name, text]) => {
    const lines = wrap(text, kWidth - indent);
    const head = `  ${name}`;
    const fits = head.length < indent - 1;
    const first = fits ? [head.padEnd(indent) + (lines.shift() ?? '')] : [head];
    return [...first, ...lines.map((line) => ' '.repeat(indent) + line)];
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
