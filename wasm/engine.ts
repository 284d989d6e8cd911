// A job from its start to its end, in a worker: opening the input, stepping the core, and what is asynchronous around it.

import { parseAnswer } from './core.js';
import type { Core, CoreSession, StepDocument } from './core.js';
import { Host } from './host.js';
import type { OutputFile, OutputFolder, ScratchFile } from './host.js';
import { cancelled } from './protocol.js';
import type { ConvertJob, Converted, InfoJob, InputPart, Job, Outcomes, Target } from './protocol.js';
import type { Description, Detection, Info, Progress, ReportLine } from './types.js';

// As kStepBudget in src/base/limits.h: 11 to 50 ms in wasm.
const kStepBudget = 4 << 20;
const kProgressInterval = 50;
// How long the thread may work without looking for a message to cancel.
const kBreath = 20;

/** Where a conversion goes to. */
export interface Output {
  /** Of an archive; absent: `folder` is written. */
  file?: OutputFile;
  folder?: OutputFolder;
  /** Waits until the medium has caught up, where it is slower than the core. */
  drain?(): Promise<void>;
  /** After the core has closed everything. */
  finish(): Promise<{ bytes: number; blob?: Blob }>;
  /** After a failure. What lies in a file is removed by the other thread. */
  abandon(): Promise<void>;
}

/** What differs between the browser's worker and Node's. */
export interface Environment {
  /** Adds `part` to the session; answers with what was left out, for the report. */
  addInput(session: CoreSession, host: Host, part: InputPart): ReportLine[];
  openOutput(target: Target): Promise<Output>;
  createScratch(): ScratchFile;
  /** Releases everything. */
  close(): void;
}

export interface Hooks {
  onProgress(progress: Progress): void;
  isCancelled(): boolean;
}

export async function runJob(core: Core, environment: Environment, job: Job, hooks: Hooks): Promise<Outcomes[keyof Outcomes]> {
  if (job.kind === 'describe') return parseAnswer<Description['formats']>(core.describe());
  const host = new Host(() => environment.createScratch());
  const session = new core.Session(host);
  try {
    hooks.onProgress({ phase: 'opening', done: 0, total: 0 });
    const omitted = job.input.flatMap((part) => environment.addInput(session, host, part));
    if (job.kind === 'detect') return parseAnswer<Detection>(session.detect());
    const work = { session, hooks, omitted };
    return job.kind === 'info' ? await survey(work, job) : await convert(work, host, job, environment);
  } finally {
    session.delete();
    environment.close();
  }
}

interface Work {
  session: CoreSession;
  hooks: Hooks;
  omitted: ReportLine[];
}

async function survey({ session, hooks, omitted }: Work, { from, importOptions }: InfoJob): Promise<Info> {
  const detection = parseAnswer<Detection>(session.startSurvey(JSON.stringify({ from, importOptions })));
  await stepToEnd(session, hooks);
  const summary = parseAnswer<Pick<Info, 'subsets' | 'annotationsByType' | 'annotationsByLabel'>>(session.summary());
  return { from: detection, ...summary, report: [...omitted, ...parseAnswer<ReportLine[]>(session.report())] };
}

async function convert({ session, hooks, omitted }: Work, host: Host, job: ConvertJob, environment: Environment): Promise<Converted> {
  const output = await environment.openOutput(job.target);
  try {
    if (output.folder) host.setFolder(output.folder);
    const { from, to, importOptions, exportOptions, zipLevel } = job;
    const request = { from, to, importOptions, exportOptions, zipLevel, output: output.file ? host.add(output.file) : null };
    const detection = parseAnswer<Detection>(session.startConversion(JSON.stringify(request)));
    const { items } = await stepToEnd(session, hooks, output);
    const report = [...omitted, ...parseAnswer<ReportLine[]>(session.report())];
    return { from: detection, items, report, ...(await output.finish()) };
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

async function stepToEnd(session: CoreSession, hooks: Hooks, output?: Output): Promise<StepDocument> {
  let shown = 0;
  let breathed = performance.now();
  for (;;) {
    if (hooks.isCancelled()) throw cancelled();
    const step = parseAnswer<StepDocument>(session.step(kStepBudget));
    const now = performance.now();
    if (step.finished || now - shown >= kProgressInterval) {
      shown = now;
      hooks.onProgress({ phase: step.phase, done: step.done, total: step.total });
    }
    if (step.finished) return step;
    await output?.drain?.();
    if (now - breathed >= kBreath) {
      await breathe();
      breathed = performance.now();
    }
  }
}

const channel = new MessageChannel();

/** Lets messages in. A timer would cost 4 ms in browsers. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => {
      channel.port1.onmessage = null;
      resolve();
    };
    channel.port2.postMessage(null);
  });
}
