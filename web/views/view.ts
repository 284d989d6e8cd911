// What main.ts needs of a view, and what views may ask for.

import type { FormatId } from 'dropset';
import type { Choice, OptionValues, State } from '../state.js';

export interface View {
  element: HTMLElement;
  /** The same step again, with news. */
  update?(state: State): void;
  /** The view was just shown: where the keyboard continues. */
  focus?(): void;
  /** The view is gone. */
  dispose?(): void;
}

export interface Actions {
  pick(files: FileList): void;
  /** The dataset that no format was found for, read as `from`. */
  openAs(from: FormatId): void;
  /** The dataset that was refused, with other limits. */
  openWithin(limits: OptionValues): void;
  choose(choice: Choice): void;
  convert(): void;
  cancel(): void;
  /** To the options, with `choice` where given and the control of `focusOption` in focus. */
  back(choice?: Choice, focusOption?: string): void;
  restart(): void;
  /** Said by screen readers. */
  announce(words: string): void;
}
