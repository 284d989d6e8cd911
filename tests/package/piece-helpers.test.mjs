// Which thread gets a piece, and what becomes of those that are not answered.

import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';

import { PieceHelpers } from '../../dist/piece-helpers.js';

const kPiece = new Uint8Array(1 << 20).fill(7);
const kDeflate = { kind: 'deflate', level: 1 };

/** Threads that do what the test says, of helpers that were offered enough pieces to start one. */
function fakeThreads(most, silence) {
  const threads = [];
  const start = () => {
    const thread = { orders: [], ended: false };
    threads.push(thread);
    thread.answer = (text) => {
      const { piece } = thread.orders.shift();
      new Uint8Array(piece.buffer).set(Buffer.from(text));
      thread.reply({ type: 'made', piece: { ...piece, size: text.length } });
    };
    return {
      post: (order, transfer) => thread.orders.push(structuredClone(order, { transfer })),
      listen: (onReply, onDeath) => Object.assign(thread, { reply: onReply, die: onDeath }),
      end: () => (thread.ended = true),
    };
  };
  const helpers = new PieceHelpers({ most, start }, silence);
  offerFirst(helpers);
  return { threads, helpers };
}

/** Pieces that are too few to start a thread. */
function offerFirst(helpers, count = 24) {
  for (let index = 0; index < count; ++index) assert.equal(helpers.begin(kDeflate, kPiece), 0);
}

const text = (bytes) => bytes && Buffer.from(bytes).toString();

/** Fakes of which `count` are ready. */
function readyThreads(most, count, silence) {
  const fakes = fakeThreads(most, silence);
  for (let index = 0; index < count; ++index) {
    while (fakes.threads.length === index) fakes.helpers.begin(kDeflate, kPiece);
    fakes.threads[index].reply({ type: 'ready' });
  }
  return fakes;
}

test('a thread is started where there are many pieces, and gets them once it is ready', () => {
  const { threads, helpers } = fakeThreads(1);
  assert.equal(threads.length, 0);
  assert.equal(helpers.expecting, false);
  assert.equal(helpers.begin(kDeflate, kPiece), 0);
  assert.equal(threads.length, 1);
  assert.equal(helpers.expecting, true);
  assert.equal(helpers.begin(kDeflate, kPiece), 0);
  threads[0].reply({ type: 'ready' });
  assert.equal(helpers.expecting, false);
  assert.ok(helpers.begin({ kind: 'deflate', level: 6 }, kPiece));
  const [{ task, piece }] = threads[0].orders;
  assert.deepEqual(task, { kind: 'deflate', level: 6 });
  assert.deepEqual(new Uint8Array(piece.buffer, 0, piece.size), kPiece);
  assert.equal(helpers.expecting, true);
});

test('another one is started where all have two pieces, up to three and to what there may be', () => {
  for (const [most, expected] of [[1, 1], [2, 2], [3, 3], [64, 3]]) {
    const { threads, helpers } = fakeThreads(most);
    let taken = 0;
    for (let count = 0; count < 20; ++count) {
      if (helpers.begin(kDeflate, kPiece)) ++taken;
      threads.forEach((thread) => thread.reply({ type: 'ready' }));
    }
    assert.equal(threads.length, expected);
    assert.equal(taken, 2 * expected);
    assert.ok(threads.every(({ orders }) => orders.length === 2));
  }
});

test('the idlest one gets the next piece', () => {
  const { threads, helpers } = readyThreads(2, 1);
  helpers.begin(kDeflate, kPiece);
  helpers.begin(kDeflate, kPiece);
  helpers.begin(kDeflate, kPiece);
  threads[1].reply({ type: 'ready' });
  threads[0].answer('a');
  helpers.begin(kDeflate, kPiece);
  assert.deepEqual(threads.map(({ orders }) => orders.length), [1, 1]);
});

test('answers come by their tickets, in any order, once', () => {
  const { threads, helpers } = readyThreads(1, 1);
  const [first, second] = [helpers.begin(kDeflate, kPiece), helpers.begin(kDeflate, kPiece)];
  assert.equal(helpers.take(first), undefined);
  threads[0].orders.reverse();
  threads[0].answer('second');
  assert.equal(helpers.take(first), undefined);
  assert.equal(text(helpers.take(second)), 'second');
  assert.equal(helpers.take(second), undefined);
  threads[0].answer('first');
  assert.equal(text(helpers.take(first)), 'first');
});

test('small pieces come together until they have 2 MiB', () => {
  const { threads, helpers } = readyThreads(1, 1);
  let taken = 0;
  while (helpers.begin(kDeflate, kPiece.subarray(0, 100 << 10))) ++taken;
  assert.equal(taken, 21);
  assert.equal(threads[0].orders.length, 21);
});

test('to encrypt and to decrypt a thread is started four times as soon', () => {
  const key = new Uint8Array(32);
  for (const task of [{ kind: 'encrypt', key, header: new Uint8Array(25) }, { kind: 'decrypt', key }]) {
    let started = 0;
    const start = () => ({ post() {}, listen: () => ++started, end() {} });
    const helpers = new PieceHelpers({ most: 1, start });
    for (let count = 0; count < 6; ++count) helpers.begin(task, kPiece);
    assert.equal(started, 0);
    helpers.begin(task, kPiece);
    assert.equal(started, 1);
  }
});

test('a buffer has room for what becomes of the piece', () => {
  const { threads, helpers } = readyThreads(1, 1);
  assert.ok(helpers.begin({ kind: 'encrypt', key: new Uint8Array(32), header: new Uint8Array(25) }, kPiece));
  const [{ piece }] = threads[0].orders;
  assert.ok(piece.buffer.byteLength >= Math.ceil((piece.size + 25 + 16 + 32) / 3) * 4);
});

suite('what is waited for', () => {
  const whetherDone = async (promise) => {
    let done = false;
    promise.then(() => (done = true));
    await new Promise(setImmediate);
    return done;
  };

  test('nothing, where the core did not say so', async () => {
    const { helpers } = readyThreads(1, 1);
    helpers.begin(kDeflate, kPiece);
    assert.ok(await whetherDone(helpers.answered()));
  });

  test('an answer, to whatever piece', async () => {
    const { threads, helpers } = readyThreads(1, 1);
    const [first] = [helpers.begin(kDeflate, kPiece), helpers.begin(kDeflate, kPiece)];
    assert.equal(helpers.await(first), true);
    const answered = helpers.answered();
    assert.equal(await whetherDone(answered), false);
    threads[0].orders.reverse();
    threads[0].answer('second');
    assert.ok(await whetherDone(answered));
    assert.equal(helpers.await(first), true);
  });

  test('the loss of a thread: what it had cannot come any more', async () => {
    const { threads, helpers } = readyThreads(1, 1);
    const ticket = helpers.begin(kDeflate, kPiece);
    assert.equal(helpers.await(ticket), true);
    const answered = helpers.answered();
    threads[0].die();
    assert.ok(await whetherDone(answered));
    assert.equal(helpers.await(ticket), false);
    assert.ok(await whetherDone(helpers.answered()));
  });

  test('a piece that nothing becomes of', async () => {
    const { threads, helpers } = readyThreads(1, 1);
    const ticket = helpers.begin(kDeflate, kPiece);
    helpers.await(ticket);
    const answered = helpers.answered();
    threads[0].answer('');
    assert.ok(await whetherDone(answered));
    assert.equal(helpers.await(ticket), false);
    assert.equal(helpers.take(ticket), undefined);
  });

  test('threads that are silent for too long are given up', async () => {
    const { threads, helpers } = readyThreads(1, 1, 1);
    const ticket = helpers.begin(kDeflate, kPiece);
    helpers.await(ticket);
    await helpers.answered();
    assert.equal(threads[0].ended, true);
    assert.equal(helpers.await(ticket), false);
  });
});

test('what was dropped does not come, whether it is answered before or after', () => {
  const { threads, helpers } = readyThreads(1, 1);
  const tickets = [helpers.begin(kDeflate, kPiece), helpers.begin(kDeflate, kPiece)];
  threads[0].answer('early');
  tickets.forEach((ticket) => helpers.drop(ticket));
  threads[0].answer('late');
  for (const ticket of tickets) assert.equal(helpers.take(ticket), undefined);
  const next = helpers.begin(kDeflate, kPiece);
  threads[0].answer('next');
  assert.equal(text(helpers.take(next)), 'next');
});

test('a thread that dies or breaks takes its pieces along, is ended, and is not replaced', () => {
  for (const lose of [(thread) => thread.die(), (thread) => thread.reply({ type: 'broken' })]) {
    const { threads, helpers } = readyThreads(3, 1);
    const tickets = [1, 2].map(() => helpers.begin(kDeflate, kPiece));
    helpers.begin(kDeflate, kPiece);
    threads[1].reply({ type: 'ready' });
    const kept = helpers.begin(kDeflate, kPiece);
    lose(threads[0]);
    assert.equal(threads[0].ended, true);
    threads[1].answer('kept');
    assert.equal(text(helpers.take(kept)), 'kept');
    for (const ticket of tickets) assert.equal(helpers.take(ticket), undefined);
    assert.equal(helpers.expecting, false);
    for (let count = 0; count < 5; ++count) helpers.begin(kDeflate, kPiece);
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
  helpers.begin(kDeflate, kPiece);
  helpers.begin(kDeflate, kPiece);
  helpers.begin(kDeflate, kPiece);
  assert.equal(threads.length, 2);
  helpers.end();
  assert.ok(threads.every(({ ended }) => ended));
  assert.equal(helpers.begin(kDeflate, kPiece), 0);
  assert.equal(threads.length, 2);
});
