/** What a message costs a page that holds 5,000 lines: its script, and what is styled and laid out. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '../fixtures.ts';
import { Account } from '../clients/http.mjs';
import { Line } from '../clients/raw.mjs';
import { percentile, table } from './stopwatch.ts';

const LINES = 5_000;
const WRITERS = 10;
/** What the server takes from one person at once. */
const AT_ONCE = 50;
const WARM_UP = 5;
const MESSAGES = 50;
/** Long after a message is painted; nothing else happens in the page. */
const SETTLED_MS = 250;

test.use({
  serverEnv: { TANDEM_REGISTRATIONS_PER_MINUTE: '600', TANDEM_LOGINS_PER_MINUTE: '600' },
});

test('a message that arrives below 5,000 lines', async ({ person, server }) => {
  const writers = await Promise.all(
    Array.from({ length: WRITERS }, async (_, at) => {
      const account = await new Account(server.url, `writer-${at}`).enter();
      return await Line.enter(server.url, { Cookie: account.cookie }, '/chat');
    }),
  );
  const [first] = writers;
  const { ok: made } = await first!.ask('create_room', { name: 'Long' }, '/chat');
  const room: string = made.stream;
  for (const writer of writers) await writer.ask('join', { room }, '/chat');
  const say = async (writer: Line, text: string) => {
    const answer = await writer.ask('send_message', { room, cid: randomUUID(), text }, '/chat', 30_000);
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    writer.frames.length = 0;
  };
  for (let said = 0; said < LINES; said += WRITERS * AT_ONCE) {
    await Promise.all(
      writers.map((writer, by) =>
        Promise.all(Array.from({ length: AT_ONCE }, (_, at) => say(writer, `line ${said + by * AT_ONCE + at}`))),
      ),
    );
    await sleep(500);
  }

  const ada = await person('Ada');
  await ada.open(`/messages/${room}`);
  const messages = ada.page.getByRole('log').locator('li.msg');
  const earlier = ada.page.getByRole('button', { name: 'Load older messages' });
  // The page asks for more by itself while its top is near.
  await expect(async () => {
    await ada.page.getByRole('log').evaluate((log) => (log.scrollTop = 0));
    await expect(earlier).toHaveCount(0, { timeout: 200 });
  }).toPass({ timeout: 400_000, intervals: [50] });
  await expect(messages).toHaveCount(LINES);
  await ada.page.getByRole('log').evaluate((log) => (log.scrollTop = log.scrollHeight));
  await sleep(1_000);

  const tools = await ada.page.context().newCDPSession(ada.page);
  // The thread's own time: what else runs on the machine is not counted.
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await tools.send('Performance.getMetrics');
    const ms = (name: string) => (metrics.find((one) => one.name === name)?.value ?? NaN) * 1_000;
    return { script: ms('ScriptDuration'), layout: ms('LayoutDuration') + ms('RecalcStyleDuration'), all: ms('TaskDuration') };
  };
  const times: Record<keyof Awaited<ReturnType<typeof spent>>, number[]> = { script: [], layout: [], all: [] };
  for (let at = 0; at < WARM_UP + MESSAGES; at += 1) {
    const before = await spent();
    await say(first!, `news ${at}`);
    await sleep(SETTLED_MS);
    const after = await spent();
    if (at < WARM_UP) continue;
    for (const part of ['script', 'layout', 'all'] as const) times[part].push(after[part] - before[part]);
  }
  await expect(messages).toHaveCount(LINES + WARM_UP + MESSAGES);
  await expect(messages.last()).toContainText(`news ${WARM_UP + MESSAGES - 1}`);
  for (const writer of writers) writer.close();
  table('a message below 5,000 lines, script', times.script, 4);
  for (const [name, values] of [['style and layout', times.layout], ['the whole task', times.all]] as const) {
    console.log(`${name}: p50 ${percentile(values, 0.5).toFixed(1)} ms, p95 ${percentile(values, 0.95).toFixed(1)} ms`);
  }
});
