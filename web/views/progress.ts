// Converting: how far, how fast, how long still; and the way out.

import type { FormatDescription, Progress } from 'dropset';
import { h } from '../dom.js';
import type { Opened, State } from '../state.js';
import { bytes, duration, Pace } from '../words.js';
import type { Actions, View } from './view.js';

const kPhases: Record<Progress['phase'], string> = {
  opening: 'Opening the dataset',
  annotations: 'Reading the annotations',
  writing: 'Writing the annotations',
  media: 'Copying the images',
  done: 'Finishing',
};

// Words change at most this often, so that they can be read.
const kWordsEveryMs = 250;

export function progressView(formats: readonly FormatDescription[], opened: Opened, actions: Actions): View {
  const title = formats.find(({ id }) => id === opened.choice.to)?.title ?? opened.choice.to;
  const heading = h('h2', { tabindex: '-1' }, `Converting to ${title}`);
  const phase = h('p', { class: 'phase' }, kPhases.opening);
  const percent = h('p', { class: 'percent', 'aria-hidden': 'true' }, '0 %');
  const bar = h('progress', { 'aria-label': `Converting to ${title}`, max: 1, value: 0 });
  const amount = h('dd', {}, '–');
  const speed = h('dd', {}, '–');
  const left = h('dd', {}, '–');
  const cancel = h('button', { type: 'button', class: 'button', click: () => actions.cancel() }, 'Cancel');
  const element = h(
    'section',
    { class: 'card converting' },
    heading,
    h('div', { class: 'phase-line' }, phase, percent),
    bar,
    h(
      'dl',
      { class: 'pace' },
      h('div', {}, h('dt', {}, 'Done'), amount),
      h('div', {}, h('dt', {}, 'Speed'), speed),
      h('div', {}, h('dt', {}, 'Time left'), left),
    ),
    h('div', { class: 'actions' }, cancel),
  );

  const pace = new Pace();
  let wordsAt = -Infinity;
  let tenths = 0;
  const show = ({ phase: name, done, total }: Progress) => {
    const now = performance.now();
    const part = total > 0 ? done / total : 0;
    pace.add(done, now);
    bar.value = part;
    if (now - wordsAt < kWordsEveryMs && part < 1) return;
    wordsAt = now;
    phase.textContent = kPhases[name];
    percent.textContent = `${Math.floor(100 * part)} %`;
    amount.textContent = `${bytes(done)} of ${bytes(total)}`;
    if (pace.perSecond) speed.textContent = `${bytes(pace.perSecond)}/s`;
    const seconds = pace.secondsLeft(done, total);
    if (seconds !== undefined) left.textContent = duration(seconds);
    document.title = `${Math.floor(100 * part)} % – Dropset`;
    if (Math.floor(10 * part) > tenths) {
      tenths = Math.floor(10 * part);
      actions.announce(`${10 * tenths} percent${seconds === undefined || part === 1 ? '' : `, ${duration(seconds)} left`}`);
    }
  };
  const update = (state: State) => {
    if (state.step !== 'converting') return;
    if (state.progress) show(state.progress);
    if (state.cancelling) {
      cancel.disabled = true;
      cancel.textContent = 'Cancelling …';
    }
  };
  return { element, update, focus: () => cancel.focus() };
}
