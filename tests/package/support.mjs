// Fixtures, made in memory: zips, images and a small COCO dataset.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, deflateSync, inflateRawSync } from 'node:zlib';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const cli = join(root, 'dist/cli.js');

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; ++bit) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
  return byte;
});

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** A zip of `files`: paths to bytes or text. Deflated unless `stored`. */
export function zip(files, { stored = false } = {}) {
  const local = [];
  const central = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(content);
    const packed = stored ? data : deflateRawSync(data);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(0x800, 6);
    head.writeUInt16LE(stored ? 0 : 8, 8);
    head.writeUInt32LE(0x00210000, 10);
    head.writeUInt32LE(crc32(data), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(data.length, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(offset, 42);
    local.push(head, name, packed);
    central.push(entry, name);
    offset += head.length + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(central.length / 2, 8);
  end.writeUInt16LE(central.length / 2, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

/** The entries of a zip as paths to bytes; small archives only. */
export function unzip(bytes) {
  const data = Buffer.from(bytes);
  const end = data.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = {};
  for (let at = data.readUInt32LE(end + 16), left = data.readUInt16LE(end + 10); left > 0; --left) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => data.readUInt16LE(at + field));
    const path = data.toString('utf8', at + 46, at + 46 + nameLength);
    const start = data.readUInt32LE(at + 42);
    const body = start + 30 + data.readUInt16LE(start + 26) + data.readUInt16LE(start + 28);
    const packed = data.subarray(body, body + data.readUInt32LE(at + 20));
    if (!path.endsWith('/')) files[path] = data.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

/** A grey PNG. */
export function png(width, height) {
  const chunk = (type, body) => {
    const typed = Buffer.concat([Buffer.from(type), body]);
    const frame = Buffer.alloc(8 + typed.length);
    frame.writeUInt32BE(body.length, 0);
    typed.copy(frame, 4);
    frame.writeUInt32BE(crc32(typed), 4 + typed.length);
    return frame;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const pixels = deflateSync(Buffer.alloc((width + 1) * height));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

/** COCO instances: `images` images of `perImage` boxes each. */
export function cocoJson({ images = 2, perImage = 2 } = {}) {
  const ids = Array.from({ length: images }, (_, index) => index + 1);
  return JSON.stringify({
    images: ids.map((id) => ({ id, file_name: `${id}.png`, width: 8, height: 6 })),
    annotations: ids.flatMap((id) =>
      Array.from({ length: perImage }, (_, index) => ({
        id: (id - 1) * perImage + index + 1,
        image_id: id,
        category_id: (index % 2) + 1,
        bbox: [index % 3, 1, 2.5, 3],
        area: 7.5,
        iscrowd: 0,
        segmentation: [[0, 1, 2.5, 1, 2.5, 4, 0, 4]],
      })),
    ),
    categories: [
      { id: 1, name: 'cat', supercategory: '' },
      { id: 2, name: 'dog', supercategory: '' },
    ],
  });
}

export const annotationPath = 'annotations/instances_train.json';

/** A whole COCO dataset: paths to bytes. */
export function cocoFiles() {
  return { [annotationPath]: cocoJson(), 'images/train/1.png': png(8, 6), 'images/train/2.png': png(8, 6) };
}

/** A folder of its own for one test, removed after it. */
export function temporaryFolder(context) {
  const folder = mkdtempSync(join(tmpdir(), 'dropset-test-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeFiles(folder, files) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** All files below `folder`, hidden ones too, sorted. */
export function list(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .sort();
}

/** Runs the command; `onStart` gets the process. */
export function run(words, { cwd, env, onStart } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...words], { cwd, env: { ...process.env, ...env } });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (data) => (output.stdout += data));
    child.stderr.on('data', (data) => (output.stderr += data));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
    onStart?.(child);
  });
}

const npm = (cwd, ...words) => execFileSync('npm', [...words, '--offline', '--no-audit', '--no-fund'], { cwd, encoding: 'utf8', stdio: 'pipe' });

/** Makes `folder` an empty project with the packed package in it. */
export function install(folder) {
  npm(root, 'pack', '--pack-destination', folder);
  const [archive] = readdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  npm(folder, 'install', `./${archive}`);
  return folder;
}
