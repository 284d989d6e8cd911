// The page: web/ on the built package, as a folder of static files that any server can hand out.

import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const root = new URL('./web/', import.meta.url);

// The policy stands in index.html; the preview server sends it as a header too.
const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(
  readFileSync(new URL('index.html', root), 'utf8'),
)?.[1];
if (!policy) throw new Error('web/index.html has no Content-Security-Policy');

/** Tells offline.js which files there are. */
function listForOffline(): Plugin {
  return {
    name: 'list-for-offline',
    apply: 'build',
    writeBundle({ dir }) {
      if (!dir) return;
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'offline.js')
        .map((entry) => `${entry.parentPath}/${entry.name}`.slice(dir.length + 1))
        .sort();
      const hash = createHash('sha256');
      for (const file of files) hash.update(file).update(readFileSync(`${dir}/${file}`));
      const names = files.map((file) => (file === 'index.html' ? './' : file));
      appendFileSync(
        `${dir}/offline.js`,
        `\nconst kVersion = '${hash.digest('hex').slice(0, 16)}';\nconst kFiles = ${JSON.stringify(names)};\n`,
      );
    },
  };
}

export default defineConfig({
  root: root.pathname,
  base: './',
  plugins: [listForOffline()],
  resolve: { alias: { dropset: new URL('./dist/index.js', import.meta.url).pathname } },
  build: { outDir: '../build/page', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, modulePreload: false },
  worker: { format: 'es' },
  preview: { headers: { 'Content-Security-Policy': policy } },
});
