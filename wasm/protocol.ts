// What the threads say to each other.

import type { Description, Detection, ErrorCode, Info, PickedFile, Progress, ReportLine } from './types.js';
import { DropsetError } from './types.js';

/** Bytes, or in Node the path of a file. */
export type FileData = Blob | Uint8Array | string;

export type InputPart =
  | { name: string; data: FileData }
  | { name: string; files: { path: string; data: FileData }[]; folders: string[] };

/** Where the worker writes; how that gets its final name is the other side's. */
export type Target =
  /** `directory`: in the private file system, for `file` and scratch. */
  | { kind: 'blob'; directory?: string; file?: string }
  | { kind: 'handle'; handle: PickedFile }
  /** `key`: where the key of an encrypted dataset goes. */
  | { kind: 'file'; path: string; key?: KeyFile }
  | { kind: 'folder'; path: string; key?: KeyFile };

/** Written to `partial`; the other side gives it its name. What lies at `target` already must be the same key. */
export interface KeyFile {
  partial: string;
  target: string;
}

/** What is opened, and what that may cost. */
interface InputJob {
  input: InputPart[];
  limits: Record<string, string>;
}

export interface ConvertJob extends InputJob {
  kind: 'convert';
  from: string;
  to: string;
  importOptions: Record<string, string>;
  exportOptions: Record<string, string>;
  zipLevel: number;
  target: Target;
}

export interface DetectJob extends InputJob {
  kind: 'detect';
}

export interface InfoJob extends InputJob {
  kind: 'info';
  from: string;
  importOptions: Record<string, string>;
}

export type Job = { kind: 'describe' } | DetectJob | InfoJob | ConvertJob;

export interface Converted {
  from: Detection;
  bytes: number;
  items: number;
  report: ReportLine[];
  blob?: Blob;
  secretKey?: string;
}

/** What each kind of job ends with. */
export interface Outcomes {
  describe: Omit<Description, 'version'>;
  detect: Detection;
  info: Info;
  convert: Converted;
}

/** To the worker. */
export type Order = { type: 'run'; job: Job; wasm: WebAssembly.Module; scratch?: string } | { type: 'cancel' };

/** From the worker. */
export type Reply =
  | { type: 'progress'; progress: Progress }
  | { type: 'done'; outcome: Outcomes[keyof Outcomes] }
  | { type: 'failed'; error: PlainError };

/** `size` bytes, and behind them room for what they become. It goes to and fro, so that nobody has to make another. */
export interface Piece {
  ticket: number;
  buffer: ArrayBuffer;
  size: number;
}

/** What is to become of a piece: as PieceHelper (src/codec/piece_helper.h) has it. */
export type PieceTask =
  | { kind: 'deflate'; level: number }
  /** `header`: the first bytes of a Fernet token. */
  | { kind: 'encrypt'; key: Uint8Array; header: Uint8Array }
  | { kind: 'decrypt'; key: Uint8Array };

/** To a helper, which is started from the worker's own script: that it is one, and then pieces. */
export type HelperOrder = { type: 'help'; wasm: WebAssembly.Module } | { type: 'work'; task: PieceTask; piece: Piece };

/** From a helper; a piece of size 0 is one that nothing became of. */
export type HelperReply = { type: 'ready' } | { type: 'made'; piece: Piece } | { type: 'broken' };

/** An error as it crosses between threads. */
export interface PlainError {
  code: ErrorCode;
  path: string;
  detail: string;
}

export function flatten(error: unknown): PlainError {
  if (error instanceof DropsetError) return { code: error.code, path: error.path, detail: error.detail };
  return { code: 'internal', path: '', detail: error instanceof Error ? error.message : String(error) };
}

export function cancelled(): DropsetError {
  return new DropsetError('cancelled', '', 'cancelled');
}
