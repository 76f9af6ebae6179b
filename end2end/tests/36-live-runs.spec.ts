/** Runs of a live data set: their results follow its rows for all who look, until somebody has them stay. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { wind } from '../story/live.ts';
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
