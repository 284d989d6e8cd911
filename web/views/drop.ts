// Idle: the place to drop a dataset, and the two pickers for those who would rather choose.

import type { FormatDescription } from 'dropset';
import { h, icon } from '../dom.js';
import { families } from '../state.js';
import type { Actions, View } from './view.js';

/** `formats` are there as soon as the converter has loaded. */
export function dropView(formats: () => readonly FormatDescription[], actions: Actions): View {
  const files = picker('files', 'Choose files', 'file', actions, { multiple: true });
  const folder = picker('folder', 'Choose a folder', 'folder', actions, { webkitdirectory: true });
  const zone = h(
    'section',
    { class: 'drop', 'aria-labelledby': 'drop-title' },
    h('div', { class: 'drop-art', 'aria-hidden': 'true' }, icon('drop')),
    h('h2', { id: 'drop-title' }, 'Drop your dataset here'),
    h('p', { class: 'muted' }, 'A zip archive or a folder. Drop several at once and they are read as one dataset.'),
    h('div', { class: 'actions' }, ...files.nodes, ...folder.nodes),
  );
  const readable = h('p');
  const element = h(
    'div',
    { class: 'idle' },
    zone,
    h(
      'ul',
      { class: 'facts' },
      fact('lock', 'Private', 'The conversion runs in this tab. No upload, no account, no tracking.'),
      fact('report', 'Honest', 'Whatever the new format has no place for is counted and shown, never dropped silently.'),
      fact('formats', 'Formats', readable),
    ),
  );
  const update = () => {
    const names = families(formats().filter((format) => format.readable)).map(({ principal }) => principal.title);
    readable.textContent = names.length > 0 ? `Reads and tells apart ${listed(names)}.` : 'Loading the converter …';
  };
  return { element, update, focus: () => files.input.focus() };
}

function picker(
  id: string,
  label: string,
  symbol: string,
  actions: Actions,
  kind: { multiple?: boolean; webkitdirectory?: boolean },
) {
  const input = h('input', {
    type: 'file',
    id,
    class: 'visually-hidden',
    ...kind,
    change: () => {
      if (input.files?.length) actions.pick(input.files);
      input.value = '';
    },
  });
  const primary = kind.multiple ? 'button primary' : 'button';
  return { input, nodes: [input, h('label', { for: id, class: primary }, icon(symbol), label)] };
}

function fact(symbol: string, title: string, words: string | HTMLElement): HTMLElement {
  return h('li', {}, icon(symbol), h('div', {}, h('h3', {}, title), typeof words === 'string' ? h('p', {}, words) : words));
}

function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
