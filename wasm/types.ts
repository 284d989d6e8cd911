// The public types of the package "dropset". What depends on the formats' option tables is generated into types.gen.ts.

import type { ExportOptionsOf, FormatId, ImportOptions, InputLimits } from './types.gen.js';

/** One input: an archive or file in memory, a file of the browser, or (in Node) a path of an archive or folder. */
export type InputSource =
  | Blob
  | Uint8Array
  | string
  | { name: string; data: Blob | Uint8Array }
  /** A folder: files with paths relative to it, as a drop or a directory picker gives them. */
  | { name: string; files: { path: string; data: Blob | Uint8Array }[]; folders?: string[] };

/** Several inputs are laid over each other as one tree. */
export type Input = InputSource | InputSource[];

/** A FileSystemFileHandle, as showSaveFilePicker gives it; named here by its shape, since Node's types do not have it. */
export interface PickedFile {
  readonly kind: 'file';
  readonly name: string;
  createWritable(): Promise<unknown>;
}

/** Where the converted dataset goes. */
export type Output =
  /** `result.blob`: the default in the browser (held in the private file system where there is one) and in Node. */
  | { kind: 'blob'; name?: string }
  /** Browser: a file that the user picked (File System Access). */
  | { kind: 'handle'; handle: PickedFile }
  /** Node: an archive (a path that ends in .zip) or a folder; written beside its final name and renamed when whole. */
  | {
      kind: 'path';
      path: string;
      overwrite?: boolean;
      /** Writes the key of an encrypted dataset to secret_key.txt (mode 0600), beside an archive or in a folder. Another key there is an error. */
      saveKey?: boolean;
    };

export interface ConvertOptions<To extends FormatId = FormatId> {
  /** The input's format; detected where absent. */
  from?: FormatId;
  to: To;
  /** What archives of the input may cost. */
  limits?: InputLimits;
  importOptions?: ImportOptions;
  exportOptions?: ExportOptionsOf[To];
  output?: Output;
  /** Of what Dropset compresses itself: 0 (stored) to 9. Media are copied as they are. */
  zipLevel?: number;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

export interface Progress {
  phase: 'opening' | 'annotations' | 'writing' | 'media' | 'done';
  /** Bytes, planned from the archive's directory; `done` never runs backwards and ends at `total`. */
  done: number;
  total: number;
}

export interface ReportLine {
  /** Stable and dashed, for programs: "annotation-type-dropped". */
  code: string;
  severity: 'note' | 'warning' | 'loss';
  format: string;
  message: string;
  /** The place of the first one. */
  example: string;
  /** The option that would change it, or "". */
  option: string;
  count: number;
}

export interface Detection {
  format: FormatId;
  /** One sentence: why this format. */
  reason: string;
}

export interface ConvertResult {
  from: Detection;
  to: FormatId;
  /** The archive's suggested file name. */
  name: string;
  /** With output kind 'blob'. In the browser's private file system until `release` is called. */
  blob?: Blob;
  bytes: number;
  items: number;
  report: ReportLine[];
  /** The key of an encrypted dataset: whoever loses it loses the data. It is nowhere else. */
  secretKey?: string;
  /** Frees what holds `blob`. Safe to call twice. */
  release(): Promise<void>;
}

export interface DetectOptions {
  /** What archives of the input may cost. */
  limits?: InputLimits;
  signal?: AbortSignal;
}

export interface InfoOptions {
  /** The input's format; detected where absent. */
  from?: FormatId;
  /** What archives of the input may cost. */
  limits?: InputLimits;
  importOptions?: ImportOptions;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

export interface SubsetSummary {
  name: string;
  images: number;
  annotations: number;
  missingMedia: number;
}

export interface Info {
  from: Detection;
  subsets: SubsetSummary[];
  annotationsByType: Record<string, number>;
  annotationsByLabel: { label: string; count: number }[];
  report: ReportLine[];
}

export interface OptionDescription {
  name: string;
  type: 'flag' | 'integer' | 'text' | 'choice' | 'list';
  default: string;
  help: string;
  choices: string[];
  /** Never to be shown or logged: a key. */
  secret: boolean;
  /** Other names by which it is known. */
  aliases: string[];
}

export interface FormatDescription {
  id: FormatId;
  title: string;
  family: string;
  /** Other names by which it is known. */
  aliases: string[];
  /** Found by detection, or only when named. */
  detectable: boolean;
  readable: boolean;
  writable: boolean;
  importOptions: OptionDescription[];
  exportOptions: OptionDescription[];
}

export interface Description {
  version: string;
  formats: FormatDescription[];
  /** What archives of the input may cost, whatever its format. */
  limits: OptionDescription[];
}

export type ErrorCode =
  | 'usage' | 'not-found' | 'ambiguous' | 'corrupt' | 'truncated' | 'invalid' | 'unsupported' | 'unsafe' | 'limit' | 'encrypted'
  | 'io' | 'internal' | 'cancelled';

/** Every failure of the package. `message` is `path: words`. */
export class DropsetError extends Error {
  override readonly name = 'DropsetError';
  constructor(
    readonly code: ErrorCode,
    /** Where: "a.zip: annotations/x.json: annotations[17].bbox"; may be empty. */
    readonly path: string,
    readonly detail: string,
  ) {
    super(path ? `${path}: ${detail}` : detail);
  }
}
