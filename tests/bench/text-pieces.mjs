// Text made quickly: ASCII is put into one buffer, which is handed out whenever it is full.

import { Buffer } from 'node:buffer';

const kPiece = 1 << 20;
const kRoom = 1 << 16; // what is put between two calls of `full`

export class TextPieces {
  #buffer = Buffer.alloc(kPiece + kRoom);
  #at = 0;

  /** Whether `take` should be called before more is put. */
  get full() {
    return this.#at >= kPiece;
  }

  /** What was put since the last call; valid until the next put. */
  take() {
    const piece = this.#buffer.subarray(0, this.#at);
    this.#at = 0;
    return piece;
  }

  text(ascii) {
    if (ascii.length > 24) {
      this.#at += this.#buffer.latin1Write(ascii, this.#at);
      return;
    }
    for (let index = 0; index < ascii.length; ++index) this.#buffer[this.#at++] = ascii.charCodeAt(index);
  }

  integer(value) {
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) ++digits;
    for (let index = this.#at + digits; index-- > this.#at; value = (value - (value % 10)) / 10) this.#buffer[index] = 48 + (value % 10);
    this.#at += digits;
  }

  /** `value` / 100 as Python writes it: 5.0, 5.5, 5.25. */
  hundredths(value) {
    const fraction = value % 100;
    this.integer((value - fraction) / 100);
    this.#buffer[this.#at++] = 46;
    this.#buffer[this.#at++] = 48 + Math.trunc(fraction / 10);
    if (fraction % 10) this.#buffer[this.#at++] = 48 + (fraction % 10);
  }
}
