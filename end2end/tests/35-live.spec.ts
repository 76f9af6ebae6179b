/** A live data set: its rows come while two people look, and nobody is moved from where they are. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { wind } from '../story/live.ts';
import { together, type Person } from '../story/person.ts';

const position = (one: Person, words: RegExp) => one.workspace.preview('wind').locator('.card-foot').getByText(words);
const scrollTo = (one: Person, share: number) =>
  one.workspace.preview('wind').locator('.grid-wrap').evaluate((wrap, share) => wrap.scrollTo(0, share * wrap.scrollHeight), share);
/** The number of the first row in sight, from 1. */
const first = async (one: Person) => Number((await position(one, /^Rows /).innerText()).match(/\d+/)![0]);

test('rows_come_in_place_for_both_and_for_who_comes_late', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  const append = await wind(ada);
  const card = grace.workspace.preview('wind');
  await expect(card.getByText('0 rows, 2 columns. None has come since the server started.')).toBeVisible();
  await append(3);
  for (const one of [ada, grace]) {
    await expect(one.workspace.row('wind', 2).locator('td[data-column="1"]')).toHaveText('1');
    await expect(one.workspace.preview('wind')).toContainText(/3 rows, 2 columns\. \d+ rows? a second, the newest (just now|\d+.s ago)\./);
  }
  // Nobody comes, and that is said too.
  await expect(card).toContainText(/The newest came \d+.s ago\./, { timeout: 15_000 });
  await isFine(grace.page, 'a live data set');
  await ada.page.getByRole('button', { name: 'Invite' }).waitFor();
  await grace.reload();
  await append(2);
  await expect(grace.workspace.row('wind', 4).locator('td[data-column="0"]')).toHaveText('4');
  expect(new URL(grace.page.url()).pathname).toBe(path);
});

test('who_reads_is_not_moved_and_who_is_at_the_end_follows', async ({ person }) => {
  const [ada, grace] = await together(person);
  const append = await wind(ada);
  await append(500);
  await expect(position(ada, /of 500$/)).toBeVisible();
  for (const one of [ada, grace]) await one.workspace.preview('wind').scrollIntoViewIfNeeded();
  await scrollTo(ada, 1);
  await expect(position(ada, /–500 of 500$/)).toBeVisible();
  await scrollTo(grace, 0.5);
  await expect.poll(() => first(grace)).toBeLessThan(300);
  const before = await position(grace, /^Rows /).innerText();
  for (let batch = 0; batch < 4; batch += 1) await append(25);
  await expect(position(ada, /–600 of 600$/)).toBeVisible();
  await expect(ada.workspace.row('wind', 599).locator('td[data-column="0"]')).toHaveText('599');
  await expect(ada.workspace.row('wind', 599)).toBeInViewport();
  await expect(position(grace, new RegExp(`^${before.replace('500', '600')}$`))).toBeVisible();
});

test('of_what_is_kept_the_oldest_goes_and_the_same_rows_stay_in_sight', async ({ person }) => {
  const [ada, grace] = await together(person);
  const append = await wind(ada, { rows: 400 });
  await append(400);
  await expect(position(grace, /of 400$/)).toBeVisible();
  await grace.workspace.preview('wind').scrollIntoViewIfNeeded();
  await scrollTo(grace, 0.5);
  await expect.poll(() => first(grace)).toBeLessThan(300);
  const seen = await first(grace);
  const at = (row: number) => grace.workspace.row('wind', row - 1).locator('td[data-column="0"]');
  await expect(at(seen + 5)).toHaveText(String(seen + 4));
  await append(50);
  await expect(grace.workspace.preview('wind')).toContainText('400 rows kept of 450');
  await expect.poll(() => first(grace)).toBe(seen - 50);
  await expect(at(seen - 45)).toHaveText(String(seen + 4));
  await scrollTo(grace, 0);
  await expect(at(1)).toHaveText('50');
});

test('a_phone_shows_it_too', async ({ person }) => {
  const ada = await person('Ada', { viewport: { width: 360, height: 740 }, hasTouch: true, colorScheme: 'dark' });
  await ada.createSession('Weather');
  await ada.workspace.saved();
  const append = await wind(ada);
  await append(60);
  await ada.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /^Runs/ }).click();
  await expect(ada.workspace.preview('wind')).toContainText('60 rows, 2 columns.');
  await isFine(ada.page, 'a live data set on a phone');
});
