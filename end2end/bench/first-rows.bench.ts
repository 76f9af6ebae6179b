/** From one person's choice of a file until its first rows are on the other's screen, while the rest is sent. */
import { rmSync, writeFileSync } from 'node:fs';
import { expect, test } from '../fixtures.ts';
import { together } from '../story/person.ts';
import { elapsed, startAtNextInput, stopWhenPainted, table } from './stopwatch.ts';

const WARM_UP = 2;
const UPLOADS = Number(process.env.BENCH_UPLOADS ?? 20);

test.use({ serverEnv: { TANDEM_MAX_SESSION: '8000000000' } });

test('first rows of 55 MB', async ({ person }) => {
  const [ada, grace] = await together(person);
  const rows = Array.from({ length: 1_150_000 }, (_, at) => `${at},2026-01-${10 + (at % 20)},Station ${at % 200},${(at % 977) / 10},ok and checked\n`);
  const text = `id,day,station,temp,note\n${rows.join('')}`;
  const times: number[] = [];
  for (let at = 0; at < WARM_UP + UPLOADS; at += 1) {
    const name = `rain-${at}.csv`;
    const path = test.info().outputPath(name);
    writeFileSync(path, text);
    await stopWhenPainted(grace.page, { firstRowsOf: name });
    await startAtNextInput(ada.page);
    await ada.page.getByLabel('Choose files').setInputFiles(path);
    const time = await elapsed(ada.page, grace.page);
    if (at >= WARM_UP) times.push(time);
    for (const one of [ada, grace]) await expect(one.workspace.dataset(`rain-${at}`)).toBeVisible({ timeout: 60_000 });
    rmSync(path);
  }
  table('choice to peer pixels, first rows', times, 300);
});
