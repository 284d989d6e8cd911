// Tables that read well on a terminal and in Markdown.

const kTitle = 64;

export class Table {
  constructor(title, columns) {
    this.columns = columns;
    console.log(`\n| ${title.padEnd(kTitle)} | ${columns.join(' | ')} |`);
    console.log(`|${'-'.repeat(kTitle + 2)}|${columns.map((column) => `${'-'.repeat(column.length + 1)}:`).join('|')}|`);
  }

  row(title, cells) {
    const padded = this.columns.map((column, index) => String(cells[index] ?? '').padStart(column.length));
    console.log(`| ${title.padEnd(kTitle)} | ${padded.join(' | ')} |`);
  }
}

const kMB = 1e6;
const inMB = (bytes) => (bytes ? (bytes / kMB).toFixed(0) : '');

/** Costs of conversions. MB/s: of input text or media, by CPU time. Baseline: what the same bytes cost without Dropset. */
export class CostTable extends Table {
  constructor(title) {
    super(title, ['user s', 'system s', ' wall s', ' MB/s', 'wasm MB', 'process MB', 'of baseline']);
  }

  cost(title, bytes, { user, system, wall, wasmMemory, processMemory }, baseline) {
    const seconds = user + system;
    const ratio = baseline ? (seconds / (baseline.user + baseline.system)).toFixed(2) : '';
    const times = [user, system, wall].map((time) => time.toFixed(2));
    this.row(title, [...times, (bytes / kMB / seconds).toFixed(0), inMB(wasmMemory), inMB(processMemory), ratio]);
  }
}
