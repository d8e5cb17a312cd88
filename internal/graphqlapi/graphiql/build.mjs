// Builds the GraphiQL page's assets into dist/, each compressed, and nothing
// else. The same packages give the same bytes on every machine: names carry no
// hash, gzip carries no time, and the compressor is written in JavaScript,
// because the one in Node gives other bytes on other processors.
//
//   npm ci && npm run build
import { build } from 'esbuild';
import { gzipSync } from 'fflate';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const common = {
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  charset: 'utf8',
  target: ['es2022'],
  legalComments: 'external', // added below to licenses.txt
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
};

const page = await build({
  ...common,
  entryPoints: { app: 'src/app.jsx' },
  format: 'esm',
  jsx: 'automatic',
  outdir: 'dist',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
});

const workers = await build({
  ...common,
  entryPoints: {
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  },
  format: 'iife',
  outdir: 'dist',
});

/** The directories of the packages that a build took anything from. */
function packagesOf(...results) {
  const found = new Set();
  for (const { metafile } of results) {
    for (const input of Object.keys(metafile.inputs)) {
      const inPackage = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (inPackage) found.add(inPackage[1]);
    }
  }
  return [...found].sort();
}

/** A package's own notices; one without any is refused, for it could not be passed on. */
function noticesOf(directory) {
  const about = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const files = readdirSync(directory).filter((f) => /^(licen[cs]e|notice|thirdpartynotices|copying)/i.test(f)).sort();
  const texts = files.map((f) => readFileSync(join(directory, f), 'utf8').replaceAll('\r\n', '\n').trim());
  if (!about.license) throw new Error(`${about.name} ${about.version} names no license`);
  const body = texts.length > 0 ? texts.join('\n\n') : standardText(about);
  return `${about.name} ${about.version} (${about.license})\n\n${body}\n`;
}

/** The MIT text for a package that names the license and leaves the file out. */
function standardText({ name, license, author, contributors, repository }) {
  if (license !== 'MIT') throw new Error(`${name} brings no text of its license, ${license}`);
  const people = [author, ...(contributors ?? [])].filter(Boolean).map((p) => p.name ?? p);
  const holders = people.length > 0 ? people.join(', ') : `the authors of ${repository?.url ?? repository ?? name}`;
  return mit.replace('HOLDERS', holders);
}

const mit = `Copyright (c) HOLDERS

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Notices that stand in the code itself, once each. */
function legalComments(...results) {
  const files = results.flatMap((r) => r.outputFiles).filter((f) => f.path.endsWith('.LEGAL.txt'));
  return `Notices in the code\n\n${[...new Set(files.map((f) => f.text.trim()))].join('\n\n')}\n`;
}

const rule = `\n${'-'.repeat(72)}\n\n`;
const notices = [...packagesOf(page, workers).map(noticesOf), legalComments(page, workers)].join(rule);

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
const outputs = [...page.outputFiles, ...workers.outputFiles]
  .filter((f) => !f.path.endsWith('.LEGAL.txt'))
  .map((f) => [basename(f.path), f.contents]);
for (const [name, contents] of [...outputs, ['licenses.txt', Buffer.from(notices)]]) {
  const packed = gzipSync(contents, { level: 9, mtime: 0 });
  packed[9] = 255; // the system that compressed it: unknown
  writeFileSync(join('dist', `${name}.gz`), packed);
  console.log(`${name}: ${contents.length} bytes, ${packed.length} compressed`);
}
