// @ts-check
/**
 * Takes part in a Tandem session: joins, writes, profiles its newest data set, prints the result.
 *
 * Usage: node tandem_bot.mjs SESSION_UUID, with TANDEM_URL (http://127.0.0.1:3000 without it) and
 * TANDEM_TOKEN, made under "Tokens" on the home page. Needs socket.io-client. Without any data in the
 * session it brings the sample.
 */
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';

const url = process.env.TANDEM_URL ?? 'http://127.0.0.1:3000';
const token = process.env.TANDEM_TOKEN ?? '';
const session_uuid = process.argv[2] ?? '';
const headers = { Authorization: `Bearer ${token}` };
const PATIENCE_MS = 60_000;

// Where headers can be set, `extraHeaders: headers` does the same. Here the token comes with CONNECT,
// and the address says so: it never carries the token itself.
const tandem = io(`${url}/session`, { auth: { token }, query: { auth: 'token' }, reconnection: false });

/** Sends an event and gives back what its ack says. @param {string} event @param {object} [fields] */
async function ask(event, fields = {}) {
  const ack = await tandem.timeout(PATIENCE_MS).emitWithAck(event, { session_uuid, ...fields });
  if ('err' in ack) throw new Error(`${event}: ${ack.err.message} (${ack.err.code})`);
  return ack.ok;
}

/** @param {string} path @param {RequestInit} [init] */
async function http(path, init = {}) {
  const answer = await fetch(`${url}${path}`, { ...init, headers });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return await answer.json();
}

/** The end of each run, kept until somebody asks: it may come before the ack that names the run. */
const ends = new Map();
/** @type {(() => void)[]} */
const waiting = [];
tandem.on('analysis_update', (update) => {
  if (update.status === 'queued' || update.status === 'running') return;
  ends.set(update.run_id, update);
  waiting.splice(0).forEach((look) => look());
});

/** Waits for a run's end; a large output is not in the event but at its address. @param {string} run_id */
async function resultOf(run_id) {
  while (!ends.has(run_id)) await new Promise((look) => waiting.push(() => look(undefined)));
  const end = ends.get(run_id);
  if (end.status !== 'done') throw new Error(`The run was ${end.status}: ${end.error ?? 'no reason given'}`);
  return end.output ?? (await http(end.output_url));
}

async function main() {
  await new Promise((resolve, reject) => {
    tandem.on('connect', () => resolve(undefined));
    tandem.on('connect_error', reject);
  });
  const { me, snapshot } = await ask('join');
  console.log(`Joined as ${me.name}: ${snapshot.title}`);
  // The script's own id for a command: sent twice, it is stored once.
  await ask('send_message', { cid: randomUUID(), text: 'A Node script is here and profiles the data.' });
  const sample = `/api/sessions/${session_uuid}/datasets/sample`;
  const dataset_id = snapshot.datasets.at(-1)?.dataset_id ?? (await http(sample, { method: 'POST' })).dataset_id;
  const { run_id } = await ask('run_analysis', { cid: randomUUID(), dataset_id, spec: { kind: 'profile' } });
  const { summary, table } = await resultOf(run_id);
  console.log(summary);
  /** @type {{ name: string }[]} */
  const columns = table.columns;
  for (const row of [columns.map((column) => column.name), ...table.rows]) console.log(row.join('\t'));
}

const impatience = setTimeout(() => {
  console.error('Nothing came within a minute.');
  process.exit(1);
}, PATIENCE_MS);
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  clearTimeout(impatience);
  tandem.close();
}
