// @ts-check
/**
 * Real third-party Socket.IO clients against a running server: npm's socket.io-client and PyPI's
 * python-socketio tell the same story by every transport, npm's tus-js-client brings files. Beside them
 * the protocol is told by hand, and clients that misbehave are. Starts servers of its own; with `TANDEM_URL` the clients and the
 * protocol meet the one there. `TANDEM_PYTHON` names the Python that has python-socketio.
 */
import { spawn } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Server } from '../tools/server.mjs';
import { tellExamples, tellFeeders, tellNotes } from './examples.mjs';
import { Account } from './http.mjs';
import { isReachedAt, tellJavaScript } from './javascript.mjs';
import { PROTOCOL } from './protocol.mjs';
import { CROWDED, draining, ROBUST } from './robust.mjs';
import { tellUploads } from './tus.mjs';

/** Everyone here comes from one address. */
const env = { TANDEM_REGISTRATIONS_PER_MINUTE: '600', TANDEM_LOGINS_PER_MINUTE: '600' };
const own = process.env.TANDEM_URL ? null : await Server.start({ env });
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

/** @param {string} client @param {string} claim @param {() => Promise<unknown>} check */
async function tell(client, claim, check) {
  try {
    await check();
    report(client, claim, null);
  } catch (error) {
    report(client, claim, error instanceof Error ? error.message : String(error));
  }
}

/** All claims at once: most of them wait for a clock of the server. */
async function tellProtocol() {
  const ada = await new Account(url, `raw-ada-${Date.now()}`).enter();
  const uuid = await ada.createSession('By hand');
  const scene = { url, headers: { Cookie: ada.cookie }, uuid };
  await Promise.all(Object.entries(PROTOCOL).map(([claim, check]) => tell('by hand', claim, () => check(scene))));
}

/** @param {Server} server */
function sceneOf(server) {
  let accounts = 0;
  const account = (/** @type {string} */ name) => new Account(server.url, `${name}-${(accounts += 1)}`).enter();
  return { url: server.url, port: server.port, account };
}

async function tellRobust() {
  await onServer(env, async (server) => {
    const scene = sceneOf(server);
    await Promise.all(Object.entries(ROBUST).map(([claim, check]) => tell('misbehaving', claim, () => check(scene))));
  });
}

async function tellFed() {
  await onServer(env, (server) => tellFeeders(server, tell));
}

/** One server for files, and one that goes down meanwhile. */
async function tellPieces() {
  await onServer(env, (server) => tellUploads(url, server, tell));
}

async function tellCrowded() {
  const small = { ...env, TANDEM_SOCKETS_PER_PERSON: '3', TANDEM_SOCKETS_PER_ADDRESS: '5' };
  await onServer(small, async (server) => {
    const scene = sceneOf(server);
    for (const [claim, check] of Object.entries(CROWDED)) await tell('crowd', claim, () => check(scene));
    await tell('crowd', 'hears_that_the_server_drains_before_it_closes', () => draining(scene, () => server.drain()));
  });
}

/** "localhost" is ::1 for some and 127.0.0.1 for others. */
async function tellNearby() {
  const loopback = Object.values(networkInterfaces()).flat();
  const hosts = loopback.some((own) => own?.address === '::1') ? ['localhost', '[::]', '[::1]'] : ['localhost'];
  for (const host of hosts) {
    // On every address of the machine it wants https in front; whoever is on this machine gets in all the same.
    const open = host === '[::]' ? { ...env, TANDEM_PLAIN_HTTP: '0' } : env;
    await onServer(open, async ({ port }) => {
      // Where it listens on ::1 alone, that is the address that it prints.
      const names = { localhost: ['localhost', '127.0.0.1'], '[::]': ['127.0.0.1', '[::1]'], '[::1]': ['[::1]'] }[host] ?? [];
      for (const name of names) {
        await tell(`socket.io-client at ${name}`, `reaches_a_server_on_${host}`, () => isReachedAt(`http://${name}:${port}`));
      }
    }, host);
  }
}

/** @param {Record<string, string>} env @param {(server: Server) => Promise<void>} story @param {string} [host] */
async function onServer(env, story, host) {
  const server = await Server.start({ env, host });
  try {
    await story(server);
  } finally {
    await server.stop();
    if (server.panic) report('server', 'does not panic', server.panic);
  }
}

try {
  await Promise.all([tellJavaScript(url, report).then(tellPython), tellExamples(url, tell), tellNotes(url, tell), tellPieces(), tellFed(), tellProtocol(), tellRobust(), tellCrowded(), tellNearby()]);
} catch (error) {
  report('clients', 'the story is told to its end', String(error));
} finally {
  if (count.failed > 0 && own) console.log(`\nThe server's log:\n${own.log.slice(-6_000)}`);
  await own?.stop();
  if (own?.panic) report('server', 'does not panic', own.panic);
}
console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed === 0 ? 0 : 1);
