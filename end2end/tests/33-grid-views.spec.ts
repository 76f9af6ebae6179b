/** Views of a grid: what is missing, days, words, and several columns that order one after the other. */
import { expect, test } from '../fixtures.ts';
import { bring, csv, foot as footOf, head, menuOf, sortBy, WIND } from '../story/grid.ts';
import { together } from '../story/person.ts';

const STATIONS = csv(
  'stations.csv',
  `day,seen,place,note
2024-02-27,2024-02-27 06:00:00,North Sea,calm
2024-02-28,2024-02-28 06:00:00,Baltic,
2024-02-29,2024-02-29 06:00:00,Sea of Marmara,swell
2024-03-01,2024-03-01 12:29:59,Baltic,calm
2024-03-01,2024-03-01 12:30:00,BALTIC,calm
2024-03-02,2024-03-02 06:00:00,Bay of Biscay,
2024-03-03,2024-03-03 23:59:59,North Sea,swell
2024-03-04,2024-03-04 00:00:00,Baltic,
`,
);

test('missing_values_days_and_words_filter_and_each_says_so', async ({ person }) => {
  const [ada] = await together(person);
  const name = await bring([ada], STATIONS);
  const foot = (text: RegExp) => footOf(ada, name, text);
  const days = () => ada.workspace.rows(name).locator('tbody tr[data-at]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-row'))));
  const chips = ada.workspace.preview(name).getByRole('group', { name: 'What is shown' });
  const chip = (words: string) => chips.getByRole('button', { name: new RegExp(`^${words}`) });
  const fill = async (column: string, label: string, value: string) => {
    const menu = await menuOf(ada, name, column);
    await menu.getByLabel(label, { exact: true }).fill(value);
    await menu.getByLabel(label, { exact: true }).press('Enter');
    return menu;
  };
  const away = async (words: string) => {
    await chip(words).click();
    await foot(/of 8$/);
  };

  // Days: both ends are in.
  await fill('day', 'From', '2024-03-01');
  await foot(/of 5, from 8$/);
  await ada.page.keyboard.press('Escape');
  await fill('day', 'To', '2024-03-03');
  await foot(/of 4, from 8$/);
  expect(await days()).toEqual([3, 4, 5, 6]);
  await ada.page.keyboard.press('Escape');
  await away('day 2024-03-01 to 2024-03-03');
  await fill('day', 'From', '2024-02-29');
  await ada.page.keyboard.press('Escape');
  await fill('day', 'To', '2024-02-29');
  await ada.page.keyboard.press('Escape');
  await foot(/of 1, from 8$/);
  expect(await days()).toEqual([2]);
  await away('day is 2024-02-29');
  // Times: to the second, and a day as an end is all of it.
  await fill('seen', 'From', '2024-03-01 12:30');
  await ada.page.keyboard.press('Escape');
  await foot(/of 4, from 8$/);
  await fill('seen', 'To', '2024-03-03');
  await ada.page.keyboard.press('Escape');
  await foot(/of 3, from 8$/);
  expect(await days()).toEqual([4, 5, 6]);
  await away('seen 2024-03-01 12:30 to 2024-03-03');

  // Words: contained, whatever their letters' case; equal, to the letter.
  await fill('place', 'Contains', 'sea');
  await ada.page.keyboard.press('Escape');
  await foot(/of 3, from 8$/);
  expect(await days()).toEqual([0, 2, 6]);
  await away('place contains “sea”');
  await fill('place', 'Contains', 'baltic');
  await ada.page.keyboard.press('Escape');
  await foot(/of 4, from 8$/);
  await away('place contains “baltic”');
  let menu = await menuOf(ada, name, 'place');
  await menu.getByRole('button', { name: 'Baltic, 3' }).click();
  await ada.page.keyboard.press('Escape');
  await foot(/of 3, from 8$/);
  expect(await days()).toEqual([1, 3, 7]);

  // Both at once; what is missing is a value of its own.
  menu = await menuOf(ada, name, 'note');
  await menu.getByRole('button', { name: 'missing, 3' }).click();
  await expect(menu.getByRole('button', { name: 'missing, 3' })).toHaveAttribute('aria-pressed', 'true');
  await foot(/of 2, from 8$/);
  expect(await days()).toEqual([1, 7]);
  await ada.page.keyboard.press('Escape');
  await chip('place is Baltic').click();
  await foot(/of 3, from 8$/);
  expect(await days()).toEqual([1, 5, 7]);
  menu = await menuOf(ada, name, 'note');
  await menu.getByRole('button', { name: 'missing, 3' }).click();
  await foot(/of 8$/);
  await ada.page.keyboard.press('Escape');
  // From the cell itself.
  await ada.workspace.row(name, 4).locator('td[data-column="2"]').dblclick();
  await ada.page.getByRole('region', { name: 'The whole value' }).getByRole('button', { name: 'Only rows with this' }).click();
  await foot(/of 1, from 8$/);
  expect(await days()).toEqual([4]);
  await away('place is BALTIC');
});

test('several_columns_order_one_after_the_other', async ({ person }) => {
  const [ada] = await together(person);
  const name = await bring([ada], WIND);
  const order = (column: string) => head(ada, name, column).locator('.order');
  const first = async (...columns: number[]) => {
    const all = await Promise.all(columns.map((column) => ada.workspace.column(name, column)));
    return all[0]!.slice(0, 3).map((_, row) => all.map((one) => one[row]).join(' '));
  };
  await sortBy(ada, name, 'sky');
  await expect(order('sky')).toHaveText('↑');
  await sortBy(ada, name, 'wind', ['Shift']);
  await sortBy(ada, name, 'wind', ['Shift']);
  await expect(order('sky')).toHaveText('↑1');
  await expect(order('wind')).toHaveText('↓2');
  await expect.poll(() => first(2, 1, 0)).toEqual(['fog 9 30', 'fog 9 60', 'fog 9 90']);
  await expect(head(ada, name, 'sky')).toHaveAttribute('aria-sort', 'ascending');
  await expect(head(ada, name, 'wind')).toHaveAttribute('aria-sort', 'descending');
  await expect(head(ada, name, 'day')).not.toHaveAttribute('aria-sort');
  // The third by the menu; the first downwards, the others as they were.
  const menu = await menuOf(ada, name, 'day');
  await menu.getByRole('button', { name: 'Then by this' }).click();
  await expect(order('day')).toHaveText('↑3');
  await sortBy(ada, name, 'sky', ['Shift']);
  await expect(order('sky')).toHaveText('↓1');
  await expect.poll(() => first(2, 1, 0)).toEqual(['sun 9 10', 'sun 9 40', 'sun 9 70']);
  const chips = ada.workspace.preview(name).getByRole('group', { name: 'What is shown' });
  await expect(chips.locator('.chip bdi')).toHaveText(['by sky, descending', 'by wind, descending', 'by day']);
  // The middle one goes, and those behind it move up.
  await sortBy(ada, name, 'wind', ['Shift']);
  await expect(order('wind')).toHaveCount(0);
  await expect(order('day')).toHaveText('↑2');
  await expect.poll(() => first(2, 0)).toEqual(['sun 1', 'sun 4', 'sun 7']);
  // A plain press is the only order.
  await sortBy(ada, name, 'wind');
  await expect(order('wind')).toHaveText('↑');
  await expect(order('sky')).toHaveCount(0);
  await expect.poll(() => first(1, 0)).toEqual(['0 1', '0 11', '0 21']);
});
