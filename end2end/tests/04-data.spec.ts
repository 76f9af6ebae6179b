/** A real file comes in, for both; a broken one leaves nothing behind. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '../fixtures.ts';
import { BIRDSTRIKES_ROWS, birdstrikes, column } from '../story/files.ts';
import { together } from '../story/person.ts';

test('a_file_of_ten_thousand_rows_arrives_for_both', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  // Slow enough for both to see it under way.
  lines[0].slow({ bytesPerSecond: 300_000 });
  const chooser = ada.page.waitForEvent('filechooser');
  await ada.workspace.rail.getByRole('button', { name: 'Add data' }).click();
  await (await chooser).setFiles(birdstrikes);
  await expect(ada.workspace.uploadBar('birdstrikes.csv')).toBeVisible();
  await expect(grace.workspace.uploadBar('birdstrikes.csv')).toBeVisible();
  lines[0].restore();

  const airports = column(birdstrikes, 'Airport Name');
  expect(airports).toHaveLength(BIRDSTRIKES_ROWS);
  for (const one of [ada, grace]) {
    const { workspace } = one;
    await expect(workspace.dataset('birdstrikes')).toBeVisible({ timeout: 30_000 });
    await expect(workspace.uploadBar('birdstrikes.csv')).toHaveCount(0);
    const card = await workspace.previewed('birdstrikes');
    await expect(card.getByText(/^Rows 1–\d+ of 10,000$/)).toBeVisible();
    await expect(workspace.row('birdstrikes', 0)).toContainText(airports[0]!);

    const grid = workspace.rows('birdstrikes');
    await grid.focus();
    await grid.press('Control+ArrowDown');
    await expect(workspace.row('birdstrikes', 9_999)).toContainText(airports[9_999]!);
    await expect(card.getByText(/^Rows [\d,]+–10,000 of 10,000$/)).toBeVisible();
    await grid.press('Control+ArrowUp');
    await expect(workspace.row('birdstrikes', 0)).toContainText(airports[0]!);
    await expect(card.getByText(/^Rows 1–\d+ of 10,000$/)).toBeVisible();
  }
});

test('a_file_can_be_dropped_on_the_page', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.drop('dropped.csv', 'city,people\nOslo,717710\nTurku,206655\n');
  for (const one of [ada, grace]) {
    await one.workspace.previewed('dropped');
    await expect(one.workspace.rows('dropped')).toContainText('Turku');
  }
});

test('the_sample_is_one_click_away', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.addSample();
  for (const one of [ada, grace]) {
    await expect(one.workspace.rail.locator('button.rail-item')).toHaveCount(1, { timeout: 30_000 });
    await expect(one.workspace.canvas.getByText(/^Rows 1–\d+ of [\d,]+$/)).toBeVisible();
  }
});

test('a_file_with_an_open_quote_comes_in_and_says_where_it_is', async ({ person }) => {
  const [ada, grace] = await together(person);
  const whole = readFileSync(birdstrikes, 'utf8').split('\n');
  const broken = [...whole.slice(0, 812), '"BARKSDALE, and no closing quote', ...whole.slice(812, 900)].join('\n');
  await ada.workspace.upload({ name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from(broken) });
  for (const one of [ada, grace]) {
    const card = await one.workspace.previewed('broken');
    await expect(card).toContainText(/quote.*line 813/);
    await expect(card.getByText(/^Rows 1–\d+ of 900$/)).toBeVisible();
  }
});

test('a_file_that_is_refused_says_why_and_leaves_nothing', async ({ person, server }) => {
  const [ada, grace] = await together(person);
  const files = () =>
    readdirSync(server.data, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/\.(db|sqlite3?)(-wal|-shm)?$/.test(path))
      .sort();
  const before = files();
  ada.expectProblem(/status of 422/);
  await ada.workspace.upload({ name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n') });
  await expect(ada.workspace.rail.getByRole('alert')).toContainText('has a header but no rows');
  await expect(grace.workspace.uploadBar('broken.csv')).toHaveCount(0);
  for (const one of [ada, grace]) {
    await expect(one.workspace.dataset('broken')).toHaveCount(0);
    await one.reload();
    await expect(one.workspace.dataset('broken')).toHaveCount(0);
  }
  expect(files()).toEqual(before);
});

test('what_is_not_a_table_is_refused', async ({ person }) => {
  const [ada] = await together(person);
  ada.expectProblem(/status of 4\d\d/);
  for (const [name, bytes] of [
    ['picture.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['empty.csv', Buffer.alloc(0)],
  ] as const) {
    await ada.workspace.upload({ name, mimeType: 'text/csv', buffer: bytes });
    await expect(ada.workspace.rail.getByRole('alert').last()).toHaveText(/\w+.*\./);
    await ada.workspace.rail.getByRole('button', { name: 'Dismiss' }).last().click();
    await expect(ada.workspace.dataset(name.replace('.csv', ''))).toHaveCount(0);
  }
});
