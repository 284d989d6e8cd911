// The module's functions as bindings.cc has them, and the JSON that they answer with (documents.cc).

import type { Host } from './host.js';
import { DropsetError } from './types.js';
import type { ErrorCode, Progress } from './types.js';

export interface Core {
  Session: new (host: Host) => CoreSession;
  describe(): string;
  nearest(word: string, candidates: string): string;
  // What helpers do: the first `size` bytes are replaced by what becomes of them. Their number then; 0: nothing, or there was no room.
  deflatePiece(level: number, bytes: Uint8Array, size: number): number;
  /** To Base64, in the URL's alphabet. */
  encodePiece(bytes: Uint8Array, size: number): number;
  decodePiece(bytes: Uint8Array, size: number): number;
}

export interface CoreSession {
  addFile(name: string, file: number, size: number): void;
  addFolder(name: string): void;
  addMember(path: string, file: number, size: number): void;
  addSubfolder(path: string): void;
  limitInput(limits: string): string;
  detect(): string;
  startConversion(request: string): string;
  startSurvey(request: string): string;
  /** Not JSON; empty where nothing is encrypted. */
  secretKey(): string;
  step(budget: number): string;
  report(): string;
  summary(): string;
  /** Frees it; Embind's own. */
  delete(): void;
}

export interface StepDocument extends Progress {
  finished: boolean;
  items: number;
}

/** The value of an answer; its error is thrown. */
export function parseAnswer<T>(answer: string): T {
  const value = JSON.parse(answer) as T | { error: { code: ErrorCode; path: string; message: string } };
  if (typeof value === 'object' && value !== null && 'error' in value) {
    const { code, path, message } = value.error;
    throw new DropsetError(code, path, message);
  }
  return value;
}
