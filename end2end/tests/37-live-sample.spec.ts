/** The live sample: the first minute with Tandem shows rows that come, to both, at the rate that either wants. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { together, type Person } from '../story/person.ts';

const NAME = 'weather stations';

/** How many rows the card says that there are. */
async function rows(one: Person) {
  const line = await one.workspace.preview(NAME).locator('.live-line').innerText();
  return Number(line.match(/([\d,]+)\srows?/)![1]!.replaceAll(',', ''));
}

const press = (one: Person, name: string) => one.workspace.preview(NAME).getByRole('button', { name, exact: true }).click();

test('one_click_in_an_empty_session_and_both_see_rows_come', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.page.getByRole('button', { name: 'Watch a live sample' }).click();
  for (const one of [ada, grace]) {
    const card = one.workspace.preview(NAME);
    await expect(card).toContainText('Ada started the sample source.', { timeout: 30_000 });
    await expect.poll(() => rows(one)).toBeGreaterThan(5);
  }
  await press(grace, '100');
  await expect(ada.workspace.preview(NAME).getByRole('button', { name: '100', exact: true })).toHaveAttribute('aria-pressed', 'true');
  const before = await rows(ada);
  await expect.poll(() => rows(ada)).toBeGreaterThan(before + 150);
  await press(grace, 'Stop');
  await expect(ada.workspace.preview(NAME)).toContainText('Grace stopped the sample source.');
  await isFine(grace.page, 'a live sample');
  // Who comes late, and who reloads, see it as it is.
  await grace.reload();
  await expect(grace.workspace.preview(NAME).getByRole('button', { name: 'Start', exact: true })).toBeVisible();
  await press(grace, 'Start');
  await expect(ada.workspace.preview(NAME)).toContainText('Grace started the sample source.');
});

test('without_scripts_a_form_starts_and_stops_it', async ({ person }) => {
  const ada = await person('Ada', { javaScriptEnabled: false });
  await ada.createSession('Weather');
  await ada.page.getByRole('button', { name: 'Watch a live sample' }).click();
  await expect(ada.page.getByText('Ada started the sample source.')).toBeVisible();
  await ada.page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(ada.page.getByText('Ada stopped the sample source.')).toBeVisible();
});

test('a_phone_starts_one_too', async ({ person }) => {
  const ada = await person('Ada', { viewport: { width: 360, height: 740 }, hasTouch: true, colorScheme: 'dark' });
  await ada.createSession('Weather');
  await ada.workspace.saved();
  await ada.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /^Runs/ }).click();
  await ada.page.getByRole('button', { name: 'Watch a live sample' }).tap();
  await expect.poll(() => rows(ada), { timeout: 30_000 }).toBeGreaterThan(0);
  await isFine(ada.page, 'a live sample on a phone');
});

test('a_live_data_set_is_begun_in_a_form_and_says_where_rows_are_sent', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.rail.getByRole('link', { name: 'New live data set' }).click();
  await isFine(ada.page, 'the form of a new live data set');
  await ada.page.getByLabel('Name', { exact: true }).fill('wind');
  await ada.page.getByLabel('Name of column 1').fill('speed');
  await ada.page.getByLabel('What is kept').selectOption('The newest rows');
  await ada.page.getByLabel('How many').fill('500');
  await ada.page.getByRole('button', { name: 'Begin for everyone' }).click();
  await expect(ada.page.getByText(/\/api\/datasets\/[0-9a-f-]+\/rows/)).toBeVisible();
  await expect(ada.page.getByLabel('How many')).toHaveValue('500');
  await isFine(ada.page, 'the page of a live data set');
  await expect(grace.workspace.preview('wind')).toContainText('0 rows, 1 column.');
});
