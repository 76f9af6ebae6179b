/** From one person's click until the other person sees it: a message, and a group-by with its chart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { together } from '../story/person.ts';
import { specs, writeFlights } from './data.ts';
import { elapsed, startAtNextInput, stopWhenPainted, table } from './stopwatch.ts';

const WARM_UP = 10;
const MESSAGES = 200;
const RUNS = 40;

test('chat message', async ({ person }) => {
  const [ada, grace] = await together(person);
  const times: number[] = [];
  for (let at = 0; at < WARM_UP + MESSAGES; at += 1) {
    const [from, to] = at % 2 === 0 ? [ada, grace] : [grace, ada];
    const text = `message ${at}.`;
    await from.workspace.messageBox.fill(text);
    await stopWhenPainted(to.page, { message: text });
    await startAtNextInput(from.page);
    await from.workspace.conversation.getByRole('button', { name: 'Send' }).click();
    const time = await elapsed(from.page, to.page);
    if (at >= WARM_UP) times.push(time);
    // What the server limits is a person's burst, not what is measured here.
    await expect(from.workspace.unsent).toHaveCount(0);
  }
  table('click to peer pixels, chat message', times, 50);
});

test('group-by with chart, 100,000 rows', async ({ person }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  const times: number[] = [];
  try {
    const file = join(folder, 'flights.csv');
    writeFlights(file);
    const [ada, grace] = await together(person);
    await ada.workspace.upload(file);
    for (const one of [ada, grace]) await expect(one.workspace.dataset('flights')).toBeVisible({ timeout: 60_000 });
    const all = specs();
    const warmUp = 4;
    expect(all.length).toBeGreaterThanOrEqual(RUNS + warmUp);
    for (let at = 0; at < RUNS + warmUp; at += 1) {
      const [from, to] = at % 2 === 0 ? [ada, grace] : [grace, ada];
      const fields = all[at]!;
      await from.workspace.fillRun({ kind: 'Group by', fields });
      await stopWhenPainted(to.page, { doneRuns: at });
      await startAtNextInput(from.page);
      await from.workspace.form.getByRole('button', { name: 'Run', exact: true }).click();
      const time = await elapsed(from.page, to.page);
      if (at >= warmUp) times.push(time);
      await expect(from.workspace.canvas.locator('article[data-state=done]')).toHaveCount(at + 1);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  table('click to peer pixels, group-by 100,000', times, 100);
});
