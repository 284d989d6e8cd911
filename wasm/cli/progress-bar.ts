// A line on the terminal that is drawn over while the work goes on.

import type { Progress } from '../types.js';
import { bytesText } from './text.js';

const kBar = 24;
const kInterval = 100;

export class ProgressBar {
  readonly #start = Date.now();
  #drawn = 0;
  #visible = false;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show({ phase, done, total }: Progress): void {
    const now = Date.now();
    if (now - this.#drawn < kInterval || total === 0) return;
    this.#drawn = now;
    this.#visible = true;
    const filled = Math.round((kBar * done) / total);
    const bar = '█'.repeat(filled) + '░'.repeat(kBar - filled);
    const line = `${bar} ${phase}  ${bytesText(done)} of ${bytesText(total)}${this.#left(now, done, total)}`;
    this.stream.write(`\r${line.slice(0, this.stream.columns - 1)}\x1b[K`);
  }

  clear(): void {
    if (this.#visible) this.stream.write('\r\x1b[K');
    this.#visible = false;
  }

  // Nothing sensible can be said in the first second.
  #left(now: number, done: number, total: number): string {
    const elapsed = now - this.#start;
    if (elapsed < 1000 || done === 0) return '';
    const seconds = Math.ceil((elapsed * (total - done)) / done / 1000);
    const minutes = Math.floor(seconds / 60);
    return minutes > 0 ? `  ${minutes} min ${seconds % 60} s left` : `  ${seconds} s left`;
  }
}
