// The work behind the steps: calls the package, keeps what must be freed, and reports by events.

import { convert, describe, detect, DropsetError, info } from 'dropset';
import type {
  ExportOptions,
  FormatDescription,
  FormatId,
  ImportOptions,
  InputLimits,
  OptionDescription,
  Progress,
} from 'dropset';
import { fitting, next } from './state.js';
import type { Choice, Dataset, Event, Opened, Problem, State } from './state.js';

export class Session {
  #state: State = { step: 'idle' };
  #formats: readonly FormatDescription[] = [];
  #limits: readonly OptionDescription[] = [];
  #loaded: Promise<string> | undefined;
  // Of the latest detection, summary or conversion: events of an aborted one are not sent.
  #work = new AbortController();

  constructor(private readonly show: (state: State) => void) {}

  get state(): State {
    return this.#state;
  }

  get formats(): readonly FormatDescription[] {
    return this.#formats;
  }

  get limits(): readonly OptionDescription[] {
    return this.#limits;
  }

  /** Shows the first step and loads the package; its version. */
  start(): Promise<string> {
    this.restart();
    this.#loaded = describe().then(({ version, formats, limits }) => {
      this.#formats = formats;
      this.#limits = limits;
      this.show(this.#state);
      return version;
    });
    return this.#loaded;
  }

  async open(dataset: Dataset, from?: FormatId): Promise<void> {
    const { signal } = this.#begin();
    this.#send({ type: 'dropped', dataset });
    try {
      await this.#loaded;
      const detection = from ? { format: from, reason: 'named by you' } : await detect(dataset.input, { ...limiting(dataset), signal });
      if (signal.aborted) return;
      this.#send({ type: 'detected', detection, choice: this.#firstChoice(detection.format, from) });
      await this.#summarise(signal);
    } catch (error) {
      if (!signal.aborted) this.#send({ type: 'failed', problem: problemOf(error) });
    }
  }

  /** Nothing could be opened: the files themselves could not be read. */
  refuse(error: unknown): void {
    this.#begin();
    this.#send({ type: 'failed', problem: problemOf(error) });
  }

  /** Takes over what the form says; another way of reading looks at the dataset again. */
  choose(choice: Choice): void {
    if (this.#state.step !== 'ready') return;
    const before = this.#state.opened.choice;
    this.#send({ type: 'chosen', choice });
    const sameReading =
      before.from === choice.from && JSON.stringify(before.importOptions) === JSON.stringify(choice.importOptions);
    if (!sameReading) void this.#reread();
  }

  async convert(): Promise<void> {
    if (this.#state.step !== 'ready') return;
    const { dataset, choice } = this.#state.opened;
    const { signal } = this.#begin();
    this.#send({ type: 'convert' });
    try {
      const result = await convert(dataset.input, {
        ...limiting(dataset),
        ...reading(choice),
        to: choice.to,
        exportOptions: choice.exportOptions as ExportOptions,
        signal,
        onProgress: (progress: Progress) => {
          if (!signal.aborted) this.#send({ type: 'progress', progress });
        },
      });
      if (signal.aborted) await result.release();
      this.#send(signal.aborted ? { type: 'cancelled' } : { type: 'converted', result });
    } catch (error) {
      this.#send(signal.aborted ? { type: 'cancelled' } : { type: 'failed', problem: problemOf(error) });
    }
    if (this.#state.step === 'ready' && this.#state.opened.summary.kind === 'reading') void this.#reread();
  }

  cancel(): void {
    this.#send({ type: 'cancel' });
    this.#work.abort();
  }

  /** From a result or a failure to the options, perhaps changed; the result is freed. */
  back(choice?: Choice, focusOption?: string): void {
    this.#begin();
    this.#send({ type: 'back', ...(choice ? { choice } : {}), ...(focusOption ? { focusOption } : {}) });
    if (this.#state.step === 'ready' && this.#state.opened.summary.kind === 'reading') void this.#reread();
  }

  restart(): void {
    this.#begin();
    this.#send({ type: 'restart' });
  }

  // Stops what runs and frees what the step holds.
  #begin(): AbortController {
    this.#work.abort();
    if (this.#state.step === 'done') void this.#state.result.release();
    this.#work = new AbortController();
    return this.#work;
  }

  async #reread(): Promise<void> {
    const { signal } = this.#begin();
    this.#send({ type: 'summary', summary: { kind: 'reading' } });
    await this.#summarise(signal);
  }

  async #summarise(signal: AbortSignal): Promise<void> {
    const opened = (this.#state as { opened?: Opened }).opened;
    if (!opened) return;
    try {
      const found = await info(opened.dataset.input, {
        ...limiting(opened.dataset),
        ...reading(opened.choice),
        signal,
        onProgress: (progress: Progress) => {
          if (!signal.aborted) this.#send({ type: 'summary', summary: { kind: 'reading', progress } });
        },
      });
      if (!signal.aborted) this.#send({ type: 'summary', summary: { kind: 'known', info: found } });
    } catch (error) {
      if (!signal.aborted) this.#send({ type: 'summary', summary: { kind: 'unknown', problem: problemOf(error) } });
    }
  }

  // Another family than the input's, and with images: whoever drops a dataset expects to find them in what comes back.
  #firstChoice(format: FormatId, from?: FormatId): Choice {
    const family = this.#formats.find(({ id }) => id === format)?.family;
    const writable = this.#formats.filter((candidate) => candidate.writable);
    const target = writable.find((candidate) => candidate.family !== family) ?? writable[0];
    if (!target) throw new DropsetError('unsupported', '', 'no format can be written');
    const exportOptions = fitting({ save_media: true }, target.exportOptions);
    return { ...(from ? { from } : {}), to: target.id, importOptions: {}, exportOptions };
  }

  #send(event: Event): void {
    this.#state = next(this.#state, event);
    this.show(this.#state);
  }
}

function limiting({ limits }: Dataset): { limits?: InputLimits } {
  return limits ? { limits: limits as InputLimits } : {};
}

function reading({ from, importOptions }: Choice) {
  return { ...(from ? { from } : {}), importOptions: importOptions as ImportOptions };
}

function problemOf(error: unknown): Problem {
  if (error instanceof DropsetError) {
    return { code: error.code, places: error.path === '' ? [] : error.path.split(': '), words: error.detail };
  }
  return { code: 'internal', places: [], words: error instanceof Error ? error.message : String(error) };
}
