// Writes a zip of any content, piece by piece, in bounded memory; below 4 GiB, so that only many entries need ZIP64.

import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32, createDeflateRaw } from 'node:zlib';

const kStored = 0;
const kDeflated = 8;
const kVersion = 20;
const kDate = 0x21; // 1980-01-01, so that the same content gives the same bytes
const kLocalBytes = 30;
const kMax16 = 0xffff;

export class ZipFile {
  #fd;
  #offset = 0;
  #entries = [];

  constructor(path) {
    this.#fd = openSync(path, 'w');
  }

  /** Adds an entry of `pieces`, an iterable of Buffers that may be overwritten once the next one is asked for. */
  async add(name, pieces, { deflated = false } = {}) {
    const entry = { name: Buffer.from(name), method: deflated ? kDeflated : kStored, offset: this.#offset, crc: 0, size: 0, packed: 0 };
    this.#write(localHeader(entry));
    const begin = this.#offset;
    const counted = (function* () {
      for (const piece of pieces) {
        entry.crc = crc32(piece, entry.crc);
        entry.size += piece.length;
        yield deflated ? Buffer.from(piece) : piece;
      }
    })();
    if (deflated) await this.#deflate(counted);
    else for (const piece of counted) this.#write(piece);
    entry.packed = this.#offset - begin;
    writeSync(this.#fd, localHeader(entry), 0, kLocalBytes, entry.offset);
    this.#entries.push(entry);
  }

  /** Ends the file; its size. */
  close() {
    const begin = this.#offset;
    for (const entry of this.#entries) this.#write(centralHeader(entry));
    const count = this.#entries.length;
    const directory = this.#offset - begin;
    if (count > kMax16) this.#write(zip64End(count, begin, this.#offset));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(Math.min(count, kMax16), 8);
    end.writeUInt16LE(Math.min(count, kMax16), 10);
    end.writeUInt32LE(directory, 12);
    end.writeUInt32LE(begin, 16);
    this.#write(end);
    closeSync(this.#fd);
    return this.#offset;
  }

  #write(bytes) {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#offset + done);
    this.#offset += bytes.length;
  }

  async #deflate(pieces) {
    const stream = createDeflateRaw({ level: 6, chunkSize: 1 << 20 });
    stream.on('data', (piece) => this.#write(piece));
    for (const piece of pieces) {
      if (!stream.write(piece)) await new Promise((resolve) => stream.once('drain', resolve));
    }
    await new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject).end());
  }
}

// What local and central headers share: from "version needed" on.
function writeCommon(head, at, { name, method, crc, size, packed }) {
  head.writeUInt16LE(kVersion, at);
  head.writeUInt16LE(method, at + 4);
  head.writeUInt16LE(kDate, at + 8);
  head.writeUInt32LE(crc, at + 10);
  head.writeUInt32LE(packed, at + 14);
  head.writeUInt32LE(size, at + 18);
  head.writeUInt16LE(name.length, at + 22);
}

function localHeader(entry) {
  const head = Buffer.alloc(kLocalBytes);
  head.writeUInt32LE(0x04034b50, 0);
  writeCommon(head, 4, entry);
  return Buffer.concat([head, entry.name]);
}

function centralHeader(entry) {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(kVersion, 4);
  writeCommon(head, 6, entry);
  head.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([head, entry.name]);
}

// The end record and its locator (APPNOTE 4.3.14 and 4.3.15) of a directory from `begin` to `end`.
function zip64End(count, begin, end) {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) record.writeBigUInt64LE(BigInt(count), at);
  record.writeBigUInt64LE(BigInt(end - begin), 40);
  record.writeBigUInt64LE(BigInt(begin), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(end), 64);
  record.writeUInt32LE(1, 72);
  return record;
}
