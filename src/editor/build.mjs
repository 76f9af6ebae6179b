// Makes public/editor.js of what is here: one module, which the page loads when notes are first opened.
import { build } from 'esbuild';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

await build({
  entryPoints: [join(here, 'editor.ts')],
  outfile: join(here, '../../public/editor.js'),
  bundle: true,
  format: 'esm',
  minify: true,
  legalComments: 'none',
  // What DESIGN promises, as in Cargo.toml.
  target: ['chrome123', 'firefox125', 'safari17.5'],
  logLevel: 'warning',
});
