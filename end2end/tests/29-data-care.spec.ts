/** Data is looked after: what was added by mistake can be taken away, for both and for good. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { together } from '../story/person.ts';

const SALARIES = { name: 'salaries.csv', mimeType: 'text/csv', buffer: Buffer.from('who,eur\nNoor,5100\nBea,4700\nNoor,5300\n') };

for (const width of [1280, 360]) {
  test(`data_added_by_mistake_is_taken_away_for_both_at_${width}_px`, async ({ person }) => {
    const [ada, grace] = await together(person);
    await ada.workspace.addSample();
    await ada.workspace.previewed('penguins');
    await grace.workspace.upload(SALARIES);
    for (const one of [ada, grace]) await one.workspace.previewed('salaries');
    await ada.workspace.run({ kind: 'Top values', dataset: 'salaries', fields: { Column: 'who' } });
    const cards = [ada, grace].map((one) => one.workspace.card('Top values of who'));
    for (const card of cards) await expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
    const [rows] = await grace.page.evaluate(() =>
      performance.getEntriesByType('resource').map((one) => one.name).filter((name) => name.includes('/rows')).slice(-1),
    );

    // Grace sees to her own; what Ada added is for Ada to remove.
    await grace.page.setViewportSize({ width, height: 900 });
    await expect(grace.workspace.preview('penguins').getByRole('button', { name: 'Remove', exact: true })).toHaveCount(0);
    const card = grace.workspace.preview('salaries');
    await card.getByRole('button', { name: 'Remove', exact: true }).click();
    const sure = card.getByRole('button', { name: 'Remove for everyone' });
    await expect(sure).toBeInViewport({ ratio: 1 });
    await sure.click();

    for (const one of [ada, grace]) {
      await expect(one.workspace.preview('salaries')).toHaveCount(0);
      await expect(one.workspace.rail.getByText('salaries')).toHaveCount(0);
      const run = one.workspace.card('Top values of who');
      await expect(run.getByText(/^Grace removed salaries, (just now|\d+ min ago)$/)).toBeVisible();
      await expect(run.getByText('The result went with it.')).toBeVisible();
      await expect(one.workspace.chart(run)).toHaveCount(0);
      // On a phone the conversation is another view.
      const log = one.page.getByRole('log', { name: 'Messages', includeHidden: true });
      await expect(log.getByText('Grace removed salaries')).toBeAttached();
      await expect(one.workspace.form.getByLabel('Data set').getByRole('option')).toHaveCount(1);
    }
    expect((await ada.page.request.get(rows!)).status()).toBe(410);
    await ada.reload();
    await expect(ada.workspace.card('Top values of who').getByText('The result went with it.')).toBeVisible();
    await expect(ada.workspace.preview('salaries')).toHaveCount(0);
  });
}

const weather = (text: string) => ({ name: 'weather.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
const V1 = 'city,mm,wind\nOslo,3,1\nRome,1,2\nOslo,2,4\n';
const V2 = 'city,mm,gusts\nOslo,3,1\nRome,1,2\nOslo,2,4\nRome,5,3\nOslo,1,1\n';

test('a_new_version_marks_what_is_of_the_old_one_and_runs_it_again_by_one_click', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.upload(weather(V1));
  for (const one of [ada, grace]) await one.workspace.previewed('weather');
  await ada.workspace.run({ kind: 'Group by', fields: { 'Group by': 'city', Aggregate: 'sum', Of: 'mm' } });
  await ada.workspace.run({ kind: 'Histogram', fields: { Column: 'wind' } });
  const sums = (one: typeof ada) => one.workspace.card('Sum of mm by city');
  const winds = (one: typeof ada) => one.workspace.card('Distribution of wind');
  for (const one of [ada, grace]) {
    for (const card of [sums(one), winds(one)]) {
      await expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
      await expect(card).not.toHaveAttribute('data-stale');
    }
  }

  await grace.workspace.upload(weather(V2));
  await grace.workspace.rail.getByRole('button', { name: 'Upload as v2' }).click();
  for (const one of [ada, grace]) {
    await one.workspace.previewed('weather v2');
    await expect(sums(one)).toHaveAttribute('data-stale', '');
    await expect(sums(one)).toContainText('From weather v1. v2 has 2 more rows; wind is gone; gusts is new.');
    // The old result stands in full, and what cannot run on the new data says why.
    await expect(one.workspace.chart(sums(one))).toBeVisible();
    await expect(winds(one)).toContainText('It cannot run on that');
    await expect(winds(one).getByRole('button', { name: /^Run on/ })).toHaveCount(0);
  }
  await grace.page.getByRole('button', { name: 'Run on v2' }).click();
  for (const one of [ada, grace]) {
    await expect(sums(one)).toHaveCount(2);
    const again = sums(one).last();
    await expect(again).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
    await expect(again).not.toHaveAttribute('data-stale');
    await expect(again).toContainText('from weather v2, 5 rows');
    const totals = async (card: Locator) => (await one.workspace.tableOf(card)).map((row) => [row[0], row[3]]);
    expect(await totals(again)).toEqual([['Oslo', '6'], ['Rome', '6']]);
    expect(await totals(sums(one).first())).toEqual([['Oslo', '5'], ['Rome', '1']]);
  }

  await ada.workspace.upload(weather(V1));
  await ada.workspace.rail.getByRole('button', { name: 'Upload as v3' }).click();
  for (const one of [ada, grace]) {
    await one.workspace.previewed('weather v3');
    await expect(sums(one).first()).toContainText('From weather v1. v3 has the same content.');
    await expect(sums(one).last()).toContainText('From weather v2. v3 has 2 rows fewer; gusts is gone; wind is new.');
  }
  await ada.reload();
  await expect(sums(ada).first()).toContainText('From weather v1. v3 has the same content.');

  // What is handed on says the same, run by run.
  await grace.workspace.rail.getByRole('link', { name: 'Report' }).click();
  const report = grace.page.locator('article').filter({ hasText: 'Sum of mm by city' });
  await expect(grace.page.getByText('3 runs are not of the newest data.')).toBeVisible();
  await expect(report.first()).toContainText('Stale. From weather v1. v3 has the same content.');
  await expect(report.last()).toContainText('Stale. From weather v2. v3 has 2 rows fewer;');
  await expect(report.first().getByRole('row', { name: /^Oslo/ })).toContainText('5');
  await expect(report.last().getByRole('row', { name: /^Oslo/ })).toContainText('6');
  await expect(grace.page.locator('article svg')).toHaveCount(3);
  await isFine(grace.page, 'a report');
  // The page of a session is an application: back from there it is live again.
  await grace.page.getByRole('link', { name: 'Back to the session' }).click();
  await grace.hydrated();
  await grace.workspace.run({ kind: 'Group by', dataset: 'weather v3', fields: { 'Group by': 'city', Aggregate: 'sum', Of: 'mm' } });
  await expect(sums(grace)).toHaveCount(3);
  await expect(sums(grace).last()).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await ada.page.goto(`${new URL(ada.page.url()).pathname}/report`);
  await expect(ada.page.locator('article').last()).toContainText('From weather v3, 3 rows');
  await expect(ada.page.locator('article').last()).not.toContainText('Stale');
});

test('more_rows_join_what_is_there_and_two_versions_are_read_side_by_side', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.upload(weather('city,wind\nOslo,1\nRome,2\n'));
  for (const one of [ada, grace]) await one.workspace.previewed('weather');
  await grace.workspace.upload(weather('city,wind\nBergen,3.5\n'));
  await grace.workspace.rail.getByRole('button', { name: 'Add its rows' }).click();
  for (const one of [ada, grace]) {
    await one.workspace.previewed('weather v2');
    const card = one.workspace.preview('weather v2');
    await expect(card).toContainText('2 rows of weather, then 1 row of weather.csv.');
    await expect(one.workspace.row('weather v2', 2)).toContainText('Bergen');
  }
  await ada.workspace.preview('weather v2').getByRole('link', { name: 'Name and versions' }).click();
  await expect(ada.page.getByText('v2 has 1 more row; wind is number now.')).toBeVisible();
  await isFine(ada.page, 'versions');
  await ada.page.getByRole('link', { name: 'Compare with v1' }).click();
  await expect(ada.page.getByRole('heading', { name: 'What is different in weather v2' })).toBeVisible();
  await expect(ada.page.getByText('Rows are known by “city”.')).toBeVisible();
  const added = ada.page.getByRole('table', { name: 'Rows only in v2' });
  await expect(added.getByRole('cell')).toHaveText(['Bergen', '3.5']);
  await isFine(ada.page, 'two versions');
});

for (const width of [1280, 360]) {
  test(`a_data_set_is_renamed_and_described_for_both_at_${width}_px`, async ({ person }) => {
    const [ada, grace] = await together(person);
    await ada.page.setViewportSize({ width, height: 900 });
    await ada.workspace.upload(weather(V1));
    for (const one of [ada, grace]) await one.workspace.previewed('weather');
    await grace.markDocument();
    await ada.workspace.preview('weather').getByRole('link', { name: 'Name and versions' }).click();
    await ada.page.getByRole('textbox', { name: 'Name' }).fill('Rain in two cities');
    await ada.page.getByRole('textbox', { name: 'What it is' }).fill('By hand, in May.\nUnits: mm.');
    await isFine(ada.page, 'the name');
    await ada.page.getByRole('button', { name: 'Save for everyone' }).click();
    await ada.hydrated();
    for (const one of [ada, grace]) {
      const card = one.workspace.preview('Rain in two cities');
      await expect(card).toContainText('By hand, in May.');
      await expect(card.getByRole('grid', { name: 'Rows of Rain in two cities' })).toBeVisible();
      const log = one.page.getByRole('log', { name: 'Messages', includeHidden: true });
      await expect(log.getByText('Ada renamed weather to Rain in two cities')).toBeAttached();
      await expect(one.workspace.form.getByLabel('Data set').getByRole('option')).toHaveText(['Rain in two cities']);
    }
    // On a phone the rail is another view.
    await expect(grace.workspace.rail.getByText('Rain in two cities')).toBeVisible();
    await expect(grace.workspace.rail.getByText('weather')).toHaveCount(0);
    expect(await grace.sameDocument()).toBe(true);
    // What is Ada's is not Grace's to name.
    await grace.workspace.preview('Rain in two cities').getByRole('link', { name: 'Name and versions' }).click();
    await expect(grace.page.getByText('Only whoever added it can rename and describe it')).toBeVisible();
    await expect(grace.page.getByRole('textbox', { name: 'Name' })).toHaveCount(0);
  });
}

test('a_file_of_a_known_name_is_the_next_version_or_a_data_set_of_its_own_as_one_says', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.upload(weather(V1));
  await grace.workspace.previewed('weather');
  const { rail } = grace.workspace;
  await grace.workspace.upload(weather(V2));
  await expect(rail.getByText('There is a data set of this name.')).toBeVisible();
  await rail.getByRole('button', { name: 'Cancel' }).click();
  await expect(rail.getByText('There is a data set of this name.')).toHaveCount(0);
  await grace.workspace.upload(weather(V2));
  await rail.getByRole('button', { name: 'Upload beside it' }).click();
  for (const one of [ada, grace]) {
    await one.workspace.previewed('weather (2)');
    await expect(one.workspace.preview('weather')).toHaveCount(1);
    await expect(one.workspace.log.getByText('Grace added weather (2)')).toBeAttached();
  }
});

const stock = (text: string) => ({ name: 'stock.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a_run_that_ends_after_its_data_changed_is_marked_for_both_without_a_reload', async ({ person, server }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.upload(stock('item,qty\nbolt,3\nnut,4\n'));
  for (const one of [ada, grace]) {
    await one.workspace.previewed('stock');
    await one.markDocument();
  }
  const sums = (one: typeof ada) => one.workspace.card('Sum of qty by item');
  const ends = (card: Locator) => expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  const worker = await server.workerFor(async () => {
    await ada.workspace.run({ kind: 'Column profile' });
    await ends(ada.workspace.card('Profile of stock'));
  });
  server.signalWorkers('SIGSTOP', [worker]);
  try {
    await ada.workspace.run({ kind: 'Group by', fields: { 'Group by': 'item', Aggregate: 'sum', Of: 'qty' } });
    for (const one of [ada, grace]) await expect(sums(one)).toHaveAttribute('data-state', 'running');
    await grace.workspace.upload(stock('item,qty\nbolt,30\nnut,40\nnail,50\n'));
    await grace.workspace.rail.getByRole('button', { name: 'Upload as v2' }).click();
    for (const one of [ada, grace]) await one.workspace.previewed('stock v2');
    await expect(sums(ada)).toHaveAttribute('data-state', 'running');
  } finally {
    server.signalWorkers('SIGCONT', [worker]);
  }
  const totals = async (one: typeof ada, card: Locator) => (await one.workspace.tableOf(card)).map((row) => [row[0], row[3]]);
  for (const one of [ada, grace]) {
    await ends(sums(one));
    await expect(sums(one)).toHaveAttribute('data-stale', '');
    await expect(sums(one)).toContainText('From stock v1. v2 has 1 more row.');
    expect(await totals(one, sums(one))).toEqual([['nut', '4'], ['bolt', '3']]);
  }
  await sums(grace).getByRole('button', { name: 'Run on v2' }).click();
  for (const one of [ada, grace]) {
    await expect(sums(one)).toHaveCount(2);
    await ends(sums(one).last());
    expect(await totals(one, sums(one).last())).toEqual([['nail', '50'], ['nut', '40'], ['bolt', '30']]);
    await expect(sums(one).last()).not.toHaveAttribute('data-stale');
    await expect(sums(one).first()).toHaveAttribute('data-stale', '');
    expect(await one.sameDocument()).toBe(true);
  }
  await ada.workspace.rail.getByRole('link', { name: 'Report' }).click();
  const reported = ada.page.locator('article').filter({ hasText: 'Sum of qty by item' });
  await expect(reported.first()).toContainText('Stale. From stock v1. v2 has 1 more row.');
  await expect(reported.last()).not.toContainText('Stale.');
});
