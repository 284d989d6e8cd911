// What the core calls while it works (host_io.cc): numbered files behind synchronous functions. A failure is answered with a text,
// never thrown: nothing may unwind the core. Views are the core's memory and valid within the call only.

import type { PieceTask } from './protocol.js';

export interface InputFile {
  readonly size: number;
  read(offset: number, into: Uint8Array): void;
  /** What will be read next, in order; as Source::Want (src/io/source.h). */
  want?(offset: number, size: number): void;
  /** That all of it will be read, behind other files; as Source::WantWhole. */
  wantWhole?(): void;
}

/** Files throw what goes wrong; Host makes answers of it. */
export interface OutputFile {
  write(bytes: Uint8Array): void;
  /** Overwrites what was written before. */
  patch(offset: number, bytes: Uint8Array): void;
  /** No more writes. */
  close(): void;
}

/** Written once, then read; of no use after `release`. */
export interface ScratchFile extends OutputFile {
  read(offset: number, into: Uint8Array): void;
  release(): void;
}

export interface OutputFolder {
  createFile(path: string): OutputFile;
  createFolder(path: string): void;
}

/** Other threads, that work at pieces; a ticket stands for each. Throws nothing. */
export interface PieceThreads {
  /** A copy of `piece` is sent; 0: it was not taken. */
  begin(task: PieceTask, piece: Uint8Array): number;
  /** The answer, once, if it is there; valid until the next `begin`. */
  take(ticket: number): Uint8Array | undefined;
  /** Whether it can still come; then the core goes on once something has. */
  await(ticket: number): boolean;
  drop(ticket: number): void;
}

type NumberedFile = Partial<ScratchFile & Pick<InputFile, 'want' | 'wantWhole'>>;

type Failure = string | undefined;

// The most that getRandomValues gives at once.
const kRandomPiece = 65536;

export class Host {
  readonly #files = new Map<number, NumberedFile>();
  #last = 0;
  #folder: OutputFolder | undefined;

  constructor(
    private readonly createScratch: () => ScratchFile,
    private readonly pieces: PieceThreads,
  ) {}

  add(file: InputFile | OutputFile): number {
    this.#files.set(++this.#last, file);
    return this.#last;
  }

  setFolder(folder: OutputFolder): void {
    this.#folder = folder;
  }

  // The core's side.

  read(file: number, offset: number, into: Uint8Array): Failure {
    return attempt(() => this.#get(file, 'read')(offset, into));
  }

  want(file: number, offset: number, size: number): void {
    this.#files.get(file)?.want?.(offset, size);
  }

  wantWhole(file: number): boolean {
    const input = this.#files.get(file);
    input?.wantWhole?.();
    return input?.wantWhole !== undefined;
  }

  write(file: number, bytes: Uint8Array): Failure {
    return attempt(() => this.#get(file, 'write')(bytes));
  }

  patch(file: number, offset: number, bytes: Uint8Array): Failure {
    return attempt(() => this.#get(file, 'patch')(offset, bytes));
  }

  close(file: number): Failure {
    return attempt(() => this.#get(file, 'close')());
  }

  /** A file of the output folder, or scratch where `path` is empty: its number. */
  create(path: string): number | Failure {
    let number = 0;
    const failure = attempt(() => {
      number = this.add(path === '' ? this.createScratch() : this.#outputFolder().createFile(path));
    });
    return failure ?? number;
  }

  createFolder(path: string): Failure {
    return attempt(() => this.#outputFolder().createFolder(path));
  }

  /** Fills `into` with unforeseeable bytes. */
  random(into: Uint8Array): Failure {
    return attempt(() => {
      for (let at = 0; at < into.length; at += kRandomPiece) crypto.getRandomValues(into.subarray(at, at + kRandomPiece) as Uint8Array<ArrayBuffer>);
    });
  }

  /** Seconds since 1970. */
  now(): number {
    return Math.floor(Date.now() / 1000);
  }

  // PieceHelper's.

  deflate(level: number, piece: Uint8Array): number {
    return this.pieces.begin({ kind: 'deflate', level }, piece);
  }

  encrypt(key: Uint8Array, header: Uint8Array, piece: Uint8Array): number {
    return this.pieces.begin({ kind: 'encrypt', key: key.slice(), header: header.slice() }, piece);
  }

  decrypt(key: Uint8Array, token: Uint8Array): number {
    return this.pieces.begin({ kind: 'decrypt', key: key.slice() }, token);
  }

  takePiece(ticket: number): Uint8Array | undefined {
    return this.pieces.take(ticket);
  }

  awaitPiece(ticket: number): boolean {
    return this.pieces.await(ticket);
  }

  dropPiece(ticket: number): void {
    this.pieces.drop(ticket);
  }

  release(file: number): void {
    attempt(() => this.#files.get(file)?.release?.());
    this.#files.delete(file);
  }

  #get<K extends keyof ScratchFile>(number: number, operation: K): ScratchFile[K] {
    const file = this.#files.get(number);
    const method = file?.[operation];
    if (!method) throw new Error(`file ${number} cannot ${operation}`);
    return method.bind(file) as ScratchFile[K];
  }

  #outputFolder(): OutputFolder {
    if (!this.#folder) throw new Error('there is no output folder');
    return this.#folder;
  }
}

function attempt(work: () => void): Failure {
  try {
    work();
    return undefined;
  } catch (error) {
    return describeFailure(error);
  }
}

function describeFailure(error: unknown): string {
  const { name, message, code } = error as { name?: string; message?: string; code?: unknown };
  if (code === 'ENOSPC' || name === 'QuotaExceededError') return 'no space is left for the output';
  if (name === 'NotReadableError' || name === 'NotFoundError') return 'the file was changed or removed while it was read';
  return message || String(error);
}
