// What is in the dataset: totals, subsets, annotations by type, the most frequent labels.

import type { Info, SubsetSummary } from 'dropset';
import { h } from '../dom.js';
import type { Summary } from '../state.js';
import { count, counted, sentence } from '../words.js';

const kTopLabels = 8;

export interface ContentsView {
  element: HTMLElement;
  update(summary: Summary, step: string): void;
}

export function contentsView(): ContentsView {
  const contents = h('div', { class: 'contents' });
  const element = h(
    'section',
    { class: 'card inside', 'aria-labelledby': 'inside-title' },
    h('h2', { id: 'inside-title' }, 'What is in it'),
    contents,
  );
  let shown: Summary | undefined;
  const update = (summary: Summary, step: string) => {
    // Counting stops for a conversion.
    element.hidden = summary.kind === 'reading' && step !== 'ready';
    if (summary === shown) return;
    if (summary.kind === 'reading' && shown?.kind === 'reading') setProgress(contents, summary);
    else contents.replaceChildren(...contentsOf(summary));
    shown = summary;
  };
  return { element, update };
}

function contentsOf(summary: Summary): HTMLElement[] {
  switch (summary.kind) {
    case 'reading':
      return [h('p', { class: 'muted' }, 'Counting …'), h('progress', { 'aria-label': 'Counting what is in the dataset' })];
    case 'known':
      return known(summary.info);
    case 'unknown':
      return [
        h('p', {}, 'It could not be counted:'),
        h('p', { class: 'muted' }, h('code', {}, summary.problem.places.join(' › ')), ' ', sentence(summary.problem.words)),
      ];
  }
}

function setProgress(contents: HTMLElement, { progress }: { progress?: { done: number; total: number } }): void {
  const bar = contents.querySelector('progress');
  if (!bar || !progress?.total) return;
  bar.max = progress.total;
  bar.value = progress.done;
}

function known(info: Info): HTMLElement[] {
  const images = info.subsets.reduce((sum, subset) => sum + subset.images, 0);
  const annotations = info.subsets.reduce((sum, subset) => sum + subset.annotations, 0);
  const types = Object.entries(info.annotationsByType).filter(([, number]) => number > 0);
  types.sort(([, a], [, b]) => b - a);
  return [
    h(
      'dl',
      { class: 'totals' },
      total(images, images === 1 ? 'image' : 'images'),
      total(annotations, annotations === 1 ? 'annotation' : 'annotations'),
      total(info.annotationsByLabel.length, info.annotationsByLabel.length === 1 ? 'label' : 'labels'),
    ),
    ...(info.subsets.length > 0 ? [subsetTable(info.subsets)] : []),
    ...(types.length > 0 ? [h('h3', {}, 'Annotations'), h('ul', { class: 'chips' }, ...types.map(chip))] : []),
    ...labels(info),
    ...(info.report.length > 0
      ? [h('p', { class: 'muted' }, `${counted(info.report.length, 'remark')} on how it is read: shown with the result.`)]
      : []),
  ];
}

function total(value: number, words: string): HTMLElement {
  return h('div', {}, h('dt', {}, words), h('dd', {}, count(value)));
}

function chip([type, number]: [string, number]): HTMLElement {
  return h('li', {}, h('span', {}, type.replaceAll('_', ' ')), ' ', h('b', {}, count(number)));
}

function subsetTable(subsets: SubsetSummary[]): HTMLElement {
  const missing = subsets.some((subset) => subset.missingMedia > 0);
  const number = (value: number) => h('td', {}, count(value));
  const heads = ['Subset', 'Images', 'Annotations', ...(missing ? ['Missing files'] : [])];
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Subsets' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h(
        'tbody',
        {},
        ...subsets.map((subset) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, subset.name),
            number(subset.images),
            number(subset.annotations),
            missing && number(subset.missingMedia),
          ),
        ),
      ),
    ),
  );
}

function labels({ annotationsByLabel }: Info): HTMLElement[] {
  if (annotationsByLabel.length === 0) return [];
  const sorted = [...annotationsByLabel].sort((a, b) => b.count - a.count);
  const most = Math.max(1, sorted[0]!.count);
  const rows = sorted.slice(0, kTopLabels).map(({ label, count: number }) => {
    const bar = h('span', { class: 'bar', 'aria-hidden': 'true' });
    bar.style.inlineSize = `${(100 * number) / most}%`;
    return h(
      'li',
      {},
      h('span', { class: 'label', title: label }, label),
      h('span', { class: 'track' }, bar),
      h('b', {}, count(number)),
    );
  });
  const rest = sorted.length - rows.length;
  return [
    h('h3', {}, rest > 0 ? 'Most frequent labels' : 'Labels'),
    h('ol', { class: 'labels' }, ...rows),
    ...(rest > 0 ? [h('p', { class: 'muted' }, `and ${counted(rest, 'more label', 'more labels')}`)] : []),
  ];
}
