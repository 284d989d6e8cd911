// What the command prints about a dataset and a conversion.

import type { ConvertResult, Info, ReportLine } from '../types.js';

type Paint = (style: 'red' | 'yellow' | 'dim', text: string) => string;

const codes = { red: 31, yellow: 33, dim: 2 };

/** Colours where `stream` is a terminal and NO_COLOR is not set. */
export function painter(stream: NodeJS.WriteStream): Paint {
  const coloured = stream.isTTY && !process.env['NO_COLOR'];
  return (style, text) => (coloured ? `\x1b[${codes[style]}m${text}\x1b[0m` : text);
}

export function reportText(lines: ReportLine[], paint: Paint): string[] {
  const styles = { loss: 'red', warning: 'yellow', note: 'dim' } as const;
  return lines.map(({ severity, message, count, example, option }) => {
    const details = [`${count}×`, example && `first: ${example}`, option && `see ${option}`].filter(Boolean);
    return `${paint(styles[severity], `${severity}:`)} ${message} (${details.join('; ')})`;
  });
}

export function resultText(result: ConvertResult, { output, keyFile }: { output: string; keyFile: string | undefined }, paint: Paint): string {
  const { from, items, bytes, report } = result;
  return [
    `input: ${from.format} (${from.reason})`,
    ...reportText(report, paint),
    `wrote ${output}: ${result.to}, ${countOf(items, 'item')}, ${bytesText(bytes)}`,
    ...(keyFile ? [paint('yellow', `the key is in ${keyFile}: whoever loses it loses the data`)] : []),
  ].join('\n');
}

export function infoText(info: Info, paint: Paint): string {
  const types = Object.entries(info.annotationsByType).filter(([, count]) => count > 0);
  const subsets = info.subsets.map(({ name, images, annotations, missingMedia }) => [
    name,
    `${countOf(images, 'image')}, ${countOf(annotations, 'annotation')}${missingMedia > 0 ? `, ${missingMedia} without media` : ''}`,
  ]);
  return [
    `format: ${info.from.format} (${info.from.reason})`,
    ...table('subsets', subsets),
    ...table('annotations by type', types.map(([type, count]) => [type, String(count)])),
    ...table('annotations by label', info.annotationsByLabel.map(({ label, count }) => [label, String(count)])),
    ...reportText(info.report, paint),
  ].join('\n');
}

export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  for (; bytes >= 1000 && unit < units.length - 1; ++unit) bytes /= 1000;
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${units[unit]}`;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function table(title: string, rows: string[][]): string[] {
  if (rows.length === 0) return [`${title}: none`];
  const width = Math.max(...rows.map(([name]) => name!.length));
  return [`${title}:`, ...rows.map(([name, text]) => `  ${name!.padEnd(width)}  ${text}`)];
}
