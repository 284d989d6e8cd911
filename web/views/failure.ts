// An error: where, in which words, and what can be done about it.

import type { ErrorCode, FormatDescription, FormatId, OptionDescription } from 'dropset';
import { h, icon } from '../dom.js';
import type { Dataset, Opened, OptionValues, Problem } from '../state.js';
import { sentence } from '../words.js';
import { optionControls } from './options.js';
import type { Actions, View } from './view.js';

const kTitles: Record<ErrorCode, string> = {
  usage: 'These options do not fit together',
  'not-found': 'No dataset found',
  ambiguous: 'More than one format fits',
  corrupt: 'The archive is damaged',
  truncated: 'The archive is incomplete',
  invalid: 'The dataset has an error',
  unsupported: 'This cannot be read',
  unsafe: 'The archive is not safe to open',
  limit: 'The dataset goes beyond a limit',
  encrypted: 'The dataset is encrypted',
  io: 'A file could not be read or written',
  internal: 'Something went wrong in Dropset',
  cancelled: 'Cancelled',
};

const kHints: Partial<Record<ErrorCode, string>> = {
  'not-found': 'If you know the format, name it and Dropset says what it misses.',
  ambiguous: 'Name the format to read it as.',
  corrupt: 'Download or pack the archive again, then try once more.',
  truncated: 'The download or copy probably stopped early. Get the file again.',
  encrypted: 'Unpack it with its password and drop the folder instead, or give the key under “How the dataset is read”.',
  unsafe: 'Unpack it with a tool you trust and drop the folder.',
  io: 'Perhaps the file was moved or changed, or the disk is full.',
  internal: 'Please report it with the words above.',
};

export function failureView(
  formats: readonly FormatDescription[],
  limits: readonly OptionDescription[],
  failed: { problem: Problem; dataset?: Dataset; opened?: Opened },
  actions: Actions,
): View {
  const { problem, dataset, opened } = failed;
  const title = h('h2', { tabindex: '-1' }, kTitles[problem.code]);
  const hint = kHints[problem.code];
  const nameable = dataset && !opened && (problem.code === 'not-found' || problem.code === 'ambiguous');
  const limited = dataset && !opened && problem.code === 'limit';
  const element = h(
    'section',
    { class: 'card failed' },
    h('header', {}, icon('loss'), title),
    h(
      'div',
      { class: 'problem', role: 'alert' },
      problem.places.length > 0 &&
        h('ol', { class: 'places', 'aria-label': 'Place' }, ...problem.places.map((place) => h('li', {}, h('code', {}, place)))),
      h('p', { class: 'words' }, sentence(problem.words)),
    ),
    hint !== undefined && h('p', { class: 'muted' }, hint),
    nameable && naming(formats, actions),
    limited && raising(limits, dataset.limits ?? {}, actions),
    h(
      'div',
      { class: 'actions' },
      opened && h('button', { type: 'button', class: 'button primary', click: () => actions.back() }, 'Change the options'),
      h(
        'button',
        { type: 'button', class: opened ? 'button quiet' : 'button primary', click: () => actions.restart() },
        'Use another dataset',
      ),
    ),
  );
  return { element, focus: () => title.focus() };
}

function naming(formats: readonly FormatDescription[], actions: Actions): HTMLElement {
  const select = h('select', { id: 'name-format' });
  for (const { id, title, readable } of formats) if (readable) select.append(new Option(title, id));
  return h(
    'div',
    { class: 'option naming' },
    h('label', { for: 'name-format' }, 'Read it as'),
    select,
    h('button', { type: 'button', class: 'button', click: () => actions.openAs(select.value as FormatId) }, 'Try'),
  );
}

function raising(limits: readonly OptionDescription[], given: OptionValues, actions: Actions): HTMLElement {
  let values = given;
  const controls = optionControls('limit', limits, given, (changed) => (values = changed));
  return h(
    'div',
    { class: 'limits' },
    h('p', { class: 'muted' }, 'If you trust the archive, raise the limit that is named above.'),
    controls,
    h('button', { type: 'button', class: 'button', click: () => actions.openWithin(values) }, 'Try again'),
  );
}
