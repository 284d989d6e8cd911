// Between the drop and the detected format: a moment for an archive, longer for a folder of many files.

import { h } from '../dom.js';
import type { Dataset } from '../state.js';
import { bytes } from '../words.js';
import type { Actions, View } from './view.js';

export function openingView(dataset: Dataset, actions: Actions): View {
  const title = h('h2', { tabindex: '-1' }, `Opening ${dataset.name}`);
  const element = h(
    'section',
    { class: 'card opening' },
    title,
    h('p', { class: 'muted' }, `${bytes(dataset.bytes)}. Looking at the names inside to tell its format.`),
    h('progress', { 'aria-label': 'Opening' }),
    h('div', { class: 'actions' }, h('button', { type: 'button', class: 'button', click: () => actions.restart() }, 'Stop')),
  );
  return { element, focus: () => title.focus() };
}
