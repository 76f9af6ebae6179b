/** Either person asks, both see the answer: table and chart, in place, without a reload. */
import { expect, test } from '../fixtures.ts';
import { birdstrikes, column, numeric, tally } from '../story/files.ts';
import { together, type Person } from '../story/person.ts';
import { isSaved } from '../story/picture.ts';
import type { Analysis } from '../story/workspace.ts';

const SPEED = 'Speed IAS in knots';

const byAda: [Analysis, string][] = [
  [{ kind: 'Column profile' }, 'Profile of birdstrikes'],
  [{ kind: 'Group by', fields: { 'Group by': 'Wildlife Size', Aggregate: 'count' } }, 'Rows by Wildlife Size'],
  [{ kind: 'Histogram', fields: { Column: SPEED, Bins: '20' } }, `Distribution of ${SPEED}`],
  [{ kind: 'Scatter with regression', fields: { X: SPEED, Y: 'Cost Repair' } }, `Cost Repair against ${SPEED}`],
];

const byGrace: [Analysis, string][] = [
  [{ kind: 'Column profile' }, 'Profile of birdstrikes'],
  [
    { kind: 'Group by', fields: { 'Group by': 'Phase of flight', Aggregate: 'mean', Of: SPEED } },
    `Mean of ${SPEED} by Phase of flight`,
  ],
  [{ kind: 'Histogram', fields: { Column: 'Cost Other', Bins: '' } }, 'Distribution of Cost Other'],
  [{ kind: 'Scatter with regression', fields: { X: 'Cost Other', Y: 'Cost Total $' } }, 'Cost Total $ against Cost Other'],
];

async function withBirdstrikes(ada: Person, grace: Person) {
  await ada.workspace.upload(birdstrikes);
  for (const one of [ada, grace]) {
    await expect(one.workspace.dataset('birdstrikes')).toBeVisible({ timeout: 30_000 });
    await one.markDocument();
  }
}

/** The answer is there for both, the same for both, and nobody's page was loaded anew. */
async function bothSee(people: Person[], title: string) {
  const tables: string[][][] = [];
  for (const one of people) {
    const card = one.workspace.card(title).last();
    await expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
    const chart = await one.workspace.chartOf(card);
    await expect(chart.locator('svg')).toBeVisible();
    await expect(chart.locator('svg').locator('rect, circle, path, polyline, line').first()).toBeAttached();
    tables.push(await one.workspace.tableOf(card));
    await one.workspace.chartOf(card);
    expect(await one.sameDocument()).toBe(true);
  }
  expect(tables[0]!.length).toBeGreaterThan(0);
  expect(tables[1]).toEqual(tables[0]);
  return tables[0]!;
}

test('each_analysis_from_one_side_appears_on_the_other', async ({ person }) => {
  const [ada, grace] = await together(person);
  await withBirdstrikes(ada, grace);
  for (const [analysis, title] of byAda) {
    await ada.workspace.run(analysis);
    const table = await bothSee([ada, grace], title);
    if (analysis.kind === 'Group by') {
      const expected = tally(column(birdstrikes, 'Wildlife Size'));
      expect(new Map(table.map(([size, count]) => [size, numeric(count!)]))).toEqual(expected);
    }
  }
});

test('each_analysis_from_the_other_side_too', async ({ person }) => {
  const [ada, grace] = await together(person);
  await withBirdstrikes(ada, grace);
  for (const [analysis, title] of byGrace) {
    await grace.workspace.run(analysis);
    const table = await bothSee([grace, ada], title);
    if (analysis.kind === 'Group by') {
      const phases = column(birdstrikes, 'Phase of flight');
      const speeds = column(birdstrikes, SPEED);
      const climbs = speeds.filter((speed, at) => phases[at] === 'Climb' && speed !== '').map(Number);
      const mean = climbs.reduce((sum, speed) => sum + speed, 0) / climbs.length;
      // Phase, rows, values, sum, mean.
      const shown = table.find(([phase]) => phase === 'Climb')![4]!;
      const decimals = shown.split('.')[1]?.length ?? 0;
      expect(Math.abs(numeric(shown) - mean)).toBeLessThanOrEqual(0.5 * 10 ** -decimals + 1e-9);
    }
  }
});

test('a_late_joiner_and_a_reload_see_every_run', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Late');
  await ada.workspace.upload(birdstrikes);
  await expect(ada.workspace.dataset('birdstrikes')).toBeVisible({ timeout: 30_000 });
  for (const [analysis, title] of byAda) {
    await ada.workspace.run(analysis);
    await expect(ada.workspace.card(title)).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  }
  const titles = byAda.map(([, title]) => title);
  const grace = await person('Grace');
  await grace.open(path);
  await ada.reload();
  for (const one of [grace, ada]) {
    for (const title of titles) {
      const card = one.workspace.card(title);
      await expect(card).toHaveAttribute('data-state', 'done');
      await expect(one.workspace.chart(card).locator('svg')).toBeVisible();
    }
  }
});

test('a_run_is_stopped_by_either_person_for_both', async ({ person, server }) => {
  const [ada, grace] = await together(person);
  await withBirdstrikes(ada, grace);
  const title = `Distribution of ${SPEED}`;
  for (const one of [ada, grace]) await one.workspace.previewed('birdstrikes');
  server.signalWorkers('SIGSTOP');
  await ada.workspace.run({ kind: 'Histogram', fields: { Column: SPEED, Bins: '10' } });
  for (const one of [ada, grace]) {
    await expect(one.workspace.card(title)).toHaveAttribute('data-state', /queued|running/);
  }
  await grace.workspace.card(title).getByRole('button', { name: 'Stop' }).click();
  for (const one of [ada, grace]) {
    await expect(one.workspace.card(title)).toHaveAttribute('data-state', 'cancelled');
    await expect(one.workspace.card(title)).toContainText('Stopped by Grace');
  }
  server.signalWorkers('SIGCONT');
  await ada.workspace.card(title).getByRole('button', { name: 'Run again' }).click();
  for (const one of [ada, grace]) {
    await expect(one.workspace.card(title).last()).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  }
});

test('a_chart_is_read_with_the_keyboard', async ({ person }) => {
  const [ada, grace] = await together(person);
  await withBirdstrikes(ada, grace);
  await ada.workspace.run({ kind: 'Group by', fields: { 'Group by': 'Wildlife Size', Aggregate: 'count' } });
  const card = grace.workspace.card('Rows by Wildlife Size');
  await expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  const chart = grace.workspace.chart(card);
  await chart.focus();
  const spoken: string[] = [];
  for (let at = 0; at < 3; at += 1) {
    await grace.page.keyboard.press('ArrowRight');
    await expect(chart.getByRole('status')).not.toHaveText(spoken.at(-1) ?? '');
    spoken.push(await chart.getByRole('status').innerText());
  }
  expect(new Set(spoken).size).toBe(3);
  for (const words of spoken) expect(words).toMatch(/(Small|Medium|Large).*\d/);
  await grace.page.keyboard.press('Escape');
  await expect(chart.getByRole('status')).toHaveText('');
});

test('a_form_that_cannot_run_says_why', async ({ person }) => {
  const ada = await person('Ada');
  await ada.createSession('Words only');
  await ada.workspace.drop('words.csv', 'name,place\nAda,London\nGrace,New York\n');
  await expect(ada.workspace.dataset('words')).toBeVisible({ timeout: 30_000 });
  await ada.workspace.form.getByLabel('Analysis', { exact: true }).selectOption('Histogram');
  await expect(ada.workspace.form.getByRole('button', { name: 'Run', exact: true })).toBeDisabled();
  await expect(ada.workspace.form).toContainText(/numbers/);
});

test('a_chart_is_saved_as_a_picture_that_says_what_it_is_of', async ({ person, browser }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.upload(birdstrikes);
  await ada.workspace.run({ kind: 'Histogram', fields: { Column: SPEED, Bins: '10' } });
  const card = grace.workspace.canvas.locator('article[data-state=done]').first();
  await expect(card).toBeVisible({ timeout: 30_000 });
  await isSaved(browser, grace, card, []);
});

test('forty_bars_with_long_names_are_saved_whole', async ({ person, browser }) => {
  const [ada, grace] = await together(person);
  const name = (n: number) => `Measuring station ${n} on the northern shore of the island, since ${1900 + n}`;
  const rows = Array.from({ length: 40 }, (_, n) => `${name(n)},${n - 20}\n`);
  await ada.workspace.upload({
    name: 'stations.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`station,level\n${rows.join('')}`),
  });
  await ada.workspace.previewed('stations');
  await ada.workspace.run({ kind: 'Group by', fields: { 'Group by': 'station', Aggregate: 'mean', Of: 'level' } });
  const card = grace.workspace.card('Mean of level by station');
  await expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await isSaved(browser, grace, card, ['−20', '19', 'mean level by station']);
});
