/** Runs of a live data set: their results follow its rows for all who look, until somebody has them stay. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { gusts, wind } from '../story/live.ts';
import { together, type Person } from '../story/person.ts';

const PROFILE = 'Profile of wind';
const card = (one: Person) => one.workspace.card(PROFILE);
const says = (one: Person, words: RegExp) => expect(card(one).locator('.live-line')).toContainText(words, { timeout: 15_000 });

/** How many values the card's table has of the first column. */
async function values(one: Person) {
  const [first] = await one.workspace.tableOf(card(one));
  return first![2];
}

test('a_run_follows_for_two_and_for_who_comes_late', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  const append = await wind(ada);
  await append(3);
  await ada.workspace.run({ kind: 'Column profile', dataset: 'wind' });
  for (const one of [ada, grace]) {
    await says(one, /^Live as of .*, 3 rows\./);
    expect(await values(one)).toBe('3');
  }
  await append(2);
  for (const one of [ada, grace]) {
    await says(one, /, 5 rows\./);
    await expect.poll(() => values(one)).toBe('5');
  }
  await isFine(grace.page, 'a run that follows');
  // Grace leaves and comes back; Ada asks the same again. All have the same.
  await grace.open('/');
  await grace.open(path);
  await says(grace, /, 5 rows\./);
  await ada.workspace.run({ kind: 'Column profile', dataset: 'wind' });
  await expect(card(ada)).toHaveCount(2);
  await append(4);
  for (const at of [0, 1]) {
    await expect(card(grace).nth(at).locator('.live-line')).toContainText(', 9 rows.');
    await expect(card(ada).nth(at).locator('.live-line')).toContainText(', 9 rows.');
  }
});

test('one_has_it_stay_for_everyone_and_one_for_oneself', async ({ person }) => {
  const [ada, grace] = await together(person);
  const append = await wind(ada);
  await append(3);
  await ada.workspace.run({ kind: 'Column profile', dataset: 'wind' });
  await says(grace, /, 3 rows\./);
  await card(grace).getByRole('button', { name: 'Pause for everyone' }).click();
  for (const one of [ada, grace]) await says(one, /^Paused by .?Grace.? at .*\./);
  await append(4);
  for (const one of [ada, grace]) {
    await says(one, /, 4 rows came since\./);
    expect(await values(one)).toBe('3');
  }
  await card(ada).getByRole('button', { name: 'Go on' }).click();
  for (const one of [ada, grace]) await says(one, /^Live as of .*, 7 rows\./);
  await card(ada).getByRole('button', { name: 'Pause for me' }).press('Enter');
  await append(1);
  await says(grace, /, 8 rows\./);
  await says(ada, /^Paused for you at .*, 1 row came since\./);
  expect(await values(ada)).toBe('7');
  await card(ada).getByRole('button', { name: 'Back to now' }).press('Enter');
  await says(ada, /^Live as of .*, 8 rows\./);
  await expect.poll(() => values(ada)).toBe('8');
});

test('a_phone_shows_it_too', async ({ person }) => {
  const ada = await person('Ada', { viewport: { width: 360, height: 740 }, hasTouch: true, colorScheme: 'dark' });
  await ada.createSession('Weather');
  await ada.workspace.saved();
  const append = await wind(ada);
  await append(3);
  await ada.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /^Runs/ }).click();
  await ada.workspace.run({ kind: 'Column profile', dataset: 'wind' });
  await append(2);
  await says(ada, /, 5 rows\./);
  await isFine(ada.page, 'a run that follows on a phone');
});

/** The minutes and their values, as the table of a card has them. */
async function minutes(one: Person, title: string) {
  const rows = await one.workspace.tableOf(one.workspace.card(title));
  await one.workspace.chartOf(one.workspace.card(title));
  return rows.map(([at, value]) => `${at} ${value}`);
}

/** What a card's line looks like. */
const line = (one: Person, title: string, at = 0) =>
  one.workspace.chart(one.workspace.card(title).nth(at)).locator('svg').evaluate((picture) => picture.outerHTML);

test('a_line_scrolls_with_the_newest_rows_and_is_the_same_for_all', async ({ person }) => {
  const FIVE = 'Mean of speed by minute of at, last 5 min';
  const FIFTEEN = 'Mean of speed by minute of at, last 15 min';
  const [ada, grace, path] = await together(person);
  const append = await gusts(ada, { rows: 100 });
  await append(10);
  const asked = (last: string) => ({
    kind: 'Time series',
    dataset: 'gusts',
    fields: { Time: 'at', Bucket: 'minute', Aggregate: 'mean', Of: 'speed', Last: last },
  });
  const spans = (one: Person, title: string, words: RegExp) =>
    expect(one.workspace.chart(one.workspace.card(title))).toHaveAccessibleDescription(words, { timeout: 15_000 });
  await ada.workspace.run(asked('5 min'));
  for (const one of [ada, grace]) {
    await spans(one, FIVE, /in the last 5 min, from 1 Mar 2024, 12:04 to 1 Mar 2024, 12:09: .*; 24 older rows are left out/);
    expect(await minutes(one, FIVE)).toHaveLength(6);
  }
  await isFine(grace.page, 'a line that scrolls');

  // Two minutes come and two go. Grace was elsewhere meanwhile.
  await grace.open('/');
  await append(2);
  await spans(ada, FIVE, /from 1 Mar 2024, 12:06 to 1 Mar 2024, 12:11: /);
  await grace.open(path);
  await spans(grace, FIVE, /from 1 Mar 2024, 12:06 to 1 Mar 2024, 12:11: /);
  expect(await minutes(grace, FIVE)).toEqual(await minutes(ada, FIVE));
  expect(await line(grace, FIVE)).toEqual(await line(ada, FIVE));

  // Another span is another card; both go on, and what had gone from the first is in the second.
  await ada.workspace.run(asked('15 min'));
  for (const one of [ada, grace]) await spans(one, FIFTEEN, /in the last 15 min, from 1 Mar 2024, 12:00 to 1 Mar 2024, 12:11: /);
  await append(6);
  for (const one of [ada, grace]) {
    await spans(one, FIVE, /from 1 Mar 2024, 12:12 to 1 Mar 2024, 12:17: /);
    // 100 rows are kept, the first of which is of 12:01:20.
    await spans(one, FIFTEEN, /from 1 Mar 2024, 12:02 to 1 Mar 2024, 12:17: /);
    expect(await minutes(one, FIFTEEN)).toHaveLength(16);
  }
  const longer = await minutes(grace, FIFTEEN);
  expect(longer.slice(-6)).toEqual(await minutes(grace, FIVE));
  expect(longer).toEqual(await minutes(ada, FIFTEEN));

  // Asked for once more it stands there twice, with the same points.
  await ada.workspace.run(asked('5 min'));
  await expect(ada.workspace.card(FIVE)).toHaveCount(2);
  await expect.poll(() => line(ada, FIVE, 1)).toBe(await line(ada, FIVE));
});
