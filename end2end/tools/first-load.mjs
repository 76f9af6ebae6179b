// @ts-check
/**
 * Counts what a browser fetches on its first visit to the session page, as sent with brotli: the
 * WebAssembly, the JavaScript and the style sheet of target/site/pkg. Fails above the limit. Parts of
 * the program that follow when they are needed (src/client/part.rs) are named, and not counted.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

// docs/BENCHMARKS.md says where the bytes are. The aim is 450 KB; what live data needs beyond it
// stands there, and nothing above this is shipped.
const BUDGET = 480 * 1024;
const KINDS = ['.wasm', '.js', '.css'];
// Of the editor of notes, which is loaded when notes are first opened.
const EDITOR_BUDGET = 140 * 1024;
const FOLLOWS = /^(split|chunk)_.*\.wasm$/;

const pkg = resolve(dirname(fileURLToPath(import.meta.url)), '../../target/site/pkg');
if (!existsSync(pkg)) {
  console.error('There is no target/site/pkg. Build it: cargo leptos build --release --precompress');
  process.exit(1);
}

const files = readdirSync(pkg, { recursive: true, encoding: 'utf8' })
  .map((name) => join(pkg, name))
  .filter((path) => KINDS.some((kind) => path.endsWith(kind)) && statSync(path).isFile());

// A second build leaves the first one's hashed names behind; the newest of each kind is what ships.
const newest = new Map();
for (const path of files) {
  const stem = relative(pkg, path).replace(/\.[\w-]{16,}\./, '.');
  const known = newest.get(stem);
  if (!known || statSync(known).mtimeMs < statSync(path).mtimeMs) newest.set(stem, path);
}

/** @param {string} path */
function sent(path) {
  if (existsSync(`${path}.br`)) return statSync(`${path}.br`).size;
  return brotliCompressSync(readFileSync(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

/** @param {number} bytes */
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`.padStart(10);

let total = 0;
for (const [stem, path] of [...newest].sort()) {
  const bytes = sent(path);
  const follows = FOLLOWS.test(stem);
  if (!follows) total += bytes;
  const when = follows ? '   when it is needed' : '';
  console.log(`${stem.padEnd(28)}${kb(statSync(path).size)} raw${kb(bytes)} brotli${when}`);
}
console.log(`${'first load'.padEnd(42)}${kb(total)} brotli   budget ${kb(BUDGET).trim()}`);

const editor = join(pkg, '../editor.js');
const editorBytes = sent(editor);
console.log(`${'editor.js'.padEnd(28)}${kb(statSync(editor).size)} raw${kb(editorBytes)} brotli   when notes are opened, budget ${kb(EDITOR_BUDGET).trim()}`);

for (const kind of KINDS) {
  if (![...newest.keys()].some((stem) => stem.endsWith(kind) && !FOLLOWS.test(stem))) {
    console.error(`No ${kind} file was built.`);
    process.exit(1);
  }
}
if (total > BUDGET || editorBytes > EDITOR_BUDGET) {
  console.error('Too much for a first load. See what grew before raising anything.');
  process.exit(1);
}
