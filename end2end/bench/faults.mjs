// @ts-check
/**
 * What faults cost the others: a reader that stalls among a hundred, thousands of missed events, a
 * server that dies under five hundred clients, and crowds that come and go. Prints one table; judges
 * nothing but loss, which is an error.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from '../clients/http.mjs';
import { Line } from '../clients/raw.mjs';
import { Proxy } from '../tools/proxy.mjs';
import { Server } from '../tools/server.mjs';

const env = {
  TANDEM_REGISTRATIONS_PER_MINUTE: '6000',
  TANDEM_LOGINS_PER_MINUTE: '6000',
  TANDEM_SOCKETS_PER_PERSON: '2000',
  TANDEM_SOCKETS_PER_ADDRESS: '5000',
};

/** @typedef {{ server: Server, headers: import('../clients/raw.mjs').Headers[], room: string }} House */

/** @type {{ fault: string, figure: string, aim: string }[]} */
const table = [];

/** Twenty people and one room, on a server of its own. @param {(house: House) => Promise<void>} measure */
async function onServer(measure) {
  const server = await Server.start({ env });
  try {
    const people = await Promise.all(Array.from({ length: 20 }, (_, at) => new Account(server.url, `person-${at}`).enter()));
    const headers = people.map(({ cookie }) => ({ Cookie: cookie }));
    const line = await Line.enter(server.url, headers[0] ?? {}, '/chat');
    const { ok } = await ask(line, 'create_room', { name: 'Crowd' });
    line.close();
    await measure({ server, headers, room: ok.stream });
  } finally {
    await server.stop();
  }
}

/** @param {Line} line @param {string} event @param {object} payload @returns {Promise<any>} */
const ask = (line, event, payload) => line.ask(event, payload, '/chat', 30_000);

/** The `at`th client, in the room. @param {House} house @param {number} at @param {{ url?: string, after?: number }} [how] */
async function member({ server, headers, room }, at, { url = server.url, after } = {}) {
  const line = await Line.enter(url, headers[at % headers.length] ?? {}, '/chat');
  const joined = await ask(line, 'join', { room, after });
  assert.ok(joined.ok, JSON.stringify(joined));
  return { line, joined: joined.ok };
}

/** Makes many at a time, but not all at once. @template T @param {number} count @param {(at: number) => Promise<T>} make */
async function many(count, make) {
  /** @type {T[]} */
  const made = [];
  for (let at = 0; at < count; at += 50) {
    made.push(...(await Promise.all(Array.from({ length: Math.min(50, count - at) }, (_, more) => make(at + more)))));
  }
  return made;
}

/** @param {number[]} values @param {number} share */
function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Resident memory of the server in MB. @param {Server} server */
function memory(server) {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Number(status.match(/VmRSS:\s+(\d+)/)?.[1]) / 1024;
}

async function aStalledReaderAmongAHundred() {
  await onServer(async (house) => {
    const proxy = await Proxy.open();
    proxy.to(house.server.port);
    const stalled = await member(house, 1, { url: proxy.url });
    const others = await many(99, (at) => member(house, at === 1 ? 2 : at));
    /** @type {number[]} */
    const delays = [];
    for (const { line } of others) {
      line.ws.on('message', (/** @type {Buffer} */ data) => {
        const sentAt = data.toString().match(/at (\d+\.\d+) crab/)?.[1];
        if (sentAt) delays.push(performance.now() - Number(sentAt));
        line.frames.length = 0;
      });
    }
    proxy.blackhole();
    const sender = await member(house, 0);
    const messages = 600;
    for (let sent = 0; sent < messages; sent += 1) {
      const text = `at ${performance.now().toFixed(3)} ${'crab '.repeat(600)}`;
      void ask(sender.line, 'send_message', { room: house.room, cid: randomUUID(), text });
      await sleep(50);
    }
    await sleep(2_000);
    proxy.restore();
    const back = await member(house, 1, { after: stalled.joined.head });
    const numbers = await everything(back, house.room, stalled.joined.head);
    assert.ok(numbers >= messages, `${numbers} of ${messages} after the return`);
    assert.equal(delays.length, messages * others.length, 'every message reached everyone else');
    const figure = `p50 ${percentile(delays, 0.5).toFixed(1)} ms, p99 ${percentile(delays, 0.99).toFixed(1)} ms; ${messages} of ${messages} after its return`;
    table.push({ fault: 'one of 100 readers stalls; 20 messages of 3 KB a second', figure, aim: 'others’ p99 under 200 ms' });
    for (const { line } of [sender, back, stalled, ...others]) line.close();
    await proxy.close();
  });
}

/** Asks until it has every number after `after`. @param {{ line: Line, joined: any }} one @param {string} room @param {number} after */
async function everything({ line, joined }, room, after) {
  const numbers = [...(joined.events ?? [])].map((event) => event.n);
  let last = numbers.at(-1) ?? after;
  while (last < joined.head) {
    const { ok } = await ask(line, 'sync', { room, after: last, max: 1_000 });
    for (const { n } of ok.events) numbers.push((last = n));
    if (ok.events.length === 0) throw new Error(`nothing after ${last} of ${joined.head}`);
  }
  assert.deepEqual(numbers, numbers.map((_, at) => after + 1 + at), 'no gap');
  return numbers.length;
}

async function tenThousandMissed() {
  await onServer(async (house) => {
    const away = await member(house, 1);
    away.line.close();
    const senders = await many(20, (at) => member(house, at));
    await Promise.all(senders.map(async ({ line }) => {
      for (let sent = 0; sent < 500; sent += 50) {
        const batch = Array.from({ length: 50 }, (_, at) => ask(line, 'send_message', { room: house.room, cid: randomUUID(), text: `message ${sent + at}` }));
        for (const answer of await Promise.all(batch)) assert.ok(answer.ok, JSON.stringify(answer));
        line.frames.length = 0;
        await sleep(400);
      }
    }));
    const since = performance.now();
    const back = await member(house, 1, { after: away.joined.head });
    const numbers = await everything(back, house.room, away.joined.head);
    const seconds = (performance.now() - since) / 1_000;
    assert.ok(numbers >= 10_000);
    table.push({ fault: 'back after 10,000 missed events', figure: `${seconds.toFixed(2)} s to have them all`, aim: '5 s' });
    for (const { line } of [back, ...senders]) line.close();
  });
}

async function aRestartUnderFiveHundred() {
  await onServer(async (house) => {
    const clients = await many(500, (at) => member(house, at));
    await house.server.kill();
    const since = performance.now();
    await house.server.up();
    const up = performance.now() - since;
    let head = 0;
    await Promise.all(clients.map(async ({ line, joined }, at) => {
      line.close();
      // As a browser does: after a while of its own, longer from try to try.
      for (let wait = 500; ; wait = Math.min(wait * 2, 5_000)) {
        await sleep(Math.random() * wait);
        try {
          const back = await member(house, at, { after: joined.head });
          head = Math.max(head, back.joined.head);
          back.line.close();
          return;
        } catch (error) {
          if (performance.now() - since > 60_000) throw error;
        }
      }
    }));
    const seconds = (performance.now() - since) / 1_000;
    table.push({ fault: 'kill -9 under 500 clients', figure: `the server up in ${(up / 1_000).toFixed(2)} s, all back in ${seconds.toFixed(2)} s`, aim: '10 s' });
  });
}

async function crowdsThatComeAndGo() {
  await onServer(async (house) => {
    /** @type {number[]} */
    const after = [];
    for (let cycle = 0; cycle < 20; cycle += 1) {
      const crowd = await many(500, (at) => member(house, at));
      for (const { line } of crowd) line.close();
      await sleep(1_500);
      after.push(memory(house.server));
    }
    // The first cycles fill pools and caches.
    const settled = after.slice(5);
    const slope = ((settled.at(-1) ?? 0) - (settled[0] ?? 0)) / (settled.length - 1);
    table.push({
      fault: '20 times 500 clients come and go',
      figure: `${(after[0] ?? 0).toFixed(1)} MB after the first, ${(after.at(-1) ?? 0).toFixed(1)} MB after the last: ${slope.toFixed(2)} MB a cycle from the sixth on`,
      aim: '0.5 MB a cycle',
    });
  });
}

const faults = { aStalledReaderAmongAHundred, tenThousandMissed, aRestartUnderFiveHundred, crowdsThatComeAndGo };
const word = process.argv[2]?.toLowerCase() ?? '';
for (const [name, measure] of Object.entries(faults)) {
  if (name.toLowerCase().includes(word)) await measure();
}
console.log('| fault | figure | aim |\n|---|---|---|');
for (const { fault, figure, aim } of table) console.log(`| ${fault} | ${figure} | ${aim} |`);
