// Which thread gets a piece, and what becomes of those that are not answered.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PieceHelpers } from '../../dist/piece-helpers.js';

const kPiece = new Uint8Array(1000).fill(7);

/** Threads that do what the test says, of helpers that were offered enough pieces to start one. */
function fakeThreads(most) {
  const threads = [];
  const start = () => {
    const thread = { orders: [], ended: false };
    threads.push(thread);
    thread.answer = (text) => {
      const { piece } = thread.orders.shift();
      new Uint8Array(piece.buffer).set(Buffer.from(text));
      thread.reply({ type: 'deflated', piece: { ...piece, size: text.length } });
    };
    return {
      post: (order, transfer) => thread.orders.push(structuredClone(order, { transfer })),
      listen: (onReply, onDeath) => Object.assign(thread, { reply: onReply, die: onDeath }),
      end: () => (thread.ended = true),
    };
  };
  const helpers = new PieceHelpers({ most, start });
  offerFirst(helpers);
  return { threads, helpers };
}

/** Pieces that are too few to start a thread. */
function offerFirst(helpers, count = 24) {
  for (let index = 0; index < count; ++index) assert.equal(helpers.begin(1, kPiece), 0);
}

const text = (bytes) => bytes && Buffer.from(bytes).toString();

/** Fakes of which `count` are ready. */
function readyThreads(most, count) {
  const fakes = fakeThreads(most);
  for (let index = 0; index < count; ++index) {
    while (fakes.threads.length === index) fakes.helpers.begin(1, kPiece);
    fakes.threads[index].reply({ type: 'ready' });
  }
  return fakes;
}

test('a thread is started where there are many pieces, and gets them once it is ready', () => {
  const { threads, helpers } = fakeThreads(1);
  assert.equal(threads.length, 0);
  assert.equal(helpers.expecting, false);
  assert.equal(helpers.begin(1, kPiece), 0);
  assert.equal(threads.length, 1);
  assert.equal(helpers.expecting, true);
  assert.equal(helpers.begin(1, kPiece), 0);
  threads[0].reply({ type: 'ready' });
  assert.equal(helpers.expecting, false);
  assert.ok(helpers.begin(6, kPiece));
  const [{ level, piece }] = threads[0].orders;
  assert.equal(level, 6);
  assert.deepEqual(new Uint8Array(piece.buffer, 0, piece.size), kPiece);
  assert.equal(helpers.expecting, true);
});

test('another one is started where all have two pieces, up to three and to what there may be', () => {
  for (const [most, expected] of [[1, 1], [2, 2], [3, 3], [64, 3]]) {
    const { threads, helpers } = fakeThreads(most);
    let taken = 0;
    for (let count = 0; count < 20; ++count) {
      if (helpers.begin(1, kPiece)) ++taken;
      threads.forEach((thread) => thread.reply({ type: 'ready' }));
    }
    assert.equal(threads.length, expected);
    assert.equal(taken, 2 * expected);
    assert.ok(threads.every(({ orders }) => orders.length === 2));
  }
});

test('the idlest one gets the next piece', () => {
  const { threads, helpers } = readyThreads(2, 1);
  helpers.begin(1, kPiece);
  helpers.begin(1, kPiece);
  helpers.begin(1, kPiece);
  threads[1].reply({ type: 'ready' });
  threads[0].answer('a');
  helpers.begin(1, kPiece);
  assert.deepEqual(threads.map(({ orders }) => orders.length), [1, 1]);
});

test('answers come by their tickets, in any order, once', () => {
  const { threads, helpers } = readyThreads(1, 1);
  const [first, second] = [helpers.begin(1, kPiece), helpers.begin(1, kPiece)];
  assert.equal(helpers.take(first), undefined);
  threads[0].orders.reverse();
  threads[0].answer('second');
  assert.equal(helpers.take(first), undefined);
  assert.equal(text(helpers.take(second)), 'second');
  assert.equal(helpers.take(second), undefined);
  threads[0].answer('first');
  assert.equal(text(helpers.take(first)), 'first');
});

test('what was dropped does not come, whether it is answered before or after', () => {
  const { threads, helpers } = readyThreads(1, 1);
  const tickets = [helpers.begin(1, kPiece), helpers.begin(1, kPiece)];
  threads[0].answer('early');
  tickets.forEach((ticket) => helpers.drop(ticket));
  threads[0].answer('late');
  for (const ticket of tickets) assert.equal(helpers.take(ticket), undefined);
  const next = helpers.begin(1, kPiece);
  threads[0].answer('next');
  assert.equal(text(helpers.take(next)), 'next');
});

test('a thread that dies or breaks takes its pieces along, is ended, and is not replaced', () => {
  for (const lose of [(thread) => thread.die(), (thread) => thread.reply({ type: 'broken' })]) {
    const { threads, helpers } = readyThreads(3, 1);
    const tickets = [1, 2].map(() => helpers.begin(1, kPiece));
    helpers.begin(1, kPiece);
    threads[1].reply({ type: 'ready' });
    const kept = helpers.begin(1, kPiece);
    lose(threads[0]);
    assert.equal(threads[0].ended, true);
    threads[1].answer('kept');
    assert.equal(text(helpers.take(kept)), 'kept');
    for (const ticket of tickets) assert.equal(helpers.take(ticket), undefined);
    assert.equal(helpers.expecting, false);
    for (let count = 0; count < 5; ++count) helpers.begin(1, kPiece);
    assert.equal(threads.length, 2);
  }
});

test('without threads, and where none can be started, nothing is taken', () => {
  const refused = { most: 3, start: () => { throw new DOMException('', 'SecurityError'); } };
  for (const threads of [undefined, { most: 0, start: () => assert.fail() }, refused]) {
    const helpers = new PieceHelpers(threads);
    offerFirst(helpers, 30);
    assert.equal(helpers.expecting, false);
  }
});

test('after the end all threads are ended, and none is started', () => {
  const { threads, helpers } = readyThreads(3, 1);
  helpers.begin(1, kPiece);
  helpers.begin(1, kPiece);
  helpers.begin(1, kPiece);
  assert.equal(threads.length, 2);
  helpers.end();
  assert.ok(threads.every(({ ended }) => ended));
  assert.equal(helpers.begin(1, kPiece), 0);
  assert.equal(threads.length, 2);
});
