// The same numbers on every machine and run.

/** xorshift32 (Marsaglia, 2003). */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed | 0 || 1;
  }

  /** 32 bits. */
  next() {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 0;
  }

  /** An integer in [0, limit). */
  below(limit) {
    return Math.floor((this.next() / 0x1_0000_0000) * limit);
  }

  bytes(length) {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let index = 0; index < words.length; ++index) words[index] = this.next();
    return Buffer.from(words.buffer, 0, length);
  }
}
