/** Charts of live data sets in two browsers: they move in place, spare who does not look, and stand in the page without scripts. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { wind } from '../story/live.ts';
import { together, type Person } from '../story/person.ts';

const TITLE = 'Rows by speed';
const card = (one: Pick<Person, 'workspace'>) => one.workspace.card(TITLE);
const line = (one: Person) => card(one).locator('.live-line');
const drawing = (one: Pick<Person, 'workspace'>) => card(one).locator('svg[data-plane]');
const says = (one: Person, rows: number) => expect(line(one)).toContainText(`, ${rows} rows.`, { timeout: 15_000 });

/** Ada has a group-by that follows, over ten rows, each of another speed. */
async function following([ada, grace]: Person[]) {
  const append = await wind(ada!);
  await append(10);
  await ada!.workspace.run({ kind: 'Group by', dataset: 'wind', fields: { 'Group by': 'speed', Aggregate: 'count' } });
  for (const one of [ada!, grace!]) await says(one, 10);
  return append;
}

/** Notes which elements of a card come or go outside its chart, and every animation in the page. */
async function watch(card: Locator) {
  await card.evaluate((card) => {
    const seen = { moved: [] as string[], animated: [] as string[] };
    Object.assign(window, { tandemSeen: seen });
    new MutationObserver((changes) => {
      for (const { target, addedNodes, removedNodes } of changes) {
        // The drawing is made anew, and what is pointed at with it.
        if ((target as Element).closest('.plot')) continue;
        const elements = [...addedNodes, ...removedNodes].filter((node) => node instanceof Element);
        seen.moved.push(...elements.map((element) => (element as Element).outerHTML.slice(0, 120)));
      }
    }).observe(card, { subtree: true, childList: true });
    const look = () => {
      seen.animated.push(...document.getAnimations().map((one) => String((one as CSSTransition).transitionProperty ?? (one as CSSAnimation).animationName)));
      requestAnimationFrame(look);
    };
    look();
  });
}

const seen = (one: Person) =>
  one.page.evaluate(() => (window as unknown as { tandemSeen: { moved: string[]; animated: string[] } }).tandemSeen);

test('bars_move_in_place_for_both_and_nothing_runs_where_motion_is_not_wanted', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Wind');
  const grace = await person('Grace', { reducedMotion: 'reduce' });
  await grace.open(path);
  for (const one of [ada, grace]) await one.workspace.saved();
  const append = await following([ada, grace]);
  const bars = (one: Person) => drawing(one).locator('.mark path');
  await expect(bars(ada)).toHaveCount(10);
  let last = await drawing(ada).innerHTML();
  for (const one of [ada, grace]) {
    await one.markDocument();
    await watch(card(one));
    // Who reads it by keys stays where they are.
    await one.workspace.chart(card(one)).press('ArrowRight');
  }
  for (let rows = 13; rows <= 22; rows += 3) {
    await append(3);
    for (const one of [ada, grace]) await says(one, rows);
    // The same picture for both, and another than before.
    const now = await drawing(ada).innerHTML();
    expect(now).not.toBe(last);
    await expect.poll(() => drawing(grace).innerHTML()).toBe(now);
    last = now;
  }
  for (const one of [ada, grace]) {
    await expect(bars(one)).toHaveCount(10);
    expect((await seen(one)).moved).toEqual([]);
    expect(await one.sameDocument()).toBe(true);
    await expect(one.workspace.chart(card(one))).toBeFocused();
    const counts = (await one.workspace.tableOf(card(one))).map((row) => Number(row[1]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(22);
  }
  expect((await seen(grace)).animated).toEqual([]);
});

test('a_tab_out_of_sight_is_spared_and_shows_the_newest_once_it_is_seen', async ({ person }) => {
  const [ada, grace] = await together(person);
  let frames = 0;
  grace.page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => (frames += String(payload).includes('["run_frame",') ? 1 : 0));
  });
  await grace.reload();
  await grace.workspace.saved();
  const append = await following([ada, grace]);
  await append(10);
  await says(grace, 20);
  expect(frames).toBeGreaterThan(0);

  // As the browser does it for a tab behind another; a browser without windows shows every tab.
  await grace.page.evaluate(() => {
    for (const [name, value] of [['hidden', true], ['visibilityState', 'hidden']] as const) {
      Object.defineProperty(document, name, { configurable: true, get: () => value });
    }
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await expect(ada.workspace.member(/^Grace, away/)).toBeVisible();
  const [before, since] = [frames, Date.now()];
  for (let rows = 30; rows <= 120; rows += 10) {
    await append(10);
    await says(ada, rows);
  }
  expect(frames - before).toBeLessThanOrEqual((Date.now() - since) / 1_000);
  await expect(line(grace)).toContainText(', 20 rows.');
  const took = await grace.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const since = performance.now();
        new MutationObserver((_, observer) => {
          if (![...document.querySelectorAll('.live-line')].some((line) => line.textContent!.includes(', 120 rows.'))) return;
          observer.disconnect();
          resolve(performance.now() - since);
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
        Reflect.deleteProperty(document, 'hidden');
        Reflect.deleteProperty(document, 'visibilityState');
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      }),
  );
  expect(took).toBeLessThan(1_000);
  await append(10);
  for (const one of [ada, grace]) await says(one, 130);
});

test('the_page_without_scripts_has_what_the_log_got_last', async ({ person, visitor }) => {
  const [ada, grace, path] = await together(person);
  type Checkpoint = { as_of: { rows: number }; output: { summary: string; table: { rows: unknown[][] } } };
  let checkpoint: Checkpoint | undefined;
  ada.page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const found = /\["run_checkpoint",(.*)\]$/s.exec(String(payload));
      if (found) checkpoint = JSON.parse(found[1]!) as Checkpoint;
    });
  });
  await ada.reload();
  await ada.workspace.saved();
  const append = await following([ada, grace]);
  await append(15);
  for (const one of [ada, grace]) await says(one, 25);
  // Rows have ceased.
  await expect.poll(() => checkpoint?.as_of.rows, { timeout: 30_000 }).toBe(25);
  const { summary, table } = checkpoint!.output;
  const plain = await visitor({ javaScriptEnabled: false, storageState: await grace.context.storageState() });
  await plain.open(path);
  await expect(card(plain)).toContainText(summary);
  await expect(line(plain)).toContainText(', 25 rows.');
  const cells = async (one: Person) => {
    const rows = await card(one).locator('table tbody tr').all();
    return await Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
  };
  const expected = table.rows.map((row) => row.map((cell) => String(cell)));
  expect((await cells(plain)).map((row) => row.slice(0, 2).map((cell) => String(Number(cell))))).toEqual(expected.map((row) => row.slice(0, 2)));
  expect(await cells(plain)).toEqual(await cells(ada));
  const bars = (one: Person) => card(one).locator('svg[data-plane]').evaluate((svg) => svg.querySelectorAll('path, rect').length);
  expect(await bars(plain)).toBe(await bars(ada));
});
