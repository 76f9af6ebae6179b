/** How a file was read is shown, corrected by either, and applied for both. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { together, type Person } from '../story/person.ts';

const POSTAL = { name: 'postal.csv', mimeType: 'text/csv', buffer: Buffer.from('place,day,sum\n1067,03/04/2020,7\n4109,05/06/2020,8\nn/a,07/08/2020,9\n') };

/** The first row of the table that the file becomes. */
const firstRow = (one: Person) =>
  one.page.getByRole('region', { name: 'The table that it becomes' }).locator('tbody tr').first().getByRole('cell');

async function open(one: Person, dataset: string) {
  await one.workspace.preview(dataset).getByRole('link', { name: 'How it was read' }).click();
  await expect(one.page.getByRole('heading', { level: 1 })).toContainText(dataset);
}

test('a_file_is_corrected_by_one_and_both_have_the_next_version', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.upload(POSTAL);
  for (const one of [ada, grace]) {
    const card = await one.workspace.previewed('postal');
    await expect(card).toContainText('do not tell day from month');
  }
  await ada.workspace.run({ kind: 'Top values', fields: { Column: 'day' } });
  await expect(ada.workspace.card('Top values of day')).toHaveAttribute('data-state', 'done', { timeout: 30_000 });

  await open(grace, 'postal');
  await expect(firstRow(grace)).toHaveText(['1067', '2020-05-03', '7'].map((text) => (text === '2020-05-03' ? /2020-0[35]-0[34]/ : text)));
  const before = await firstRow(grace).nth(1).innerText();
  const order = grace.page.getByLabel('Order of day, month and year in day');
  const turned = before === '2020-03-04' ? ['day', '2020-04-03'] : ['month', '2020-03-04'];
  await order.selectOption(turned[0]!);
  await expect(firstRow(grace).nth(1)).toHaveText(turned[1]!);
  await grace.page.getByLabel('Type of place').selectOption('text');
  await expect(grace.page.getByLabel('Type of place')).toHaveValue('text');
  await grace.page.getByLabel('Name of column 1').fill('postcode');
  // Nothing of it is Ada's before it is applied.
  await expect(ada.workspace.dataset('postal v2')).toHaveCount(0);
  await grace.page.getByRole('button', { name: 'Apply for everyone' }).click();
  await expect(grace.page).toHaveURL(/\/session\/[0-9a-f-]+$/);
  for (const one of [ada, grace]) {
    const card = await one.workspace.previewed('postal v2');
    await expect(card.getByRole('columnheader', { name: 'postcode text' })).toBeVisible();
    await expect(one.workspace.rows('postal v2')).toContainText(turned[1]!);
    await expect(one.workspace.card('Top values of day')).toHaveAttribute('data-stale', '');
  }
});

test('columns_by_position_are_found_and_put_elsewhere', async ({ person }) => {
  const [ada, grace] = await together(person);
  const bays = 'Station       Depth  Note\nNorth Bay       12   calm sea\nSouth            7\nEast Harbour   101   two boats\nWest             3   rain\n';
  await ada.workspace.upload({ name: 'bays.txt', mimeType: 'text/plain', buffer: Buffer.from(bays) });
  const card = await grace.workspace.previewed('bays');
  await expect(card).toContainText('Columns by position: they begin at 1, 15, 22.');
  await open(grace, 'bays');
  await expect(firstRow(grace)).toHaveText(['North Bay', '12', 'calm sea']);
  const starts = grace.page.getByLabel('Columns begin at');
  await starts.fill('1, 15');
  await starts.press('Tab');
  await expect(firstRow(grace)).toHaveCount(2);
  await expect(firstRow(grace).first()).toHaveText('North Bay');
  await grace.page.getByRole('button', { name: 'Apply for everyone' }).click();
  for (const one of [ada, grace]) {
    const next = await one.workspace.previewed('bays v2');
    await expect(next).toContainText('Columns by position: they begin at 1, 15.');
  }
});

test('a_finding_is_undone_by_one_click_and_everything_by_another', async ({ person }) => {
  const [ada] = await together(person);
  const titled = 'Visits of 2020\n\nbranch,visits\nNorth,12\nSouth,30\n\nSource: the branches\n';
  await ada.workspace.upload({ name: 'visits.csv', mimeType: 'text/csv', buffer: Buffer.from(titled) });
  await ada.workspace.previewed('visits');
  await open(ada, 'visits');
  await expect(firstRow(ada)).toHaveText(['North', '12']);
  const lines = ada.page.getByRole('region', { name: 'The file, line by line' }).locator('tbody tr');
  await expect(lines.first()).toContainText('Visits of 2020');
  await expect(lines.first()).toHaveAttribute('data-out', '');
  await expect(lines.nth(3)).not.toHaveAttribute('data-out');
  const leftOut = ada.page.getByRole('listitem').filter({ hasText: 'outside the table were left out' });
  await leftOut.getByText('As it stands in the file').click();
  for (const line of ['Visits of 2020', 'Source: the branches']) await expect(leftOut.getByText(line)).toBeVisible();
  await leftOut.getByRole('button', { name: 'Keep these lines' }).click();
  await expect(lines.first()).not.toHaveAttribute('data-out');
  await expect(ada.page.getByLabel('Lines left out above')).toHaveValue('0');
  await ada.page.getByRole('button', { name: 'As proposed' }).click();
  await expect(lines.first()).toHaveAttribute('data-out', '');
  await ada.page.getByLabel('Rows of names').fill('0');
  await ada.page.getByLabel('Rows of names').press('Tab');
  await expect(firstRow(ada)).toHaveText(['branch', 'visits']);
  await ada.page.getByRole('button', { name: 'As proposed' }).click();
  await expect(firstRow(ada)).toHaveText(['North', '12']);
  await ada.page.getByRole('link', { name: 'Back to the session' }).click();
  await expect(ada.workspace.preview('visits')).toBeVisible();
  await expect(ada.workspace.canvas.getByRole('heading', { level: 2, name: /^visits/ })).toHaveCount(1);
});

test('what_one_decided_is_offered_to_both_for_the_next_file_of_the_same_shape', async ({ person }) => {
  const [ada, grace] = await together(person);
  const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await ada.workspace.upload(csv('may.csv', 'code,sum\n1067,7\n4109,8\n'));
  await grace.workspace.previewed('may');
  await open(grace, 'may');
  await grace.page.getByLabel('Type of code').selectOption('text');
  await expect(grace.page.getByLabel('Type of code')).toHaveValue('text');
  await grace.page.getByRole('button', { name: 'Apply for everyone' }).click();
  await grace.workspace.previewed('may v2');
  await ada.workspace.upload(csv('june.csv', 'code,sum\n1,2\n3,4\n5,6\n'));
  for (const one of [ada, grace]) {
    await expect(await one.workspace.previewed('june')).toContainText('Read like “may v2”? It was decided there: “code” is text.');
  }
  await open(ada, 'june');
  await expect(ada.page.getByText('Read like “may v2”, as Grace decided: “code” is text.')).toBeVisible();
  await ada.page.getByRole('button', { name: 'Read it so' }).click();
  for (const one of [ada, grace]) {
    const card = await one.workspace.previewed('june v2');
    await expect(card.getByRole('columnheader', { name: 'code text' })).toBeVisible();
    await expect(card).not.toContainText('Read like');
  }
});

test('times_get_their_zone_and_words_are_kept_in_one_column_for_both', async ({ person }) => {
  const [ada, grace] = await together(person);
  const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  const march = 'at,code,note,n\n2024-03-31 01:30:00,NA,NA,1\n2024-03-31 02:30:00,NO,x,NA\n2024-04-01 12:00:00,SE,NA,3\n';
  await ada.workspace.upload(csv('march.csv', march));
  await grace.workspace.previewed('march');
  await open(grace, 'march');
  await expect(firstRow(grace).nth(1)).not.toHaveText('NA');
  const words = grace.page.getByRole('listitem').filter({ hasText: 'of “code” was read as missing' });
  await words.getByRole('button', { name: 'Keep the words' }).click();
  await expect(firstRow(grace).nth(1)).toHaveText('NA');
  await expect(firstRow(grace).nth(2)).not.toHaveText('NA');
  const zone = grace.page.getByLabel('Time zone of at');
  await zone.fill('europe/berlin');
  await zone.press('Tab');
  await expect(zone).toHaveValue('Europe/Berlin');
  await expect(firstRow(grace).first()).toHaveText(/2024-03-31.00:30/);
  await expect(grace.page.getByText('1 time of “at” does not exist in Europe/Berlin')).toBeVisible();
  await grace.page.getByRole('button', { name: 'Apply for everyone' }).click();
  for (const one of [ada, grace]) {
    const card = await one.workspace.previewed('march v2');
    await expect(card).toContainText('clocks were put forward; it was read by the clock before: line 3.');
    await expect(one.workspace.rows('march v2')).toContainText('NA');
  }
  await ada.workspace.upload(csv('april.csv', 'at,code,note,n\n2024-04-02 12:00:00,NA,NA,1\n2024-04-03 12:00:00,NO,x,NA\n'));
  for (const one of [ada, grace]) {
    await expect(await one.workspace.previewed('april')).toContainText('the times of “at” are of Europe/Berlin');
  }
});

test('years_marks_and_signs_are_corrected_by_either_with_the_keyboard', async ({ person }) => {
  const [ada, grace] = await together(person);
  const born = 'born;load;said\n21.11.68;12 kg;"x"\n22.11.71;7 kg;y\n\n23.11.05;8 kg;z\n';
  await ada.workspace.upload({ name: 'born.csv', mimeType: 'text/csv', buffer: Buffer.from(born) });
  await grace.workspace.previewed('born');
  await open(grace, 'born');
  await expect(firstRow(grace)).toHaveText(['2068-11-21', '12 kg', 'x']);
  await grace.page.setViewportSize({ width: 360, height: 800 });
  await grace.page.getByLabel('Around values').selectOption({ label: 'nothing: quote marks are text' });
  await expect(firstRow(grace).nth(2)).toHaveText('"x"');
  const pivot = grace.page.getByLabel('20… below, in years of born');
  await pivot.focus();
  await grace.page.keyboard.press('ControlOrMeta+a');
  await grace.page.keyboard.type('30');
  await grace.page.keyboard.press('Tab');
  await expect(firstRow(grace).first()).toHaveText('1968-11-21');
  await grace.page.getByLabel('Type of load').selectOption('number');
  const sign = grace.page.getByLabel('Sign left out, in load');
  await sign.fill('kg');
  await sign.press('Tab');
  await expect(firstRow(grace).nth(1)).toHaveText('12');
  const empty = grace.page.getByRole('listitem').filter({ hasText: '1 empty row was left out' });
  await empty.getByRole('button', { name: 'Keep these lines' }).click();
  await expect(grace.page.getByRole('status').filter({ hasText: 'It gives 4 rows.' })).toBeVisible();
  expect(await grace.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await grace.page.setViewportSize({ width: 1280, height: 800 });
  await grace.page.getByRole('button', { name: 'Apply for everyone' }).click();
  for (const one of [ada, grace]) {
    const card = await one.workspace.previewed('born v2');
    await expect(card).toContainText('“load” is in kg; the sign was left out of the values.');
    await expect(one.workspace.rows('born v2')).toContainText('1968-11-21');
    await expect(one.workspace.rows('born v2')).toContainText('"x"');
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`the_reading_is_fine_in_${colorScheme}_at_${width}`, async ({ person }) => {
      const settings = { colorScheme, viewport: { width, height: 800 } };
      const ada = await person('Ada', settings);
      await ada.createSession('Postal');
      await ada.workspace.upload(POSTAL);
      await ada.workspace.previewed('postal');
      await open(ada, 'postal');
      await isFine(ada.page, 'the reading');
      expect(await ada.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    });
  }
}
