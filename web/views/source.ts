// The dataset that was dropped: its format and why. Stays beside every later step.

import type { FormatDescription } from 'dropset';
import { h, icon } from '../dom.js';
import { sourceFormat } from '../state.js';
import type { Opened } from '../state.js';
import { bytes, counted, sentence } from '../words.js';
import { contentsView } from './contents.js';
import type { Actions } from './view.js';

export interface SourceView {
  element: HTMLElement;
  /** What is in it: a card of its own, so that it can come late without moving the step. */
  contents: HTMLElement;
  update(opened: Opened, step: string): void;
}

export function sourceView(formats: readonly FormatDescription[], opened: Opened, actions: Actions): SourceView {
  const { dataset } = opened;
  const format = h('p', { class: 'badge' });
  const reason = h('p', { class: 'reason' });
  const another = h('button', { type: 'button', class: 'button quiet', click: () => actions.restart() }, 'Use another dataset');
  const size = dataset.files > 1 ? `${bytes(dataset.bytes)} in ${counted(dataset.files, 'file')}` : bytes(dataset.bytes);
  const element = h(
    'section',
    { class: 'card source', 'aria-labelledby': 'source-name' },
    h('header', {}, icon('archive'), h('div', {}, h('h2', { id: 'source-name' }, dataset.name), h('p', { class: 'muted' }, size))),
    h('div', { class: 'detected' }, format, reason),
    another,
  );
  const contents = contentsView();

  const update = (now: Opened, step: string) => {
    const id = sourceFormat(now);
    const title = formats.find((candidate) => candidate.id === id)?.title ?? id;
    format.textContent = `${now.choice.from ? 'Read as' : 'Detected:'} ${title}`;
    reason.textContent = now.choice.from ? 'You named the format.' : sentence(now.detection.reason);
    another.disabled = step === 'converting';
    contents.update(now.summary, step);
  };
  return { element, contents: contents.element, update };
}
