// What the page can show, and how one step follows another. Pure: session.ts does the work and sends the events.

import type {
  ConvertResult,
  Detection,
  ErrorCode,
  FormatDescription,
  FormatId,
  Info,
  Input,
  OptionDescription,
  Progress,
} from 'dropset';

/** What was dropped or chosen. */
export interface Dataset {
  input: Input;
  /** "train.zip", "train.zip and 2 more" */
  name: string;
  bytes: number;
  files: number;
  /** What its archives may cost, where the user raised it; keys as in the API. */
  limits?: OptionValues;
}

export type OptionValue = string | number | boolean | string[];
/** Only what the user set to something else than its default; keys as in the API. */
export type OptionValues = Readonly<Record<string, OptionValue>>;

export interface Choice {
  /** Named by the user; absent: detected. */
  from?: FormatId | undefined;
  to: FormatId;
  importOptions: OptionValues;
  exportOptions: OptionValues;
}

export interface Problem {
  code: ErrorCode;
  /** Where, from the outside in: an archive, an entry, a place in it. May be empty. */
  places: string[];
  words: string;
}

/** What is in the dataset: looked for as soon as the format is known, and not needed to convert. */
export type Summary =
  { kind: 'reading'; progress?: Progress } | { kind: 'known'; info: Info } | { kind: 'unknown'; problem: Problem };

/** An opened dataset: its format is known. */
export interface Opened {
  dataset: Dataset;
  detection: Detection;
  summary: Summary;
  choice: Choice;
}

export type State =
  | { step: 'idle' }
  | { step: 'opening'; dataset: Dataset }
  | { step: 'ready'; opened: Opened; notice?: string; focusOption?: string }
  | { step: 'converting'; opened: Opened; progress?: Progress; cancelling: boolean }
  | { step: 'done'; opened: Opened; result: ConvertResult }
  /** `opened` is there where the options can still be changed. */
  | { step: 'failed'; problem: Problem; dataset?: Dataset; opened?: Opened };

export type Event =
  | { type: 'restart' }
  | { type: 'dropped'; dataset: Dataset }
  | { type: 'detected'; detection: Detection; choice: Choice }
  | { type: 'summary'; summary: Summary }
  | { type: 'chosen'; choice: Choice }
  | { type: 'convert' }
  | { type: 'progress'; progress: Progress }
  | { type: 'cancel' }
  | { type: 'cancelled' }
  | { type: 'converted'; result: ConvertResult }
  | { type: 'back'; choice?: Choice; focusOption?: string }
  | { type: 'failed'; problem: Problem };

function openedOf(state: State): Opened | undefined {
  return 'opened' in state ? state.opened : undefined;
}

/** The step after `event`; an event that does not belong to the step leaves it as it is. */
export function next(state: State, event: Event): State {
  const opened = openedOf(state);
  switch (event.type) {
    case 'restart':
      return { step: 'idle' };
    case 'dropped':
      return { step: 'opening', dataset: event.dataset };
    case 'detected': {
      const dataset = state.step === 'opening' ? state.dataset : opened?.dataset;
      if (!dataset) return state;
      return { step: 'ready', opened: { dataset, detection: event.detection, summary: { kind: 'reading' }, choice: event.choice } };
    }
    case 'summary':
      return opened ? ({ ...state, opened: { ...opened, summary: event.summary } } as State) : state;
    case 'chosen':
      return state.step === 'ready' ? { step: 'ready', opened: { ...state.opened, choice: event.choice } } : state;
    case 'convert':
      return state.step === 'ready' ? { step: 'converting', opened: state.opened, cancelling: false } : state;
    case 'progress':
      return state.step === 'converting' ? { ...state, progress: event.progress } : state;
    case 'cancel':
      return state.step === 'converting' ? { ...state, cancelling: true } : state;
    case 'cancelled':
      return state.step === 'converting' ? { step: 'ready', opened: state.opened, notice: 'Cancelled. Nothing was kept.' } : state;
    case 'converted':
      return state.step === 'converting' ? { step: 'done', opened: state.opened, result: event.result } : state;
    case 'back': {
      if (!opened || state.step === 'converting') return state;
      const { focusOption } = event;
      return {
        step: 'ready',
        opened: { ...opened, choice: event.choice ?? opened.choice },
        ...(focusOption ? { focusOption } : {}),
      };
    }
    case 'failed': {
      const dataset = state.step === 'opening' ? state.dataset : opened?.dataset;
      return { step: 'failed', problem: event.problem, ...(dataset ? { dataset } : {}), ...(opened ? { opened } : {}) };
    }
  }
}

/** The format that is read: named by the user, else detected. */
export function sourceFormat(opened: Opened): FormatId {
  return opened.choice.from ?? opened.detection.format;
}

/** An option's key in the API: "save-media" and "--save-media" are save_media. */
export function optionKey(name: string): string {
  return name.replace(/^-+/, '').replaceAll('-', '_');
}

/** Of `values`, those that a format with `options` knows. */
export function fitting(values: OptionValues, options: readonly OptionDescription[]): OptionValues {
  const known = new Set(options.map(({ name }) => optionKey(name)));
  return Object.fromEntries(Object.entries(values).filter(([key]) => known.has(key)));
}

/** Formats of one family, its principal one first. */
export interface Family {
  principal: FormatDescription;
  members: FormatDescription[];
}

export function families(formats: readonly FormatDescription[]): Family[] {
  const groups = new Map<string, FormatDescription[]>();
  for (const format of formats) groups.set(format.family, [...(groups.get(format.family) ?? []), format]);
  return [...groups].map(([family, members]) => {
    const principal = members.find((format) => format.id === family) ?? members[0]!;
    return { principal, members: [principal, ...members.filter((format) => format !== principal)] };
  });
}
