// Threads that compress pieces of deflate streams while the core goes on. It never waits for them: what none of them has room for it
// compresses itself, so that all threads are at work whatever their speed.

import type { PieceThreads } from './host.js';
import type { HelperOrder, HelperReply, Piece } from './protocol.js';

/** A helper, whatever kind of thread it is. It keeps no program alive. */
export interface HelperThread {
  post(order: HelperOrder, transfer: ArrayBuffer[]): void;
  listen(onReply: (reply: HelperReply) => void, onDeath: () => void): void;
  end(): void;
}

interface Helper {
  thread: HelperThread;
  ready: boolean;
  /** Pieces that it has not answered. */
  working: number;
}

const kMostHelpers = 3;
// To start a helper costs 40 ms and more, as much as ten pieces at level 1, and what it has not answered when a stream ends is done twice.
// So many are offered in vain first, lest that should be all there is.
const kPiecesBefore = 24;
// One that it works at, and one to go on with: what is posted while the core works a step through is answered after it.
const kPiecesEach = 2;
// What does not compress becomes some hundred bytes larger.
const kRoom = 4096;

export class PieceHelpers implements PieceThreads {
  #helpers: Helper[] = [];
  #most: number;
  #offered = 0;
  #last = 0;
  /** By ticket, of those that are wanted; undefined until they are there. */
  readonly #answers = new Map<number, Piece | undefined>();
  /** To be used again. */
  readonly #buffers: ArrayBuffer[] = [];

  constructor(private readonly threads: { most: number; start(): HelperThread } | undefined) {
    this.#most = Math.min(threads?.most ?? 0, kMostHelpers);
  }

  /** Whether messages of helpers are to come. */
  get expecting(): boolean {
    return this.#helpers.some(({ ready, working }) => !ready || working > 0);
  }

  /** Starts a helper where there are none or all have enough to do; it gets pieces once it is ready, since the core goes on meanwhile. */
  begin(level: number, piece: Uint8Array): number {
    if (this.#offered++ < kPiecesBefore) return 0;
    const free = this.#helpers.filter(({ ready, working }) => ready && working < kPiecesEach);
    if (free.length === 0) {
      this.#startAnother();
      return 0;
    }
    const helper = free.reduce((idlest, one) => (one.working < idlest.working ? one : idlest));
    const ticket = ++this.#last;
    try {
      const buffer = this.#bufferFor(piece);
      helper.thread.post({ type: 'deflate', level, piece: { ticket, buffer, size: piece.length } }, [buffer]);
    } catch {
      return 0; // there is no memory for a buffer
    }
    ++helper.working;
    this.#answers.set(ticket, undefined);
    return ticket;
  }

  take(ticket: number): Uint8Array | undefined {
    const answer = this.#answers.get(ticket);
    if (!answer) return undefined;
    this.drop(ticket);
    return new Uint8Array(answer.buffer, 0, answer.size);
  }

  drop(ticket: number): void {
    const answer = this.#answers.get(ticket);
    if (answer) this.#buffers.push(answer.buffer);
    this.#answers.delete(ticket);
  }

  /** No more helpers, nor answers. */
  end(): void {
    this.#most = 0;
    for (const { thread } of this.#helpers.splice(0)) thread.end();
    this.#answers.clear();
    this.#buffers.length = 0;
  }

  #bufferFor(piece: Uint8Array): ArrayBuffer {
    const room = piece.length + kRoom;
    const used = this.#buffers.pop();
    const buffer = used && used.byteLength >= room ? used : new ArrayBuffer(room);
    new Uint8Array(buffer).set(piece);
    return buffer;
  }

  #startAnother(): void {
    if (!this.threads || this.#helpers.length >= this.#most || this.#helpers.some(({ ready }) => !ready)) return;
    try {
      const helper = { thread: this.threads.start(), ready: false, working: 0 };
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
    --helper.working;
    const { ticket, buffer } = reply.piece;
    if (this.#answers.has(ticket)) this.#answers.set(ticket, reply.piece);
    else this.#buffers.push(buffer);
  }

  // Nothing is started in its place: that would fail again.
  #lose(helper: Helper): void {
    if (!this.#helpers.includes(helper)) return;
    this.#helpers = this.#helpers.filter((one) => one !== helper);
    this.#most = this.#helpers.length;
    helper.thread.end();
  }
}
