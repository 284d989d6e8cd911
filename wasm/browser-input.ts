// Files of the browser as the core reads them: synchronously, in windows, since one call of FileReaderSync costs 0.8 ms. What the
// core wants next is read asynchronously between its steps, which is two to three times as fast.

import type { InputFile } from './host.js';
import { WantedFiles } from './wanted-files.js';

// Of synchronous reads: the least where nobody knows what comes next, and where that is known; larger ones are hardly faster.
const kWindow = 256 << 10;
const kWantedWindow = 1 << 20;
const kWindows = 4;
// Of asynchronous ones, and how many there may be at once. No read is larger.
const kLargest = 8 << 20;
const kAhead = 2;
// How far one step reads, about: at least, and at most where it jumps over gaps.
const kStep = 8 << 20;
const kLongStep = 32 << 20;

const reader = new FileReaderSync();

export function readBlob(blob: Blob): Uint8Array {
  return new Uint8Array(reader.readAsArrayBuffer(blob));
}

/** Bytes of a file; absent while they are being read, and if that failed. */
interface Piece {
  blob: Blob;
  start: number;
  end: number;
  bytes?: Uint8Array;
  reading?: Promise<void> | undefined;
}

function holds(piece: Piece, blob: Blob, offset: number): boolean {
  return piece.blob === blob && offset >= piece.start && offset < piece.end;
}

function load(blob: Blob, start: number, end: number): Piece {
  const bytes = readBlob(blob.slice(start, end));
  if (bytes.length === 0) throw new Error('a read beyond the end of the file');
  return { blob, start, end: start + bytes.length, bytes };
}

/** What the core wants of a file. `pieces` of it were read, or are being read, and not given up yet. */
class Wanted {
  pieces: Piece[] = [];
  /** Where the core has read to, and where begins what was in no piece yet. */
  position: number;
  next: number;
  #stepped: number;

  constructor(
    readonly blob: Blob,
    readonly start: number,
    readonly end: number,
  ) {
    this.position = this.next = this.#stepped = start;
  }

  /** After a step: where the next one will have read to, if it goes as far. */
  step(): number {
    const length = this.position - this.#stepped;
    this.#stepped = this.position;
    return this.position + Math.min(Math.max(kStep, length), kLongStep);
  }

  /** What was read or is being read between there and where the core has read to. */
  before(end: number): Piece[] {
    return this.pieces.filter((piece) => piece.end > this.position && piece.start < end);
  }

  includes(blob: Blob, offset: number): boolean {
    return holds(this, blob, offset);
  }

  /** Whether what lies there was given up. */
  lacks(offset: number): boolean {
    return offset < this.next && !this.pieces.some((piece) => holds(piece, this.blob, offset));
  }

  /** Some of what was read last is kept: encrypted files are read twice. */
  moveTo(position: number): void {
    this.position = position;
    this.next = Math.max(this.next, position);
    this.pieces = this.pieces.filter(({ end }) => end + kLargest > position);
  }

  /** How many pieces the core has not come to yet. */
  ahead(): number {
    return this.pieces.filter(({ start }) => start >= this.position).length;
  }

  add(piece: Piece): Piece {
    this.pieces.push(piece);
    this.next = Math.max(this.next, piece.end);
    return piece;
  }
}

/** The files of a job. Together they hold a few pieces, since there may be a hundred thousand; the core reads one at a time. */
export class BlobInputs {
  /** Of what nobody said to be wanted; the one used last stands first. */
  readonly #windows: Piece[] = [];
  #wanted: Wanted | undefined;
  readonly #files = new WantedFiles();
  #inFlight = 0;

  open(blob: Blob): InputFile {
    return {
      size: blob.size,
      read: (offset, into) => this.#read(blob, offset, into),
      want: (offset, size) => this.#want(blob, offset, Math.min(offset + size, blob.size)),
      wantWhole: () => this.#files.add(blob),
    };
  }

  /** To be called between steps. Waits only for what the next step will need. */
  async readAhead(): Promise<void> {
    await Promise.all([this.#files.readAhead(), this.#readWantedAhead()]);
  }

  async #readWantedAhead(): Promise<void> {
    const wanted = this.#wanted;
    if (!wanted) return;
    const until = wanted.step();
    for (;;) {
      this.#begin(wanted, until);
      const needed = wanted.before(until).flatMap(({ reading }) => reading ?? []);
      if (needed.length === 0) return;
      await Promise.race(needed);
    }
  }

  #want(blob: Blob, start: number, end: number): void {
    const before = this.#wanted;
    const inside = before !== undefined && before.includes(blob, start) && end <= before.end;
    if (!inside) this.#wanted = new Wanted(blob, start, end);
    else if (before.lacks(start)) this.#wanted = new Wanted(blob, start, before.end);
  }

  /** What lies before `until`, and a little more. */
  #begin(wanted: Wanted, until: number): void {
    while (this.#inFlight < kAhead && wanted.next < wanted.end && (wanted.next < until || wanted.ahead() < kAhead)) {
      const piece = wanted.add({ blob: wanted.blob, start: wanted.next, end: Math.min(wanted.next + kLargest, wanted.end) });
      piece.reading = this.#fill(piece).then(() => (piece.reading = undefined));
    }
  }

  // A failure is met again, and told, by the read that needs these bytes.
  async #fill(piece: Piece): Promise<void> {
    ++this.#inFlight;
    const buffer = await piece.blob.slice(piece.start, piece.end).arrayBuffer().catch(() => undefined);
    if (buffer) piece.bytes = new Uint8Array(buffer);
    --this.#inFlight;
  }

  #read(blob: Blob, offset: number, into: Uint8Array): void {
    for (let done = 0; done < into.length; ) {
      const { start, bytes } = this.#pieceAt(blob, offset + done, into.length - done);
      const part = bytes!.subarray(offset + done - start, offset + into.length - start);
      into.set(part, done);
      done += part.length;
    }
    if (this.#wanted?.includes(blob, offset)) this.#wanted.moveTo(offset + into.length);
  }

  #pieceAt(blob: Blob, offset: number, needed: number): Piece {
    const whole = this.#files.reach(blob);
    if (whole && offset < whole.length) return { blob, start: 0, end: whole.length, bytes: whole };
    const wasRead = (piece: Piece) => piece.bytes !== undefined && holds(piece, blob, offset);
    const lengthFrom = (least: number) => Math.min(Math.max(least, needed), kLargest);
    const wanted = this.#wanted;
    if (wanted?.includes(blob, offset)) {
      const end = Math.min(offset + lengthFrom(kWantedWindow), wanted.end);
      return wanted.pieces.find(wasRead) ?? wanted.add(load(blob, offset, end));
    }
    const index = this.#windows.findIndex(wasRead);
    const window = index < 0 ? load(blob, offset, offset + lengthFrom(kWindow)) : this.#windows.splice(index, 1)[0]!;
    this.#windows.unshift(window);
    if (this.#windows.length > kWindows) this.#windows.pop();
    return window;
  }
}
