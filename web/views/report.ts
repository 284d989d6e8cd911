// What the conversion lost, mended or noted, in groups; with the option that would change it.

import type { ReportLine } from 'dropset';
import { h, icon } from '../dom.js';
import { count, counted, humanName, sentence } from '../words.js';

const kGroups: { severity: ReportLine['severity']; title: string; symbol: string }[] = [
  { severity: 'loss', title: 'Not in the output', symbol: 'loss' },
  { severity: 'warning', title: 'Mended or skipped', symbol: 'warning' },
  { severity: 'note', title: 'Good to know', symbol: 'note' },
];

/** `useOption` goes back to the options with that one in focus. */
export function reportSection(lines: readonly ReportLine[], useOption: (option: string) => void): HTMLElement {
  const groups = kGroups
    .map((group) => ({ ...group, lines: lines.filter(({ severity }) => severity === group.severity) }))
    .filter((group) => group.lines.length > 0);
  if (groups.length === 0) {
    return h(
      'section',
      { class: 'report', 'aria-label': 'Report' },
      h('p', { class: 'lossless' }, icon('check'), 'Nothing was lost, skipped or changed: the report is empty.'),
    );
  }
  return h(
    'section',
    { class: 'report', 'aria-labelledby': 'report-title' },
    h('h3', { id: 'report-title' }, 'Report'),
    ...groups.map(({ severity, title, symbol, lines: inGroup }) =>
      h(
        'details',
        { class: `group ${severity}`, open: severity !== 'note' },
        h('summary', {}, icon(symbol), h('span', {}, title), h('span', { class: 'tally' }, counted(inGroup.length, 'kind'))),
        h('ul', {}, ...inGroup.map((line) => reportLine(line, useOption))),
      ),
    ),
  );
}

function reportLine({ message, count: number, example, option }: ReportLine, useOption: (option: string) => void): HTMLElement {
  return h(
    'li',
    {},
    h('p', { class: 'message' }, sentence(message), ' ', h('b', { class: 'times' }, `${count(number)}×`)),
    example !== '' && h('p', { class: 'example' }, number > 1 ? 'First: ' : 'Where: ', h('code', {}, example)),
    option !== '' &&
      h(
        'button',
        { type: 'button', class: 'link', click: () => useOption(option) },
        `Change with “${humanName(option.split(/[ =]/, 1)[0]!)}”`,
      ),
  );
}
