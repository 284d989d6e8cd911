// A job from its start to its end, in a worker: opening the input, stepping the core, and what is asynchronous around it.

import { parseAnswer } from './core.js';
import type { Core, CoreSession, StepDocument } from './core.js';
import { Host } from './host.js';
import type { InputFile, OutputFile, OutputFolder, ScratchFile } from './host.js';
import { PieceHelpers } from './piece-helpers.js';
import type { HelperThread } from './piece-helpers.js';
import { cancelled } from './protocol.js';
import type { ConvertJob, Converted, FileData, InfoJob, InputPart, Job, Outcomes, Target } from './protocol.js';
import type { Description, Detection, Info, Progress, ReportLine } from './types.js';

// As kStepBudget in src/base/limits.h: 11 to 50 ms in wasm.
const kStepBudget = 4 << 20;
// While helpers answer: about what one of them compresses in that time, since their messages wait for the step to end.
const kHelpedStepBudget = 1 << 20;
const kProgressInterval = 50;
// How long the thread may work without looking for a message to cancel.
const kBreath = 20;

/** Where a conversion goes to. */
export interface Output {
  /** Of an archive; absent: `folder` is written. */
  file?: OutputFile;
  folder?: OutputFolder;
  /** Keeps the key of an encrypted dataset where it is to be found later; called before anything is written. */
  keepKey?(secretKey: string): void;
  /** Waits until the medium has caught up, where it is slower than the core. */
  drain?(): Promise<void>;
  /** After the core has closed everything. */
  finish(): Promise<{ bytes: number; blob?: Blob }>;
  /** After a failure. What lies in a file is removed by the other thread. */
  abandon(): Promise<void>;
}

/** What differs between the browser's worker and Node's. */
export interface Environment {
  /** What a path of a folder stands for, where there are paths; with what was left out, for the report. */
  listFolder?(part: InputPart): { part: InputPart; omitted: ReportLine[] };
  openInput(data: FileData): InputFile;
  openOutput(target: Target): Promise<Output>;
  createScratch(): ScratchFile;
  /** Between steps: may read what will be wanted next. */
  readAhead?(): Promise<void>;
  /** Lets messages of other threads in. */
  breathe(): Promise<void>;
  /** Threads that can help. */
  helpers?: { most: number; start(): HelperThread };
  /** Releases everything. */
  close(): void;
}

export interface Hooks {
  onProgress(progress: Progress): void;
  isCancelled(): boolean;
}

export async function runJob(core: Core, environment: Environment, job: Job, hooks: Hooks): Promise<Outcomes[keyof Outcomes]> {
  if (job.kind === 'describe') return parseAnswer<Omit<Description, 'version'>>(core.describe());
  const helpers = new PieceHelpers(environment.helpers);
  const host = new Host(() => environment.createScratch(), helpers);
  const session = new core.Session(host);
  try {
    hooks.onProgress({ phase: 'opening', done: 0, total: 0 });
    parseAnswer(session.limitInput(JSON.stringify(job.limits)));
    const omitted = job.input.flatMap((part) => addInput(session, host, environment, part));
    if (job.kind === 'detect') return parseAnswer<Detection>(session.detect());
    const work = { session, environment, helpers, hooks, omitted };
    return job.kind === 'info' ? await survey(work, job) : await convert(work, host, job);
  } finally {
    session.delete();
    helpers.end();
    environment.close();
  }
}

interface Work {
  session: CoreSession;
  environment: Environment;
  helpers: PieceHelpers;
  hooks: Hooks;
  omitted: ReportLine[];
}

function addInput(session: CoreSession, host: Host, environment: Environment, given: InputPart): ReportLine[] {
  const { part, omitted } = environment.listFolder?.(given) ?? { part: given, omitted: [] };
  if ('data' in part) {
    const file = environment.openInput(part.data);
    session.addFile(part.name, host.add(file), file.size);
    return omitted;
  }
  session.addFolder(part.name);
  for (const { path, data } of part.files) {
    const file = environment.openInput(data);
    session.addMember(path, host.add(file), file.size);
  }
  for (const path of part.folders) session.addSubfolder(path);
  return omitted;
}

async function survey(work: Work, { from, importOptions }: InfoJob): Promise<Info> {
  const { session, omitted } = work;
  const detection = parseAnswer<Detection>(session.startSurvey(JSON.stringify({ from, importOptions })));
  await stepToEnd(work);
  const summary = parseAnswer<Pick<Info, 'subsets' | 'annotationsByType' | 'annotationsByLabel'>>(session.summary());
  return { from: detection, ...summary, report: [...omitted, ...parseAnswer<ReportLine[]>(session.report())] };
}

async function convert(work: Work, host: Host, job: ConvertJob): Promise<Converted> {
  const { session, environment, omitted } = work;
  const output = await environment.openOutput(job.target);
  try {
    if (output.folder) host.setFolder(output.folder);
    const { from, to, importOptions, exportOptions, zipLevel } = job;
    const request = { from, to, importOptions, exportOptions, zipLevel, output: output.file ? host.add(output.file) : null };
    const detection = parseAnswer<Detection>(session.startConversion(JSON.stringify(request)));
    const secretKey = session.secretKey();
    if (secretKey) output.keepKey?.(secretKey);
    const { items } = await stepToEnd(work, output);
    await checkCancelled(work); // the last moment: finish() gives the output its name
    const report = [...omitted, ...parseAnswer<ReportLine[]>(session.report())];
    return { from: detection, items, report, ...(secretKey && { secretKey }), ...(await output.finish()) };
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

async function stepToEnd({ session, environment, helpers, hooks }: Work, output?: Output): Promise<StepDocument> {
  let shown = 0;
  let breathed = performance.now();
  for (;;) {
    if (hooks.isCancelled()) throw cancelled();
    const step = parseAnswer<StepDocument>(session.step(helpers.expecting ? kHelpedStepBudget : kStepBudget));
    const now = performance.now();
    if (step.finished || now - shown >= kProgressInterval) {
      shown = now;
      hooks.onProgress({ phase: step.phase, done: step.done, total: step.total });
    }
    if (step.finished) return step;
    await output?.drain?.();
    await environment.readAhead?.();
    await helpers.answered();
    if (helpers.expecting || now - breathed >= kBreath) {
      await environment.breathe();
      breathed = performance.now();
    }
  }
}

async function checkCancelled({ environment, hooks }: Work): Promise<void> {
  await environment.breathe();
  if (hooks.isCancelled()) throw cancelled();
}
