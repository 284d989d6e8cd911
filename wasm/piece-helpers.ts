// Threads that compress, encrypt and decrypt pieces while the core goes on. What none of them has room for it does itself.

import type { PieceThreads } from './host.js';
import type { HelperOrder, HelperReply, Piece, PieceTask } from './protocol.js';

/** A helper, whatever kind of thread it is. It keeps no program alive. */
export interface HelperThread {
  post(order: HelperOrder, transfer: ArrayBuffer[]): void;
  listen(onReply: (reply: HelperReply) => void, onDeath: () => void): void;
  end(): void;
}

interface Helper {
  thread: HelperThread;
  ready: boolean;
  /** The sizes of pieces that it has not answered, by ticket. */
  working: Map<number, number>;
}

const kMostHelpers = 3;
// To start a helper costs 40 ms and more, as much as to deflate 10 MiB at level 1, and what it has not answered at the end is done twice.
// So much is offered in vain first, lest that should be all there is; to encrypt or decrypt takes four times as long.
const kBytesBefore = 24 << 20;
const kCostOfCipher = 4;
// Until it has both, since what is posted while the core works a step through is answered after it.
const kPiecesEach = 2;
const kBytesEach = 2 << 20;
// In milliseconds: longer than any piece takes.
const kSilence = 10_000;
// What does not compress becomes some hundred bytes larger.
const kRoom = 4096;

function workingBytes({ working }: Helper): number {
  return [...working.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function hasRoom(helper: Helper): boolean {
  return helper.ready && (helper.working.size < kPiecesEach || workingBytes(helper) < kBytesEach);
}

export class PieceHelpers implements PieceThreads {
  #helpers: Helper[] = [];
  #most: number;
  #offeredBytes = 0;
  #last = 0;
  /** By ticket, of those that are wanted and can come; undefined until they are there. */
  readonly #answers = new Map<number, Piece | undefined>();
  #awaited = false;
  #wake = () => {};
  /** To be used again. */
  readonly #buffers: ArrayBuffer[] = [];

  constructor(
    private readonly threads: { most: number; start(): HelperThread } | undefined,
    private readonly silence = kSilence,
  ) {
    this.#most = Math.min(threads?.most ?? 0, kMostHelpers);
  }

  /** Whether messages of helpers are to come. */
  get expecting(): boolean {
    return this.#helpers.some(({ ready, working }) => !ready || working.size > 0);
  }

  /** Starts a helper where there are none or all have enough to do; it gets pieces once it is ready, since the core goes on meanwhile. */
  begin(task: PieceTask, piece: Uint8Array): number {
    if (task.kind !== 'deflate' && !globalThis.crypto?.subtle) return 0; // a page that did not come by HTTPS
    const early = this.#offeredBytes < kBytesBefore;
    this.#offeredBytes += piece.length * (task.kind === 'deflate' ? 1 : kCostOfCipher);
    if (early) return 0;
    const free = this.#helpers.filter(hasRoom);
    if (free.length === 0) {
      this.#startAnother();
      return 0;
    }
    const helper = free.reduce((idlest, one) => (workingBytes(one) < workingBytes(idlest) ? one : idlest));
    const ticket = ++this.#last;
    try {
      const buffer = this.#bufferFor(task, piece);
      helper.thread.post({ type: 'work', task, piece: { ticket, buffer, size: piece.length } }, [buffer]);
    } catch {
      return 0; // there is no memory for a buffer
    }
    helper.working.set(ticket, piece.length);
    this.#answers.set(ticket, undefined);
    return ticket;
  }

  take(ticket: number): Uint8Array | undefined {
    const answer = this.#answers.get(ticket);
    if (!answer) return undefined;
    this.drop(ticket);
    return new Uint8Array(answer.buffer, 0, answer.size);
  }

  await(ticket: number): boolean {
    this.#awaited = this.#answers.has(ticket);
    return this.#awaited;
  }

  drop(ticket: number): void {
    const answer = this.#answers.get(ticket);
    if (answer) this.#buffers.push(answer.buffer);
    this.#answers.delete(ticket);
  }

  /** Between steps: until something is answered, if the core waits for that. Helpers that are silent for long are given up. */
  async answered(): Promise<void> {
    if (!this.#awaited) return;
    this.#awaited = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(true), this.silence)));
    const answer = new Promise<boolean>((resolve) => (this.#wake = () => resolve(false)));
    if (await Promise.race([answer, silence])) for (const helper of this.#helpers) this.#lose(helper);
    clearTimeout(timer);
  }

  /** No more helpers, nor answers. */
  end(): void {
    this.#most = 0;
    for (const { thread } of this.#helpers.splice(0)) thread.end();
    this.#answers.clear();
    this.#buffers.length = 0;
  }

  #bufferFor(task: PieceTask, piece: Uint8Array): ArrayBuffer {
    const room = (task.kind === 'encrypt' ? Math.ceil(piece.length / 3) * 4 : piece.length) + kRoom;
    const used = this.#buffers.pop();
    const buffer = used && used.byteLength >= room ? used : new ArrayBuffer(room);
    new Uint8Array(buffer).set(piece);
    return buffer;
  }

  #startAnother(): void {
    if (!this.threads || this.#helpers.length >= this.#most || this.#helpers.some(({ ready }) => !ready)) return;
    try {
      const helper = { thread: this.threads.start(), ready: false, working: new Map() };
      this.#helpers.push(helper);
      helper.thread.listen(
        (reply) => this.#receive(helper, reply),
        () => this.#lose(helper),
      );
    } catch {
      this.#most = this.#helpers.length;
    }
  }

  #receive(helper: Helper, reply: HelperReply): void {
    if (reply.type === 'broken') return this.#lose(helper);
    if (reply.type === 'ready') {
      helper.ready = true;
      return;
    }
    const { ticket, buffer, size } = reply.piece;
    helper.working.delete(ticket);
    if (this.#answers.has(ticket) && size > 0) {
      this.#answers.set(ticket, reply.piece);
    } else {
      this.#answers.delete(ticket);
      this.#buffers.push(buffer);
    }
    this.#wake();
  }

  // Nothing is started in its place: that would fail again.
  #lose(helper: Helper): void {
    if (!this.#helpers.includes(helper)) return;
    this.#helpers = this.#helpers.filter((one) => one !== helper);
    this.#most = this.#helpers.length;
    helper.thread.end();
    for (const ticket of helper.working.keys()) this.#answers.delete(ticket);
    this.#wake();
  }
}
