// @ts-check
/**
 * How long after the first byte of a file its first rows are at the other person's socket, while the rest is sent
 * as fast as it goes. Prints one line; judges nothing.
 */
import { request } from 'node:http';
import { io } from 'socket.io-client';
import { Account } from '../clients/http.mjs';
import { Server } from '../tools/server.mjs';

const UPLOADS = Number(process.env.BENCH_UPLOADS ?? 20);
const BYTES = 55e6;

/** Rows like those of `bench/ingest/load.py`. */
function table() {
  const rows = ['id,at,day,station,temp,load,count,note\n'];
  const begin = Date.UTC(2020, 0, 1);
  for (let bytes = 0, id = 1; bytes < BYTES; id += 1) {
    const at = new Date(begin + 37_000 * id).toISOString();
    const note = ['', 'ok', 'checked', '"late, called"'][id % 4];
    const row = `${id},${at.slice(0, 10)} ${at.slice(11, 19)},${at.slice(0, 10)},Station ${'ABCDEFGH'[id % 8]}${id % 25},${(((id * 7919) % 400) / 10 - 8).toFixed(1)},${(((id * 104_729) % 1_000_000) / 1_000).toFixed(3)},${(id * 31) % 5_000},${note}\n`;
    rows.push(row);
    bytes += row.length;
  }
  return Buffer.from(rows.join(''));
}

/** @param {Account} by @param {string} path @param {Buffer} file @returns {Promise<void>} */
function send(by, path, file) {
  return new Promise((resolve, reject) => {
    const headers = { Cookie: by.cookie, 'Content-Length': file.length };
    const sent = request(`${by.url}${path}`, { method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}`))));
    });
    sent.on('error', reject);
    sent.end(file);
  });
}

/** @param {number[]} times @param {number} share */
function percentile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return `${sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]?.toFixed(0)} ms`;
}

const server = await Server.start({ env: { TANDEM_MAX_SESSION: '8000000000' } });
try {
  const ada = await new Account(server.url, 'ada').enter();
  const grace = await new Account(server.url, 'grace').enter();
  const session_uuid = await ada.createSession('First rows');
  await grace.joinSession(session_uuid);
  const socket = io(`${server.url}/session`, { transports: ['websocket'], extraHeaders: { Cookie: grace.cookie } });
  await socket.timeout(5_000).emitWithAck('join', { session_uuid });
  const file = table();
  /** @type {{ rows: number[], received: number[], all: number[] }} */
  const times = { rows: [], received: [], all: [] };
  for (let at = 0; at < UPLOADS; at += 1) {
    const begin = performance.now();
    const note = (/** @type {number[]} */ list) => list.push(performance.now() - begin);
    let shown = 0;
    socket.once('upload_preview', ({ rows }) => {
      shown = rows.length;
      note(times.rows);
    });
    const whole = (/** @type {{ phase: string }} */ { phase }) => {
      if (phase === 'reading') note(times.received);
    };
    socket.on('upload_progress', whole);
    await send(ada, `/api/sessions/${session_uuid}/datasets?name=rain-${at}.csv`, file);
    note(times.all);
    socket.off('upload_progress', whole);
    // A machine that is busy with other things may have the data set before them.
    if (shown !== 200) throw new Error(`${shown} rows were shown before the data set was there.`);
  }
  const figures = Object.values(times).map((list) => `p50 ${percentile(list, 0.5)}, p95 ${percentile(list, 0.95)}`);
  console.log(`${UPLOADS} files of ${(file.length / 1e6).toFixed(0)} MB, after the first byte: first rows ${figures[0]}; all bytes ${figures[1]}; the data set ${figures[2]}`);
  socket.disconnect();
} finally {
  await server.stop();
}
