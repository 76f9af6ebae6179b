/** A live data set that much comes to: from a row's departure to the other person's pixels, and what is kept up with. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { expect, test } from '../fixtures.ts';
import { together, type Person } from '../story/person.ts';
import { elapsed, startAtNextInput, stopWhenPainted, table } from './stopwatch.ts';

declare global {
  interface Window {
    /** How many rows the card said, and when that was painted. */
    tandemRows?: [number, number][];
  }
}

test.use({ serverEnv: { TANDEM_MAX_SESSION: '8000000000' } });

const cookie = async (one: Person) => (await one.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
const now = () => performance.timeOrigin + performance.now();

/** Begins a live data set as a program does, and answers what sends rows to it. */
async function feed(one: Person, url: string) {
  const headers = { Cookie: await cookie(one) };
  const session = new URL(one.page.url()).pathname.split('/')[2]!;
  const columns = [
    { name: 'n', type: 'integer' }, { name: 'at', type: 'date_time' }, { name: 'station', type: 'text' },
    { name: 'temperature', type: 'number' }, { name: 'wind', type: 'number' },
  ];
  const begun = await fetch(`${url}/api/sessions/${session}/live`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'stations', columns }),
  });
  const { dataset_id } = (await begun.json()) as { dataset_id: string };
  let head = 0;
  const rows = async (count: number) => {
    const at = new Date().toISOString();
    const lines = ['n,at,station,temperature,wind'];
    for (let row = 0; row < count; row += 1) {
      const n = head + row;
      lines.push(`${n},${at},${['north', 'south', 'harbour'][n % 3]},${((n * 7919) % 400) / 10},${((n * 31) % 200) / 10}`);
    }
    head += count;
    const mine = head;
    const sent = now();
    const answer = await fetch(`${url}/api/datasets/${dataset_id}/rows`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'text/csv', 'Idempotency-Key': crypto.randomUUID() },
      body: lines.join('\n'),
    });
    await answer.arrayBuffer();
    return { status: answer.status, head: mine, sent, took: now() - sent };
  };
  return { session, rows };
}

/** Megabytes that a process takes, and all that it started. */
function memory(pid: number) {
  const rss = (of: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${of}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  const children = execFileSync('pgrep', ['-P', String(pid)]).toString().trim().split('\n').map(Number);
  return { server: rss(pid), all: [pid, ...children].reduce((sum, one) => sum + rss(one), 0) };
}

/** Calls `work` so many times a second, without waiting for what it began. */
async function steadily<T>(times: number, perSecond: number, work: () => Promise<T>): Promise<T[]> {
  const begin = performance.now();
  const begun: Promise<T>[] = [];
  for (let at = 0; at < times; at += 1) {
    await sleep(Math.max(0, begin + (at * 1_000) / perSecond - performance.now()));
    begun.push(work());
  }
  return await Promise.all(begun);
}

/** Notes whenever the card says another number of rows. */
const noteRows = (one: Person) =>
  one.page.evaluate(() => {
    window.tandemRows = [];
    const card = document.querySelector('.live-line')!;
    let before = -1;
    new MutationObserver(() => {
      const rows = Number((/([\d,.\u00a0\u202f]+) rows?/.exec(card.textContent ?? '')?.[1] ?? '0').replace(/\D/g, ''));
      if (rows === before) return;
      before = rows;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.tandemRows!.push([rows, performance.timeOrigin + performance.now()]);
      requestAnimationFrame(() => port2.postMessage(null));
    }).observe(card, { childList: true, subtree: true, characterData: true });
  });

test('1,000 rows a second for a minute, two browsers and 50 sockets', async ({ person, server }) => {
  const [ada, grace] = await together(person);
  const live = await feed(ada, server.url);
  for (const one of [ada, grace]) await expect(one.workspace.preview('stations')).toBeVisible();
  const sockets: Socket[] = [];
  for (const one of [ada, grace]) {
    for (let at = 0; at < 25; at += 1) {
      const socket = io(`${server.url}/session`, { transports: ['websocket'], forceNew: true, extraHeaders: { Cookie: await cookie(one) } });
      const joined = await socket.timeout(10_000).emitWithAck('join', { session_uuid: live.session });
      expect(joined).toHaveProperty('ok');
      sockets.push(socket);
    }
  }
  let told = 0;
  for (const socket of sockets) socket.on('rows_appended', () => (told += 1));
  await noteRows(grace);
  const chat: number[] = [];
  let sending = true;
  const talk = async () => {
    for (let at = 0; sending; at += 1) {
      const text = `message ${at}.`;
      await ada.workspace.messageBox.fill(text);
      await stopWhenPainted(grace.page, { message: text });
      await startAtNextInput(ada.page);
      await ada.workspace.conversation.getByRole('button', { name: 'Send' }).click();
      chat.push(await elapsed(ada.page, grace.page));
      await sleep(500);
    }
  };
  const talking = talk();
  let most = { server: 0, all: 0 };
  const watch = setInterval(() => {
    const taken = memory(server.pid!);
    most = { server: Math.max(most.server, taken.server), all: Math.max(most.all, taken.all) };
  }, 1_000);
  const sent = await steadily(600, 10, () => live.rows(100));
  sending = false;
  await talking;
  await expect.poll(() => grace.page.evaluate(() => window.tandemRows!.at(-1)?.[0])).toBe(60_000);
  clearInterval(watch);
  const seen = await grace.page.evaluate(() => window.tandemRows!);
  const pixels = sent.map(({ head, sent }) => seen.find(([rows]) => rows >= head)![1] - sent);
  table('append to the other’s pixels', pixels, 250);
  table('acked', sent.map(({ took }) => took), 250);
  table('chat meanwhile', chat, 50);
  console.log(`${told} signals at 50 sockets; server ${most.server.toFixed(0)} MB, with its workers ${most.all.toFixed(0)} MB`);
  expect(sent.filter(({ status }) => status !== 200)).toEqual([]);
  for (const socket of sockets) socket.disconnect();
});

test('50,000 rows a second for 30 seconds', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.createSession('Much');
  await ada.workspace.saved();
  const live = await feed(ada, server.url);
  await expect(ada.workspace.preview('stations')).toBeVisible();
  let most = { server: 0, all: 0 };
  const watch = setInterval(() => {
    const taken = memory(server.pid!);
    most = { server: Math.max(most.server, taken.server), all: Math.max(most.all, taken.all) };
  }, 1_000);
  const begin = performance.now();
  const sent = await steadily(300, 10, () => live.rows(5_000));
  const took = (performance.now() - begin) / 1_000;
  clearInterval(watch);
  table('5,000 rows acked, 10 times a second', sent.map(({ took }) => took), 1_000);
  console.log(`1,500,000 rows in ${took.toFixed(1)} s; server ${most.server.toFixed(0)} MB, with its workers ${most.all.toFixed(0)} MB`);
  expect(sent.filter(({ status }) => status !== 200)).toEqual([]);
  await expect(ada.workspace.preview('stations')).toContainText('1,500,000 rows');
});
