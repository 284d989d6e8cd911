// Numbers and names as people read them.

const plain = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

export function count(value: number): string {
  return plain.format(value);
}

/** "1 image", "5,000 images" */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? count(value) : short.format(value)} ${units[unit]}`;
}

/** A rough time: "5 s", "3 min", "2 h 10 min" */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "save-media" → "Save media" */
export function humanName(name: string): string {
  const text = name.replace(/^-+/, '').replaceAll(/[-_]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** With a capital and a full stop, but a path or a name from a file stays as it is. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const [first = ''] = trimmed.split(/[\s,]/, 1);
  const start = /^[a-z]+$/.test(first) ? trimmed.charAt(0).toUpperCase() : trimmed.charAt(0);
  return start + trimmed.slice(1) + (trimmed === '' || /[.!?]$/.test(trimmed) ? '' : '.');
}

/** How fast bytes go and how long the rest takes; time is given, not read. */
export class Pace {
  #perSecond: number | undefined;
  #at: number | undefined;
  #done = 0;

  /** `now` in milliseconds, rising. Samples closer than 200 ms to the last one are left to the next. */
  add(done: number, now: number): void {
    if (this.#at === undefined) {
      this.#at = now;
      this.#done = done;
      return;
    }
    const seconds = (now - this.#at) / 1000;
    if (seconds < 0.2) return;
    const speed = (done - this.#done) / seconds;
    const weight = Math.min(1, seconds / 3);
    this.#perSecond = this.#perSecond === undefined ? speed : this.#perSecond + (speed - this.#perSecond) * weight;
    this.#at = now;
    this.#done = done;
  }

  get perSecond(): number | undefined {
    return this.#perSecond;
  }

  secondsLeft(done: number, total: number): number | undefined {
    return this.#perSecond ? (total - done) / this.#perSecond : undefined;
  }
}
