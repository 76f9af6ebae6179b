/** The grid: any row of any file by mouse, keys or touch, in anybody's order, and shown to both by one click. */
import { readFileSync } from 'node:fs';
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { bring, csv, foot as footOf, head, menuOf, sortBy, WIND } from '../story/grid.ts';
import { together, type Person } from '../story/person.ts';

const SORT = csv(
  'order.csv',
  'row,name,code\n1,Zebra,405\n2,Item 10,09PT\n3,Ärger,\n4,,01\n5,Item 2,45PT\n6,Öl,1SHP\n7,apfel,07\n8,Ost,32\n9,Item 2,01\n10,,\n',
);
const COPY = csv(
  'notes.csv',
  '"id","code","note"\n"12345678901234567","007","two\nlines"\n"12345678901234568","1E5","a\ttab"\n"00000000000000042","=1+1","say ""hi"""\n"98765432109876543","-5","plain"\n',
);

test('names_are_ordered_as_people_order_them_and_the_third_press_gives_the_file_back', async ({ person }) => {
  const [ada, grace] = await together(person);
  const name = await bring([ada, grace], SORT);
  const rows = () => ada.workspace.column(name, 0);
  await sortBy(ada, name, 'name');
  await expect.poll(rows).toEqual(['7', '3', '5', '9', '2', '6', '8', '1', '4', '10']);
  await expect(head(ada, name, 'name')).toHaveAttribute('aria-sort', 'ascending');
  await sortBy(ada, name, 'name');
  await expect.poll(rows).toEqual(['1', '8', '6', '2', '5', '9', '3', '7', '4', '10']);
  await sortBy(ada, name, 'name');
  await expect.poll(rows).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  // Hers alone.
  await sortBy(ada, name, 'code');
  await expect.poll(rows).toEqual(['4', '9', '6', '7', '2', '8', '5', '1', '3', '10']);
  expect(await grace.workspace.column(name, 0)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
});

test('a_filter_is_ones_own_until_it_is_shown_to_both', async ({ person }) => {
  const [ada, grace] = await together(person);
  const name = await bring([ada, grace], WIND);
  const foot = (one: Person, text: RegExp) => footOf(one, name, text);
  const menu = await menuOf(ada, name, 'wind');
  await menu.getByLabel('From').fill('8');
  await menu.getByLabel('From').press('Enter');
  await foot(ada, /of 60, from 300$/);
  await ada.page.keyboard.press('Escape');
  await sortBy(ada, name, 'wind');
  await sortBy(ada, name, 'wind');
  await expect.poll(async () => (await ada.workspace.column(name, 1))[0]).toBe('9');
  await foot(grace, /of 300$/);

  const shown = (one: Person) => one.workspace.preview(name).getByRole('group', { name: 'What is shown' });
  await expect(shown(ada)).toContainText('Only you:');
  await shown(ada).getByRole('button', { name: 'Show both' }).click();
  for (const one of [ada, grace]) {
    await foot(one, /of 60, from 300$/);
    await expect.poll(async () => (await one.workspace.column(name, 1))[0]).toBe('9');
    await expect(shown(one)).toContainText('Everyone:');
    await expect(one.workspace.log).toContainText('Ada shows wind: wind from 8, by wind, descending');
  }
  // Grace looks at something else, and comes back.
  await grace.workspace.preview(name).getByLabel(`Find in ${name}`).fill('fog');
  await foot(grace, /of 20, from 300$/);
  // A blank before the next word stays, whatever was looked for meanwhile.
  await grace.workspace.preview(name).getByLabel(`Find in ${name}`).fill('rain ');
  await expect.poll(async () => (await grace.workspace.column(name, 2))[0]).toBe('rain');
  await expect(grace.workspace.preview(name).getByLabel(`Find in ${name}`)).toHaveValue('rain ');
  await grace.workspace.preview(name).getByLabel(`Find in ${name}`).fill('fog');
  await expect.poll(async () => (await grace.workspace.column(name, 2))[0]).toBe('fog');
  await foot(grace, /of 20, from 300$/);
  await expect(shown(grace)).toContainText('Only you:');
  await foot(ada, /of 60, from 300$/);
  // Words that are not looked for yet go with the view that they were typed in.
  await grace.workspace.preview(name).getByLabel(`Find in ${name}`).fill('rain');
  await shown(grace).getByRole('button', { name: 'Back to what everyone sees' }).click();
  await foot(grace, /of 60, from 300$/);
  for (const text of ['all of it', 'again']) {
    await ada.workspace.say(text);
    await expect(grace.workspace.message(text)).toBeVisible();
  }
  await expect(grace.workspace.preview(name).getByLabel(`Find in ${name}`)).toHaveValue('');
  await foot(grace, /of 60, from 300$/);
  // So does the chip in the conversation.
  await grace.workspace.preview(name).getByLabel(`Find in ${name}`).fill('fog');
  await foot(grace, /of 20, from 300$/);
  await grace.workspace.log.getByRole('button', { name: 'Ada shows wind: wind from 8, by wind, descending' }).click();
  await foot(grace, /of 60, from 300$/);
  await expect(shown(grace)).toContainText('Everyone:');
  // Who comes later sees it too.
  await grace.reload();
  await foot(grace, /of 60, from 300$/);
});

test('values_of_a_column_filter_by_a_press_and_chips_take_it_back', async ({ person }) => {
  const [ada] = await together(person);
  const name = await bring([ada], WIND);
  const foot = (text: RegExp) => footOf(ada, name, text);
  await expect(head(ada, name, 'sky')).toContainText('33%');
  const menu = await menuOf(ada, name, 'sky');
  await menu.getByRole('button', { name: 'rain, 100' }).click();
  await foot(/of 100, from 300$/);
  await menu.getByRole('button', { name: 'sun, 100' }).click();
  await foot(/of 200, from 300$/);
  await expect(menu.getByRole('button', { name: 'fog, 100' })).toHaveAttribute('aria-pressed', 'false');
  await ada.page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  const wrong = await menuOf(ada, name, 'wind');
  await wrong.getByLabel('To', { exact: true }).fill('much');
  ada.expectProblem(/status of 400/);
  await wrong.getByLabel('To', { exact: true }).press('Enter');
  await expect(ada.workspace.preview(name).getByRole('alert')).toContainText('much');
  await ada.page.keyboard.press('Escape');
  await ada.workspace.preview(name).getByRole('button', { name: /^wind up to much/ }).click();
  await foot(/of 200, from 300$/);
  await ada.workspace.preview(name).getByRole('button', { name: 'All rows' }).click();
  await foot(/of 300$/);
  // The chip is gone; the keys go on in the rows.
  await expect(ada.workspace.rows(name)).toBeFocused();
});

test('what_is_marked_is_added_up_and_copied_as_it_stands', async ({ person }) => {
  const [ada] = await together(person);
  const wind = await bring([ada], WIND);
  const card = ada.workspace.preview(wind);
  await ada.workspace.row(wind, 1).locator('td[data-column="1"]').click();
  await ada.page.keyboard.press('Shift+ArrowDown');
  await ada.page.keyboard.press('Shift+ArrowDown');
  await expect(card.getByText('3 values, sum 6, mean 2.0')).toBeVisible();
  await ada.page.keyboard.press('Control+a');
  await expect(card.getByText('900 values, sum 46,500')).toBeVisible();

  const name = await bring([ada], COPY);
  await ada.workspace.row(name, 0).locator('td').nth(1).click();
  await ada.page.keyboard.press('Control+a');
  await expect(ada.workspace.preview(name).getByText('12 values')).toBeVisible();
  await ada.page.keyboard.press('Control+c');
  const [text, html] = await ada.page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const read = async (type: string) => (await item!.getType(type)).text();
    return [await read('text/plain'), await read('text/html')];
  });
  expect(text!.replaceAll('\r\n', '\n')).toBe(
    '12345678901234567\t007\t"two\nlines"\n12345678901234568\t1E5\t"a\ttab"\n00000000000000042\t=1+1\t"say ""hi"""\n98765432109876543\t-5\tplain',
  );
  expect(html).toContain('=1+1');
  expect(html).toMatch(/mso-number-format:.{0,8}\\@/);
  // A long or many-lined cell opens whole.
  await ada.workspace.row(name, 0).locator('td[data-column="2"]').dblclick();
  await expect(ada.page.getByRole('region', { name: 'The whole value' }).locator('pre')).toHaveText('two\nlines');
});

test('all_is_all_rows_and_not_what_was_loaded', async ({ person }) => {
  const [ada] = await together(person);
  const rows = 20_000;
  const line = (at: number) => `${at},v${at}`;
  const all = Array.from({ length: rows }, (_, at) => line(at));
  const name = await bring([ada], csv('long.csv', `at,word\n${all.join('\n')}\n`));
  const grid = ada.workspace.rows(name);
  const copied = () => ada.page.evaluate(async () => (await navigator.clipboard.readText()).replaceAll('\r\n', '\n'));
  await ada.workspace.row(name, 0).locator('td[data-column="1"]').click();
  await ada.workspace.preview(name).locator('.grid-wrap').evaluate((wrap) => {
    wrap.scrollTo(0, ((wrap.scrollHeight - wrap.clientHeight) * 15_000) / 20_000);
  });
  const shown = grid.locator('tbody tr[data-at] td[data-column="1"]').nth(8);
  await expect(shown).toHaveText(/^v1[45]\d{3}$/);
  await shown.click();
  await ada.page.keyboard.press('Control+c');
  expect(await copied()).toBe(await shown.textContent());
  await ada.page.keyboard.press('Control+a');
  await expect(ada.workspace.preview(name).getByText('40,000 values')).toBeVisible({ timeout: 20_000 });
  await ada.page.keyboard.press('Control+c');
  expect(await copied()).toBe(all.join('\n').replaceAll(',', '\t'));
  // One more, and the way out is shown.
  const more = await bring([ada], csv('longer.csv', `at,word\n${all.join('\n')}\n20000,v20000\n`));
  await ada.workspace.row(more, 0).locator('td').nth(1).click();
  await ada.page.keyboard.press('Control+a');
  await ada.page.keyboard.press('Control+c');
  await expect(ada.workspace.preview(more).getByText('20,001 rows are too many to copy. Export them instead.')).toBeVisible();
});

test('columns_are_put_as_one_likes_them', async ({ person }) => {
  const [ada] = await together(person);
  const name = await bring([ada], WIND);
  const heads = () => ada.workspace.rows(name).locator('th[data-column] bdi').allTextContents();
  expect(await heads()).toEqual(['day', 'wind', 'sky']);
  let menu = await menuOf(ada, name, 'day');
  await menu.getByRole('button', { name: 'Move right' }).click();
  expect(await heads()).toEqual(['wind', 'day', 'sky']);
  await menu.getByRole('button', { name: 'Hide' }).click();
  expect(await heads()).toEqual(['wind', 'sky']);
  menu = await menuOf(ada, name, 'sky');
  await menu.getByRole('button', { name: 'Pin', exact: true }).click();
  expect(await heads()).toEqual(['sky', 'wind']);
  await ada.page.keyboard.press('Escape');
  await ada.workspace.preview(name).getByRole('button', { name: 'Columns' }).click();
  await ada.page.getByRole('region', { name: 'Columns' }).getByRole('button', { name: 'day' }).click();
  expect(await heads()).toEqual(['sky', 'wind', 'day']);
  await ada.page.keyboard.press('Escape');
  const edge = head(ada, name, 'wind').locator('.grip');
  const before = (await head(ada, name, 'wind').boundingBox())!.width;
  const place = (await edge.boundingBox())!;
  await ada.page.mouse.move(place.x + 3, place.y + 10);
  await ada.page.mouse.down();
  await ada.page.mouse.move(place.x + 63, place.y + 12, { steps: 4 });
  await ada.page.mouse.up();
  await expect.poll(async () => Math.round((await head(ada, name, 'wind').boundingBox())!.width - before)).toBe(60);
});

test('a_columns_menu_lies_within_its_card', async ({ person }) => {
  const ada = await person('Ada');
  await ada.createSession('Menu');
  const name = await bring([ada], WIND);
  for (const column of ['sky', 'day']) {
    const menu = (await (await menuOf(ada, name, column)).boundingBox())!;
    const card = (await ada.workspace.preview(name).boundingBox())!;
    expect(menu.x).toBeGreaterThanOrEqual(card.x);
    expect(menu.x + menu.width).toBeLessThanOrEqual(card.x + card.width);
    await ada.page.keyboard.press('Escape');
  }
});

test('what_is_shown_can_be_taken_along', async ({ person }) => {
  const [ada] = await together(person);
  const name = await bring([ada], WIND);
  const menu = await menuOf(ada, name, 'sky');
  await menu.getByRole('button', { name: 'fog, 100' }).click();
  await menu.getByRole('button', { name: 'Hide' }).click();
  await expect(ada.workspace.preview(name).getByText(/of 100, from 300$/)).toBeVisible();
  await ada.workspace.preview(name).getByRole('button', { name: 'Export' }).click();
  const takes = async (word: string) => {
    const download = ada.page.waitForEvent('download');
    await ada.page.getByRole('region', { name: 'Export' }).getByRole('link', { name: word }).click();
    const file = await download;
    return [file.suggestedFilename(), readFileSync(await file.path())] as const;
  };
  const [csvName, text] = await takes('CSV');
  expect(csvName).toBe('wind.csv');
  const lines = text.toString('utf8').replace(/^\uFEFF/, '').trim().split(/\r?\n/);
  expect(lines[0]).toBe('day,wind');
  expect(lines[1]).toBe('3,2');
  expect(lines).toHaveLength(101);
  const [sheetName, sheet] = await takes('Excel');
  expect([sheetName, sheet.subarray(0, 2).toString()]).toEqual(['wind.xlsx', 'PK']);
  const [parquetName, parquet] = await takes('Parquet');
  expect([parquetName, parquet.subarray(0, 4).toString()]).toEqual(['wind.parquet', 'PAR1']);
});

test('a_million_rows_are_gone_through_by_keys', async ({ person }) => {
  const [ada] = await together(person);
  const rows = 1_000_000;
  const line = (at: number) => `${at},${(at * 7919) % rows},${at % 2 ? 'odd' : 'even'}`;
  const name = await bring([ada], csv('million.csv', `at,mixed,half\n${Array.from({ length: rows }, (_, at) => line(at)).join('\n')}\n`));
  const card = ada.workspace.preview(name);
  const grid = ada.workspace.rows(name);
  await expect(grid).toHaveAttribute('aria-rowcount', '1000001');
  await grid.focus();
  await grid.press('Control+End');
  await expect(ada.workspace.row(name, rows - 1).locator('td[data-column="0"]')).toHaveText(String(rows - 1));
  await grid.press('PageUp');
  await grid.press('Control+Home');
  await expect(ada.workspace.row(name, 0).locator('td[data-column="0"]')).toHaveText('0');
  await grid.press('ArrowRight');
  await grid.press('ArrowUp');
  await grid.press('Enter');
  await expect(head(ada, name, 'mixed')).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(async () => (await ada.workspace.column(name, 1)).slice(0, 3), { timeout: 30_000 }).toEqual(['0', '1', '2']);
  await grid.focus();
  await grid.press('Control+End');
  await expect(ada.workspace.rows(name).locator('tbody tr[data-at="999999"] td[data-column="1"]')).toHaveText('999999');
  await expect(card.getByText(/^Rows [\d,]+–1,000,000 of 1,000,000$/)).toBeVisible();
  // The middle of the bar is the middle of the rows.
  await card.locator('.grid-wrap').evaluate((wrap) => wrap.scrollTo(0, (wrap.scrollHeight - wrap.clientHeight) / 2));
  await expect.poll(async () => Number((await ada.workspace.column(name, 1))[5])).toBeGreaterThan(499_000);
  await expect.poll(async () => Number((await ada.workspace.column(name, 1))[5])).toBeLessThan(501_000);
});

test('two_thousand_columns_are_no_burden', async ({ person }) => {
  const [ada] = await together(person);
  const columns = Array.from({ length: 2_000 }, (_, at) => `c${at}`);
  const rows = Array.from({ length: 30 }, (_, row) => columns.map((_, at) => row * 2_000 + at).join(','));
  const name = await bring([ada], csv('wide.csv', `${columns.join(',')}\n${rows.join('\n')}\n`));
  const grid = ada.workspace.rows(name);
  await grid.focus();
  await grid.press('Control+End');
  await expect(ada.workspace.row(name, 29).locator('td[data-column="1999"]')).toHaveText('59999');
  expect(await grid.locator('td').count()).toBeLessThan(2_000);
  await grid.press('Home');
  await expect(ada.workspace.row(name, 29).locator('td[data-column="0"]')).toHaveText('58000');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`on_a_phone_the_first_column_stays_in_${colorScheme}`, async ({ person }) => {
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, colorScheme };
    const ada = await person('Ada', phone);
    await ada.createSession('Wildlife');
    await ada.workspace.saved();
    await ada.workspace.upload(csv('many.csv', `${Array.from({ length: 12 }, (_, at) => `column ${at}`).join(',')}\n${'1,2,3,4,5,6,7,8,9,10,11,12\n'.repeat(40)}`));
    await ada.workspace.previewed('many');
    const grid = ada.workspace.rows('many');
    const wrap = ada.workspace.preview('many').locator('.grid-wrap');
    await wrap.scrollIntoViewIfNeeded();
    await wrap.evaluate((element) => element.scrollTo(element.scrollWidth, 0));
    await expect(grid.locator('tr[data-row="0"] td[data-column="11"]')).toBeInViewport();
    await expect(grid.locator('tr[data-row="0"] td[data-column="0"]')).toBeInViewport();
    await isFine(ada.page, 'a grid');
  });
}
