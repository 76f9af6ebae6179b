// @ts-check
/**
 * Real third-party Socket.IO clients against a running server: npm's socket.io-client and PyPI's
 * python-socketio tell the same story by every transport. Starts a server of its own, or takes the
 * one at `TANDEM_URL`. `TANDEM_PYTHON` names the Python that has python-socketio.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Server } from '../tools/server.mjs';
import { tellExamples } from './examples.mjs';
import { tellJavaScript } from './javascript.mjs';

const own = process.env.TANDEM_URL ? null : await Server.start();
const url = process.env.TANDEM_URL ?? own?.url ?? '';

/** @type {{ passed: number, failed: number }} */
const count = { passed: 0, failed: 0 };

/** @param {string} client @param {string} claim @param {string | null} trouble */
function report(client, claim, trouble) {
  count[trouble === null ? 'passed' : 'failed'] += 1;
  console.log(`${trouble === null ? 'ok  ' : 'FAIL'} ${client}: ${claim}${trouble === null ? '' : `\n     ${trouble}`}`);
}

/** Python prints one JSON line for each claim. */
async function tellPython() {
  const script = fileURLToPath(new URL('python_client.py', import.meta.url));
  const child = spawn(process.env.TANDEM_PYTHON ?? 'python3', [script, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  let text = '';
  child.stdout.on('data', (bytes) => (text += bytes));
  const impatience = setTimeout(() => child.kill('SIGKILL'), 120_000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(impatience);
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  for (const line of lines) {
    const { client, claim, trouble } = JSON.parse(line);
    report(client, claim, trouble);
  }
  if (code !== 0 || lines.length === 0) report('python-socketio', 'ends well', `exit code ${code}`);
}

try {
  await tellJavaScript(url, report);
  await tellPython();
  await tellExamples(url, report);
} catch (error) {
  report('clients', 'the story is told to its end', String(error));
} finally {
  if (count.failed > 0 && own) console.log(`\nThe server's log:\n${own.log.slice(-6_000)}`);
  await own?.stop();
}
console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed === 0 ? 0 : 1);
