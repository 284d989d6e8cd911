// Done: the download and the report.

import type { ConvertResult, FormatDescription } from 'dropset';
import { h, icon } from '../dom.js';
import { optionKey } from '../state.js';
import type { Choice, Opened } from '../state.js';
import { bytes, counted } from '../words.js';
import { reportSection } from './report.js';
import type { Actions, View } from './view.js';

export function resultView(formats: readonly FormatDescription[], opened: Opened, result: ConvertResult, actions: Actions): View {
  const title = formats.find(({ id }) => id === result.to)?.title ?? result.to;
  const url = result.blob ? URL.createObjectURL(result.blob) : '';
  const download = h(
    'a',
    { class: 'button primary wide', href: url, download: result.name },
    icon('download'),
    h('span', {}, `Download ${result.name}`),
    h('span', { class: 'size' }, bytes(result.bytes)),
  );
  const key = result.secretKey ? keySection(result.secretKey) : undefined;
  const useOption = (option: string) => actions.back(withOption(formats, opened.choice, option), option.split(/[ =]/, 1)[0]);
  const dispose = () => {
    URL.revokeObjectURL(url);
    key?.dispose();
  };
  const element = h(
    'section',
    { class: 'card done', 'aria-labelledby': 'done-title' },
    h(
      'header',
      {},
      icon('check'),
      h(
        'div',
        {},
        h('h2', { id: 'done-title' }, 'Your dataset is ready'),
        h('p', { class: 'muted' }, `${counted(result.items, 'item')} as ${title}`),
      ),
    ),
    download,
    key?.element,
    reportSection(result.report, useOption),
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', class: 'button', click: () => actions.restart() }, 'Convert another'),
      h('button', { type: 'button', class: 'button quiet', click: () => actions.back() }, 'Change the options'),
    ),
  );
  return { element, focus: () => download.focus(), dispose };
}

// A download of its own: beside the data it would protect nothing.
function keySection(secretKey: string): { element: HTMLElement; dispose(): void } {
  const url = URL.createObjectURL(new Blob([secretKey], { type: 'text/plain' }));
  const element = h(
    'div',
    { class: 'secret', role: 'note', 'aria-labelledby': 'key-title' },
    h('h3', { id: 'key-title' }, 'Keep the key as well'),
    h(
      'p',
      {},
      'The dataset is encrypted. Without this key nobody can read it again, and Dropset keeps no copy: when you leave this page, the key is gone.',
    ),
    h('a', { class: 'button wide', href: url, download: 'secret_key.txt' }, icon('download'), h('span', {}, 'Download secret_key.txt')),
  );
  return { element, dispose: () => URL.revokeObjectURL(url) };
}

// The choice with a flag that the report names switched over; other options wait for the user's value.
function withOption(formats: readonly FormatDescription[], choice: Choice, option: string): Choice {
  const key = optionKey(option);
  const row = formats.find(({ id }) => id === choice.to)?.exportOptions.find(({ name }) => optionKey(name) === key);
  if (row?.type !== 'flag') return choice;
  return { ...choice, exportOptions: { ...choice.exportOptions, [key]: true } };
}
