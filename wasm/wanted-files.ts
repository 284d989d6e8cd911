// Small files that will be read one behind the other, each as a whole: many at once, since one read of the browser's costs half a
// millisecond and more, whatever its size.

// Reads at once, and bytes of what is being read and was read and not reached.
const kReads = 32;
const kAhead = 16 << 20;
// What one step reads, about, at least.
const kStep = 4 << 20;

interface WantedFile {
  blob: Blob;
  /** Absent while it is being read, and if that failed: that is met again, and told, by the read that needs it. */
  bytes?: Uint8Array | undefined;
  reading?: Promise<void> | undefined;
}

export class WantedFiles {
  readonly #files: WantedFile[] = [];
  /** In #files, of those that were not passed: the last one where a file is wanted again. */
  readonly #places = new Map<Blob, number>();
  /** The file that was reached last, and the first one that is not being read. */
  #reached = 0;
  #next = 0;
  #reads = 0;
  #ahead = 0;
  /** Bytes of files that were passed in this step. */
  #passed = 0;

  add(blob: Blob): void {
    const place = this.#places.get(blob);
    if (place === undefined || place <= this.#reached) this.#places.set(blob, this.#files.push({ blob }) - 1);
  }

  /** What was read of it. Files before it are given up: reading does not go back. */
  reach(blob: Blob): Uint8Array | undefined {
    const place = this.#places.get(blob);
    if (place === undefined) return undefined;
    while (this.#reached < place) this.#pass();
    return this.#files[place]!.bytes;
  }

  /** To be called between steps. Waits only for what the next step will need, if it goes as far as this one. */
  async readAhead(): Promise<void> {
    const step = Math.max(this.#passed, kStep);
    this.#passed = 0;
    for (;;) {
      this.#begin();
      const needed = this.#readingWithin(step);
      if (needed.length === 0) return;
      await Promise.race(needed);
    }
  }

  #pass(): void {
    const file = this.#files[this.#reached]!;
    if (this.#places.get(file.blob) === this.#reached) this.#places.delete(file.blob);
    ++this.#reached;
    this.#passed += file.blob.size;
    if (this.#reached <= this.#next) this.#ahead -= file.blob.size;
    else this.#next = this.#reached;
    file.bytes = undefined;
  }

  #begin(): void {
    while (this.#reads < kReads && this.#ahead < kAhead && this.#next < this.#files.length) {
      const file = this.#files[this.#next++]!;
      this.#ahead += file.blob.size;
      file.reading = this.#read(file);
    }
  }

  async #read(file: WantedFile): Promise<void> {
    ++this.#reads;
    const buffer = await file.blob.arrayBuffer().catch(() => undefined);
    --this.#reads;
    file.reading = undefined;
    const place = this.#places.get(file.blob);
    if (buffer && place !== undefined && this.#files[place] === file) file.bytes = new Uint8Array(buffer); // else it was passed
  }

  // Behind the file that was reached last, which may be done with.
  #readingWithin(step: number): Promise<void>[] {
    const needed: Promise<void>[] = [];
    for (let place = this.#reached, bytes = -(this.#files[place]?.blob.size ?? 0); place < this.#next && bytes < step; ++place) {
      const { blob, reading } = this.#files[place]!;
      bytes += blob.size;
      if (reading) needed.push(reading);
    }
    return needed;
  }
}
