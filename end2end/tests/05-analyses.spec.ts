/** Either person asks, both see the answer: table and chart, in place, without a reload. */
import { readFileSync } from 'node:fs';
import { expect, test } from '../fixtures.ts';
import { birdstrikes, column, numeric, tally } from '../story/files.ts';
import { together, type Person } from '../story/person.ts';
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
  const title = (await card.getByRole('heading').innerText()).trim();
  await card.getByRole('button', { name: 'Save picture' }).click();
  const saved = async (name: string) => {
    const [download] = await Promise.all([
      grace.page.waitForEvent('download'),
      card.getByRole('link', { name }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  for (const theme of ['light', 'dark']) {
    const svg = await saved(`SVG, ${theme}`);
    expect(svg.name).toBe(`${title}.svg`);
    const png = await saved(`PNG, ${theme}`);
    expect(png.name).toBe(`${title}.png`);
    // On a page of its own nothing of it lies outside, and the PNG is the same at twice the size.
    const page = await browser.newPage();
    await page.setContent(svg.bytes.toString('utf8'));
    const drawn = page.locator('svg').first();
    await expect(drawn).toContainText(title);
    await expect(drawn).toContainText(/From .*, [\d,]+ rows/);
    await expect(drawn).toContainText(/Ada, \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    const outside = await drawn.evaluate((svg) => {
      const frame = svg.getBoundingClientRect();
      const parts = [...svg.querySelectorAll('text, path, circle')].map((one) => [one, one.getBoundingClientRect()] as const);
      const isOut = (box: DOMRect) =>
        box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
      return parts.filter(([, box]) => isOut(box)).map(([one]) => one.outerHTML);
    });
    expect(outside).toEqual([]);
    const size = await drawn.evaluate((svg) => [svg.clientWidth, svg.clientHeight]);
    expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual(size.map((side) => side * 2));
    await page.close();
  }
});
