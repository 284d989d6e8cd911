// Fernet tokens by the platform's ciphers, as src/codec/fernet.h makes them. Both replace the first `size` bytes by what becomes of them and
// return its size, 0 where that is nothing.

import type { Core } from './core.js';
import type { PieceTask } from './protocol.js';

type Bytes = Uint8Array<ArrayBuffer>;

// The parts of a token: src/codec/fernet_layout.h.
const kVersion = 0x80;
const kIv = 9;
const kHeader = 25;
const kBlock = 16;
const kTag = 32;

interface Keys {
  text: string;
  signing: Promise<CryptoKey>;
  encryption: Promise<CryptoKey>;
}

let keys: Keys | undefined;

/** Of the key that was used last. */
function keysOf(key: Uint8Array): Keys {
  const text = String(key);
  if (keys?.text !== text) {
    const bytes = new Uint8Array(key);
    keys = {
      text,
      signing: crypto.subtle.importKey('raw', bytes.slice(0, kBlock), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']),
      encryption: crypto.subtle.importKey('raw', bytes.slice(kBlock), 'AES-CBC', false, ['encrypt', 'decrypt']),
    };
  }
  return keys;
}

export async function encrypt(core: Core, task: PieceTask & { kind: 'encrypt' }, bytes: Bytes, size: number): Promise<number> {
  const { signing, encryption } = keysOf(task.key);
  const iv = task.header.slice(kIv);
  const blocks = await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, await encryption, bytes.subarray(0, size));
  const signed = kHeader + blocks.byteLength;
  bytes.set(task.header);
  bytes.set(new Uint8Array(blocks), kHeader);
  const tag = await crypto.subtle.sign('HMAC', await signing, bytes.subarray(0, signed));
  bytes.set(new Uint8Array(tag), signed);
  return core.encodePiece(bytes, signed + kTag);
}

export async function decrypt(core: Core, task: PieceTask & { kind: 'decrypt' }, bytes: Bytes, size: number): Promise<number> {
  const { signing, encryption } = keysOf(task.key);
  const signed = core.decodePiece(bytes, size) - kTag;
  if (signed < kHeader + kBlock || bytes[0] !== kVersion) return 0;
  const tag = bytes.subarray(signed, signed + kTag);
  if (!(await crypto.subtle.verify('HMAC', await signing, tag, bytes.subarray(0, signed)))) return 0;
  const iv = bytes.slice(kIv, kHeader);
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, await encryption, bytes.subarray(kHeader, signed));
    bytes.set(new Uint8Array(plain));
    return plain.byteLength;
  } catch {
    return 0; // blocks or padding are wrong
  }
}
