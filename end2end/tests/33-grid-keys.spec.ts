/** The grid by keys alone, as the pattern of ARIA for grids has them, and what a screen reader is told of it. */
import { expect, test } from '../fixtures.ts';
import { at, bring, csv, foot, head, menuOf, sortBy, WIND } from '../story/grid.ts';
import { together } from '../story/person.ts';

const LAST = 299;

test('every_key_moves_as_the_pattern_says_and_nothing_leads_out', async ({ person }) => {
  const [ada] = await together(person);
  const name = await bring([ada], WIND);
  const grid = ada.workspace.rows(name);
  await grid.focus();
  expect(await at(grid)).toEqual([0, 0]);
  for (const [key, row, column] of [
    ['ArrowRight', 0, 1],
    ['ArrowDown', 1, 1],
    ['ArrowLeft', 1, 0],
    ['ArrowLeft', 1, 0],
    ['End', 1, 2],
    ['ArrowRight', 1, 2],
    ['Home', 1, 0],
    ['Control+End', LAST, 2],
    ['ArrowDown', LAST, 2],
    ['PageDown', LAST, 2],
    ['Control+Home', 0, 0],
    ['Control+ArrowDown', LAST, 0],
    ['Control+ArrowRight', LAST, 2],
    ['Control+ArrowUp', 0, 2],
    ['Control+ArrowLeft', 0, 0],
    // The names are a row above the first.
    ['ArrowUp', -1, 0],
    ['ArrowUp', -1, 0],
    ['PageUp', -1, 0],
    ['End', -1, 2],
    ['Home', -1, 0],
    ['ArrowDown', 0, 0],
  ] as const) {
    await grid.press(key);
    await expect.poll(() => at(grid), key).toEqual([row, column]);
    await expect(grid.locator('.at')).toBeInViewport();
    await expect(grid).toBeFocused();
  }
  // A page is what is seen at once.
  await grid.press('PageDown');
  const [page] = (await at(grid))!;
  expect(page).toBeGreaterThan(2);
  await grid.press('PageDown');
  await expect.poll(() => at(grid)).toEqual([2 * page!, 0]);
  await grid.press('PageUp');
  await grid.press('PageUp');
  await expect.poll(() => at(grid)).toEqual([0, 0]);
  // One stop for the Tab key: out of the grid, and back to the same cell.
  await grid.press('ArrowDown');
  await grid.press('Tab');
  await expect(grid).not.toBeFocused();
  expect(await grid.evaluate((table) => table.contains(document.activeElement))).toBe(false);
  await ada.page.keyboard.press('Shift+Tab');
  await expect(grid).toBeFocused();
  expect(await at(grid)).toEqual([1, 0]);
});

test('by_keys_one_orders_filters_opens_marks_and_copies', async ({ person }) => {
  const [ada] = await together(person);
  const name = await bring([ada], WIND);
  const grid = ada.workspace.rows(name);
  const card = ada.workspace.preview(name);
  const marked = grid.locator('td[aria-selected=true]');
  const press = async (...keys: string[]) => {
    for (const key of keys) await ada.page.keyboard.press(key);
  };
  await grid.focus();
  // A value opens and closes, and the keys go on where they were.
  await press('ArrowRight', 'ArrowRight', 'Enter');
  const whole = ada.page.getByRole('region', { name: 'The whole value' });
  await expect(whole.locator('pre')).toHaveText('sun');
  await press('Escape');
  await expect(whole).toHaveCount(0);
  await expect(grid).toBeFocused();
  expect(await at(grid)).toEqual([0, 2]);

  // With Shift, all that lies between is marked, whichever way one goes.
  await press('Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowLeft');
  await expect(marked).toHaveCount(6);
  await expect(card.getByText('6 values')).toBeVisible();
  await press('Shift+ArrowUp');
  await expect(marked).toHaveCount(4);
  await press('Escape');
  await expect(marked).toHaveCount(1);
  expect(await at(grid)).toEqual([1, 1]);
  await press('Shift+Home');
  await expect(marked).toHaveCount(2);
  await press('Shift+End');
  await expect(marked).toHaveCount(2);
  await press('Escape', 'Shift+Space');
  await expect(marked).toHaveCount(3);
  await expect(card.getByText(/^3 values/)).toBeVisible();
  await press('Control+c');
  const copied = () => ada.page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toBe('2\t1\train');
  await press('Control+Home', 'Shift+PageDown');
  await expect.poll(async () => await marked.count()).toBeGreaterThan(2);
  await press('Control+Home', 'Control+Shift+End');
  await expect(card.getByText('900 values, sum 46,500')).toBeVisible();
  await press('Escape');
  await expect(marked).toHaveCount(1);
  await press('Control+Home', 'Control+a');
  await expect(card.getByText('900 values, sum 46,500')).toBeVisible();
  await press('Control+c');
  const all = WIND.buffer.toString('utf8').trim().split('\n').slice(1);
  await expect.poll(async () => (await copied()).split(/\r?\n/)).toEqual(all.map((line) => line.replaceAll(',', '\t')));

  // A name orders by Enter, and by Shift+Enter after what orders already; the keys stay at it.
  await press('Escape', 'Control+Home', 'ArrowUp', 'ArrowRight', 'ArrowRight', 'Enter');
  await expect(head(ada, name, 'sky')).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(() => at(grid)).toEqual([-1, 2]);
  await press('ArrowLeft', 'Shift+Enter', 'Shift+Enter');
  await expect(head(ada, name, 'wind')).toHaveAttribute('aria-sort', 'descending');
  await expect(head(ada, name, 'sky')).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(async () => (await ada.workspace.column(name, 0)).slice(0, 3)).toEqual(['30', '60', '90']);
  // What the head opens, filled in and left by keys.
  await press('Alt+ArrowDown');
  const menu = ada.page.getByRole('region', { name: 'Column wind' });
  await expect(menu).toBeVisible();
  await menu.getByLabel('From', { exact: true }).focus();
  await ada.page.keyboard.type('9');
  await press('Enter');
  await foot(ada, name, /of 30, from 300$/);
  await press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(grid).toBeFocused();
  await press('ArrowDown');
  await expect(grid).toHaveAttribute('aria-rowcount', '31');
  await press('Control+End');
  await expect.poll(() => at(grid)).toEqual([29, 2]);
});

test('a_screen_reader_is_told_the_right_place_of_every_cell_while_it_scrolls', async ({ person }) => {
  const [ada] = await together(person);
  const [rows, columns] = [2_000, 60];
  const names = Array.from({ length: columns }, (_, at) => `c${at}`);
  const line = (row: number) => names.map((_, at) => row * columns + at).join(',');
  const name = await bring([ada], csv('plane.csv', `${names.join(',')}\n${Array.from({ length: rows }, (_, row) => line(row)).join('\n')}\n`));
  const grid = ada.workspace.rows(name);
  const counts = async (row: number, column: number) => {
    await expect(grid).toHaveAttribute('aria-rowcount', String(row + 1));
    await expect(grid).toHaveAttribute('aria-colcount', String(column + 1));
  };
  await counts(rows, columns);
  await sortBy(ada, name, 'c0');
  await sortBy(ada, name, 'c0');
  await expect(head(ada, name, 'c0 ')).toHaveAttribute('aria-sort', 'descending');

  /** What is wrong with the places of what is drawn; nothing where all of it is there and right. */
  const wrong = (shown: number) =>
    grid.evaluate(
      (table, [rows, columns, shown]) => {
        const index = (element: Element, of: string) => Number(element.getAttribute(`aria-${of}index`));
        const found: string[] = [];
        const lines = [...table.querySelectorAll('tbody tr[data-at]')];
        if (lines.length < 5) found.push(`${lines.length} rows`);
        for (const line of lines) {
          const cells = [...line.querySelectorAll('td[data-column]')];
          if (cells.length < 2) found.push(`${cells.length} cells`);
          if (index(line.querySelector('.rownum')!, 'col') !== 1) found.push('the number of a row has no place');
          for (const cell of cells) {
            const value = (shown! - 1 - (index(line, 'row') - 2)) * columns! + index(cell, 'col') - 2;
            if (cell.textContent !== String(value)) found.push(`${cell.textContent} where ${value} is`);
          }
        }
        for (const head of table.querySelectorAll('thead th[data-column]')) {
          const at = index(head, 'col') - 2;
          if (!head.textContent!.startsWith(`c${at} `)) found.push(`${head.textContent} at ${at}`);
          const sorted = head.getAttribute('aria-sort');
          if (sorted !== (at === 0 ? 'descending' : null)) found.push(`${head.textContent} is sorted ${sorted}`);
        }
        if (rows! < shown!) found.push('more than there are');
        return found.slice(0, 5);
      },
      [rows, columns, shown] as const,
    );
  const wrap = ada.workspace.preview(name).locator('.grid-wrap');
  for (const [down, across] of [[0, 0], [0.3, 0], [0.3, 0.5], [0.7, 1], [1, 1], [1, 0], [0, 1], [0, 0]] as const) {
    await wrap.evaluate((element, [down, across]) => {
      const [height, width] = [element.scrollHeight - element.clientHeight, element.scrollWidth - element.clientWidth];
      element.scrollTo(across * width, down * height);
    }, [down, across] as const);
    await expect.poll(() => wrong(rows), { message: `at ${down}, ${across}`, timeout: 15_000 }).toEqual([]);
    await counts(rows, columns);
  }
  // Fewer rows and columns are counted as they are shown.
  let menu = await menuOf(ada, name, 'c0');
  await menu.getByLabel('To', { exact: true }).fill('5999');
  await menu.getByLabel('To', { exact: true }).press('Enter');
  await counts(100, columns);
  await expect.poll(() => wrong(100)).toEqual([]);
  await ada.page.keyboard.press('Escape');
  menu = await menuOf(ada, name, 'c1');
  await menu.getByRole('button', { name: 'Hide' }).click();
  await counts(100, columns - 1);
  await expect(head(ada, name, 'c2 ')).toHaveAttribute('aria-colindex', '3');
});
