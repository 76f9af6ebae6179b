// Feeds a live data set with what comes on standard input: a JSON object a line, each stored once.
//
//   sensor-program | TANDEM_URL=http://127.0.0.1:3000 TANDEM_TOKEN=tdm_… node feed.mjs <data set id>
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const [dataset] = process.argv.slice(2);
const MOST_ROWS = 1_000;
/** May pass: the server is away, has too much to do, or no room just now. */
const AGAIN = [429, 500, 502, 503, 504, 507];

/** Tries until it is stored: the same key makes sure that it is so once. @param {string} batch */
async function send(batch) {
  const headers = {
    Authorization: `Bearer ${process.env.TANDEM_TOKEN}`,
    'Content-Type': 'application/x-ndjson',
    'Idempotency-Key': crypto.randomUUID(),
  };
  for (let wait = 500; ; wait = Math.min(2 * wait, 10_000)) {
    try {
      const signal = AbortSignal.timeout(30_000);
      const answer = await fetch(`${process.env.TANDEM_URL}/api/datasets/${dataset}/rows`, { method: 'POST', headers, body: batch, signal });
      if (answer.ok) return;
      if (!AGAIN.includes(answer.status)) {
        console.error(`${answer.status}: ${await answer.text()}`);
        process.exit(1);
      }
    } catch (lost) {
      console.error(`${lost}: again in ${wait} ms`);
    }
    await pause(wait);
  }
}

/** @type {string[]} What came while the batch before was on its way goes together. */
let waiting = [];
/** @type {Promise<void> | null} */
let sending = null;

async function sendAll() {
  while (waiting.length > 0) await send(waiting.splice(0, MOST_ROWS).join('\n'));
  sending = null;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue;
  waiting.push(line);
  sending ??= sendAll();
  // Who sends faster than we do waits.
  if (waiting.length >= 10 * MOST_ROWS) await sending;
}
await sending;
