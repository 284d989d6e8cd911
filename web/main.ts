// Puts the step's view on the page, and the page's drops, keys and announcements to the session.

import { DropsetError } from 'dropset';
import { confineWorkers } from './confine.js';
import { find } from './dom.js';
import { fromDrop, fromPicker } from './files.js';
import { Session } from './session.js';
import type { Dataset, State } from './state.js';
import { dropView } from './views/drop.js';
import { failureView } from './views/failure.js';
import { openingView } from './views/opening.js';
import { progressView } from './views/progress.js';
import { resultView } from './views/result.js';
import { sourceView } from './views/source.js';
import type { SourceView } from './views/source.js';
import { targetView } from './views/target.js';
import type { Actions, View } from './views/view.js';
import { counted, sentence } from './words.js';

const kTitle = document.title;

const stage = find<HTMLElement>('#stage');
const live = find<HTMLElement>('#live');
const session = new Session(show);

const actions: Actions = {
  pick: (files) => {
    const dataset = fromPicker(files);
    if (dataset) void session.open(dataset);
  },
  openAs: (from) => {
    if (session.state.step === 'failed' && session.state.dataset) void session.open(session.state.dataset, from);
  },
  openWithin: (limits) => {
    if (session.state.step === 'failed' && session.state.dataset) void session.open({ ...session.state.dataset, limits });
  },
  choose: (choice) => session.choose(choice),
  convert: () => void session.convert(),
  cancel: () => session.cancel(),
  back: (choice, focusOption) => session.back(choice, focusOption),
  restart: () => session.restart(),
  announce: (words) => {
    live.textContent = words;
  },
};

let view: View | undefined;
let source: SourceView | undefined;
let shown: { step: State['step']; dataset: Dataset | undefined } | undefined;

function show(state: State): void {
  const dataset = datasetOf(state);
  if (state.step !== shown?.step || dataset !== shown.dataset) replaceView(state, dataset);
  else view?.update?.(state);
  if ('opened' in state && state.opened) source?.update(state.opened, state.step);
}

function datasetOf(state: State): Dataset | undefined {
  return 'opened' in state && state.opened ? state.opened.dataset : 'dataset' in state ? state.dataset : undefined;
}

function replaceView(state: State, dataset: Dataset | undefined): void {
  const first = shown === undefined;
  view?.dispose?.();
  view = viewOf(state);
  const opened = 'opened' in state ? state.opened : undefined;
  if (!opened) source = undefined;
  else if (!source || dataset !== shown?.dataset) source = sourceView(session.formats, opened, actions);
  shown = { step: state.step, dataset };
  stage.dataset.step = state.step;
  stage.classList.toggle('split', opened !== undefined);
  view.element.classList.toggle('step', opened !== undefined);
  stage.replaceChildren(...(source ? [source.element, view.element, source.contents] : [view.element]));
  document.title = kTitle;
  live.textContent = announcement(state);
  view.update?.(state);
  if (!first) view.focus?.();
}

function viewOf(state: State): View {
  const { formats } = session;
  switch (state.step) {
    case 'idle':
      return dropView(() => session.formats, actions);
    case 'opening':
      return openingView(state.dataset, actions);
    case 'ready':
      return targetView(formats, state.opened, actions, state);
    case 'converting':
      return progressView(formats, state.opened, actions);
    case 'done':
      return resultView(formats, state.opened, state.result, actions);
    case 'failed':
      return failureView(formats, session.limits, state, actions);
  }
}

// A failure speaks for itself: its words are an alert.
function announcement(state: State): string {
  switch (state.step) {
    case 'opening':
      return `Opening ${state.dataset.name}`;
    case 'ready':
      return state.notice ?? `Detected: ${sentence(state.opened.detection.reason)} Choose the target format.`;
    case 'converting':
      return 'Converting';
    case 'done':
      return `Your dataset is ready. The report has ${counted(state.result.report.length, 'line')}.`;
    case 'idle':
    case 'failed':
      return '';
  }
}

// The whole page takes drops: a file that misses the zone would otherwise replace the page.
function acceptDrops(): void {
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  const accepting = () => session.state.step !== 'converting';
  const mark = (on: boolean) => document.body.classList.toggle('dragging', on);
  addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = accepting() ? 'copy' : 'none';
    mark(accepting());
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  addEventListener('drop', (event) => {
    mark(false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (accepting()) void openDrop(event.dataTransfer!, mark);
  });
}

// The mark stays while the folders are walked: with many files that takes a while.
async function openDrop(transfer: DataTransfer, mark: (on: boolean) => void): Promise<void> {
  mark(true);
  try {
    const dataset = await fromDrop(transfer);
    if (!dataset) throw new DropsetError('not-found', '', 'there is no file in what was dropped');
    void session.open(dataset);
  } catch (error) {
    session.refuse(error);
  } finally {
    mark(false);
  }
}

function guardUnload(): void {
  addEventListener('beforeunload', (event) => {
    if (session.state.step === 'converting') event.preventDefault();
  });
  addEventListener('pagehide', () => session.restart());
}

// Absent where the page is not served over https or from localhost; then it works as long as the browser keeps it in its cache.
function keepForOffline(): void {
  if (import.meta.env.PROD) void navigator.serviceWorker?.register('./offline.js').catch(() => undefined);
}

async function start(): Promise<void> {
  confineWorkers();
  acceptDrops();
  guardUnload();
  try {
    find('#version').textContent = await session.start();
    keepForOffline();
  } catch (error) {
    session.refuse(error);
  }
}

void start();
