/** Comments: said of a cell, a row, a card; found again from both sides, answered, and settled. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { wind } from '../story/live.ts';
import { Notes } from '../story/notes.ts';
import { together, type Person } from '../story/person.ts';

const csv = (name: string, lines: string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) });

const STOCK = csv('stock.csv', ['item,qty', 'nut,4', 'bolt,-14', 'gear,20', 'nut,7']);
const WIND = csv('wind.csv', ['day,wind,sky', ...Array.from({ length: 300 }, (_, at) => `${at + 1},${at % 10},${['sun', 'rain', 'fog'][at % 3]}`)]);

const cell = (one: Person, name: string, row: number, column: number) =>
  one.workspace.row(name, row).locator(`td[data-column="${column}"]`);

const mark = (one: Person, name: string, words: string) =>
  one.workspace.rows(name).getByRole('button', { name: words, exact: true });

const shown = (one: Person, name: string) =>
  one.workspace.preview(name).getByRole('group', { name: 'What is shown' });

async function bring(people: Person[], file: ReturnType<typeof csv>) {
  const name = file.name.replace('.csv', '');
  await people[0]!.workspace.upload(file);
  for (const one of people) await one.workspace.previewed(name);
  return name;
}

/** Says something of a cell, as a mouse and then the keyboard do. */
async function comment(one: Person, name: string, [row, column]: [number, number], words: string, key = 'm') {
  await cell(one, name, row, column).click();
  await one.page.keyboard.press(key);
  await expect(one.workspace.messageBox).toBeFocused();
  await expect(one.workspace.messageBox).toHaveValue('');
  await one.page.keyboard.type(words);
  await one.page.keyboard.press('Enter');
}

test('a_comment_on_a_cell_is_answered_and_settled_by_the_other', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  const name = await bring([ada, grace], STOCK);
  await grace.open('/');
  await comment(ada, name, [1, 1], 'Less than none, @Grace?');
  await expect(ada.workspace.message('Less than none')).toContainText('row 2, qty: −14');
  await expect(grace.page.getByRole('button', { name: 'Notifications, 1 new' })).toBeVisible();

  // She comes later, and it is there: at the card, and at the cell.
  await grace.open(path);
  await grace.workspace.previewed(name);
  await expect(grace.workspace.preview(name).getByRole('button', { name: '1 comment', exact: true })).toBeVisible();
  await grace.workspace.say('Something else');
  await mark(grace, name, '1 comment on qty of row 2').click();
  const place = grace.workspace.conversation.getByText(/^Comments on .*stock.*row 2, .*qty/);
  await expect(place).toBeVisible();
  await expect(grace.workspace.message('Something else')).toBeHidden();
  await expect(grace.workspace.messageBox).toBeFocused();
  await grace.workspace.say('A return');
  await expect(grace.workspace.message('A return')).toBeVisible();
  await isFine(grace.page, 'the comments on a cell');
  await expect(ada.workspace.message('A return').locator('.msg-quote')).toContainText('Less than none');

  await grace.workspace.message('Less than none').first().getByRole('button', { name: 'Resolve' }).click();
  for (const one of [ada, grace]) {
    await expect(one.workspace.message('Less than none').first()).toContainText(/Resolved by .?Grace/);
    await expect(mark(one, name, '1 comment on qty of row 2')).toBeHidden();
  }
  await grace.workspace.conversation.getByRole('button', { name: 'All messages' }).click();
  await expect(grace.workspace.message('Something else')).toBeVisible();
  await ada.workspace.message('Less than none').first().getByRole('button', { name: 'Open again' }).press('Enter');
  for (const one of [ada, grace]) await expect(mark(one, name, '1 comment on qty of row 2')).toBeVisible();

  // What is taken back hangs nowhere.
  await ada.workspace.message('Less than none').first().getByRole('button', { name: /^More for/ }).click();
  await ada.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await ada.page.getByRole('button', { name: 'Delete for everyone' }).click();
  for (const one of [ada, grace]) await expect(mark(one, name, '1 comment on qty of row 2')).toBeHidden();
});

test('a_press_on_the_place_leads_to_its_row_however_far_it_is', async ({ person }) => {
  const [ada, grace] = await together(person);
  const name = await bring([ada, grace], WIND);
  await ada.workspace.rows(name).focus();
  await ada.page.keyboard.press('Control+End');
  await expect(cell(ada, name, 299, 2)).toBeVisible();
  await comment(ada, name, [299, 2], 'The last one', 'Shift+M');
  await expect(mark(ada, name, '1 comment on row 300')).toBeVisible();

  await grace.workspace.rows(name).focus();
  await expect(cell(grace, name, 299, 0)).toBeHidden();
  await grace.workspace.message('The last one').getByRole('link', { name: /row 300/ }).press('Enter');
  await expect(mark(grace, name, '1 comment on row 300')).toBeVisible();
  await expect(grace.workspace.rows(name)).toBeFocused();
  await expect(cell(grace, name, 299, 0)).toHaveAttribute('aria-selected', 'true');
});

test('what_one_saw_is_shown_to_the_other_and_to_nobody_else', async ({ person }) => {
  const [ada, grace] = await together(person);
  const name = await bring([ada, grace], WIND);
  await ada.workspace.preview(name).getByRole('searchbox').fill('fog');
  await expect(ada.workspace.preview(name).getByText(/of 100, from 300$/)).toBeVisible();
  await comment(ada, name, [5, 1], 'Fog and no wind');
  await ada.workspace.preview(name).getByRole('button', { name: 'All rows' }).click();
  await expect(ada.workspace.preview(name).getByText(/of 300$/)).toBeVisible();

  await grace.workspace.preview(name).getByRole('searchbox').fill('sun');
  await expect(shown(grace, name)).toContainText('Only you:');
  await grace.workspace.message('Fog and no wind').getByRole('button', { name: /^Show what .?Ada.? saw$/ }).click();
  await expect(shown(grace, name)).toContainText(/What .?Ada.? saw:/);
  await expect(grace.workspace.preview(name).getByText(/of 100, from 300$/)).toBeVisible();
  await expect(cell(grace, name, 5, 1)).toHaveAttribute('aria-selected', 'true');
  await expect(ada.workspace.preview(name).getByText(/of 300$/)).toBeVisible();
  await shown(grace, name).getByRole('button', { name: 'Back to mine' }).click();
  await expect(grace.workspace.preview(name).getByRole('searchbox')).toHaveValue('sun');
  await expect(shown(grace, name)).toContainText('Only you:');
});

test('a_phone_speaks_of_a_card_and_of_a_cell', async ({ person }) => {
  const ada = await person('Ada', { viewport: { width: 360, height: 740 }, hasTouch: true, colorScheme: 'dark' });
  await ada.createSession('Stock');
  await ada.workspace.saved();
  const name = await bring([ada], STOCK);
  await ada.workspace.preview(name).getByRole('button', { name: 'Discuss' }).click();
  await ada.workspace.say('All of it');
  await ada.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /^Runs/ }).click();
  await cell(ada, name, 2, 1).dblclick();
  await ada.page.getByRole('button', { name: 'Comment', exact: true }).click();
  await ada.workspace.say('Only this one');
  await expect(ada.workspace.message('Only this one')).toContainText('row 3, qty: 20');
  await ada.workspace.message('Only this one').getByRole('link', { name: /row 3/ }).click();
  await expect(mark(ada, name, '1 comment on qty of row 3')).toBeVisible();
  await isFine(ada.page, 'a grid with a comment on a phone');
  await ada.workspace.preview(name).getByRole('button', { name: '2 comments' }).click();
  await expect(ada.workspace.message('All of it')).toBeVisible();
  await isFine(ada.page, 'the comments on a card on a phone');
});

test('without_scripts_a_comment_says_where_it_hangs', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Stock');
  const name = await bring([ada], STOCK);
  await comment(ada, name, [1, 1], 'Less than none?');
  await expect(ada.workspace.message('Less than none?')).toContainText('row 2');
  const grace = await person('Grace', { javaScriptEnabled: false });
  await grace.open(path);
  const place = grace.workspace.message('Less than none?').getByRole('link', { name: /stock.*row 2, qty: −14/ });
  await place.click();
  await expect(grace.page).toHaveURL(/#data-/);
});

/** The comment, not the answers that quote it. */
const asked = (one: Person) => one.workspace.message('So few bolts?').first();

test('a_row_is_found_again_in_newer_versions_and_it_is_said_where_it_is_not', async ({ person }) => {
  const [ada, grace] = await together(person);
  const name = await bring([ada, grace], csv('parts.csv', ['part,qty', 'nut,4', 'bolt,14', 'gear,20']));
  // What names the rows is known once the first column is.
  await expect(ada.workspace.rows(name).getByRole('columnheader', { name: /^part/ })).toContainText('3 different');
  await comment(ada, name, [1, 1], 'So few bolts?');
  await comment(ada, name, [0, 0], 'Which nuts?', 'Shift+M');
  await expect(mark(grace, name, '1 comment on row 1')).toBeVisible();

  // Sorted another way, its columns too, and without nuts.
  await grace.workspace.upload(csv('parts.csv', ['qty,part', '20,gear', '15,bolt']));
  await grace.workspace.rail.getByRole('button', { name: 'Upload as v2' }).click();
  for (const one of [ada, grace]) {
    await one.workspace.previewed('parts v2');
    await expect(one.workspace.preview('parts v2').getByRole('button', { name: '1 comment', exact: true })).toBeVisible();
    const rows = one.workspace.preview('parts v2').getByRole('grid');
    await expect(rows.locator('tr[data-row="1"] td[data-column="0"]').getByRole('button', { name: '1 comment on qty of row 2' })).toBeVisible();
    await expect(one.workspace.message('Which nuts?')).toContainText('This row is not in parts v2.');
    await expect(asked(one)).not.toContainText('is not in');
  }
  // From there it is answered and settled like any other.
  await grace.workspace.preview('parts v2').getByRole('button', { name: '1 comment on qty of row 2' }).click();
  await grace.workspace.say('15 by now');
  await expect(asked(grace)).toContainText('row 2, qty: 14');
  await expect(grace.workspace.message('Which nuts?')).toBeHidden();

  await grace.workspace.upload(csv('parts.csv', ['part,qty', 'gear,20']));
  await grace.workspace.rail.getByRole('button', { name: 'Upload as v3' }).click();
  await expect(asked(ada)).toContainText('This cell is not in parts v3.');
  // The version of then is still there, and who comes later is told the same.
  await asked(ada).getByRole('link', { name: /row 2/ }).click();
  await expect(cell(ada, name, 1, 1)).toHaveAttribute('aria-selected', 'true');
  await ada.reload();
  await expect(asked(ada)).toContainText('This cell is not in parts v3.');
});

test('a_mark_of_a_chart_is_spoken_of_and_found_by_its_name', async ({ person }) => {
  const [ada, grace] = await together(person);
  const name = await bring([ada, grace], STOCK);
  await ada.workspace.run({ kind: 'Top values', dataset: name, fields: { Column: 'item' } });
  const title = 'Top values of item';
  for (const one of [ada, grace]) await expect(one.workspace.card(title)).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  // By the keys alone: to the first bar, and on it.
  const chart = ada.workspace.chart(ada.workspace.card(title));
  await chart.focus();
  await ada.page.keyboard.press('Home');
  await ada.page.keyboard.press('m');
  await expect(ada.workspace.messageBox).toBeFocused();
  await expect(ada.workspace.conversation.getByText(/^About .?nut/)).toBeVisible();
  await expect(ada.workspace.messageBox).toHaveValue('');
  await ada.page.keyboard.type('Twice?');
  await ada.page.keyboard.press('Enter');
  const point = (one: Person) => one.workspace.card(title).getByRole('button', { name: '1 comment on nut', exact: true });
  for (const one of [ada, grace]) {
    await expect(one.workspace.message('Twice?')).toContainText('nut');
    await expect(point(one)).toBeVisible();
  }
  await isFine(grace.page, 'a chart with a comment');
  await point(grace).click();
  await grace.workspace.say('Two deliveries');
  await expect(ada.workspace.message('Two deliveries').locator('.msg-quote')).toContainText('Twice?');
  await grace.workspace.message('Twice?').first().getByRole('button', { name: 'Resolve' }).click();
  for (const one of [ada, grace]) await expect(point(one)).toBeHidden();
});

test('a_range_of_a_chart_is_spoken_of_by_keys_and_by_a_mouse', async ({ person }) => {
  const [ada, grace] = await together(person);
  const name = await bring([ada, grace], WIND);
  await ada.workspace.run({ kind: 'Histogram', dataset: name, fields: { Column: 'wind' } });
  const title = 'Distribution of wind';
  for (const one of [ada, grace]) await expect(one.workspace.card(title)).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  const comments = (one: Person, words: string) =>
    one.workspace.card(title).getByRole('button', { name: words, exact: true });

  const chart = ada.workspace.chart(ada.workspace.card(title));
  await chart.focus();
  for (const key of ['Home', 'Shift+ArrowRight', 'Shift+ArrowRight']) await ada.page.keyboard.press(key);
  await expect(chart.getByRole('status')).toHaveText(/^3 marks, /);
  const range = (await chart.locator('.tip strong').textContent())!;
  expect(range).toMatch(/ … /);
  await ada.page.keyboard.press('m');
  await expect(ada.workspace.conversation.getByText(/^About .* … /)).toBeVisible();
  await expect(ada.workspace.messageBox).toHaveValue('');
  await ada.page.keyboard.type('Hardly any wind');
  await ada.page.keyboard.press('Enter');
  for (const one of [ada, grace]) {
    await expect(one.workspace.message('Hardly any wind')).toContainText(' … ');
    await expect(one.workspace.card(title).getByRole('button', { name: /^1 comment on .* … / })).toBeVisible();
  }
  await isFine(grace.page, 'a chart with a comment on a range');

  // Drawn over with a mouse, from the last bars back.
  const hers = grace.workspace.chart(grace.workspace.card(title));
  await hers.scrollIntoViewIfNeeded();
  const box = (await hers.boundingBox())!;
  const y = box.y + box.height / 2;
  await grace.page.mouse.move(box.x + box.width * 0.9, y);
  await grace.page.mouse.down();
  await grace.page.mouse.move(box.x + box.width * 0.6, y, { steps: 8 });
  await grace.page.mouse.up();
  await expect(hers.locator('.tip')).toContainText('press m');
  await grace.page.keyboard.press('m');
  await grace.workspace.say('And a storm?');
  await expect(ada.workspace.message('And a storm?')).toContainText(' … ');
  await expect(ada.workspace.card(title).getByRole('button', { name: /^1 comment on .* … / })).toHaveCount(2);

  // The mark leads to what was said of just this range.
  await comments(grace, (await grace.workspace.card(title).getByRole('button', { name: /^1 comment on .* … / }).first().getAttribute('aria-label'))!).click();
  await expect(grace.workspace.message('Hardly any wind')).toBeVisible();
  await expect(grace.workspace.message('And a storm?')).toBeHidden();
});

test('a_mark_stays_with_its_row_while_older_rows_go_and_says_when_it_went', async ({ person }) => {
  const [ada, grace] = await together(person);
  const append = await wind(ada, { rows: 10 });
  await append(10);
  for (const one of [ada, grace]) await expect(cell(one, 'wind', 4, 0)).toHaveText('4');
  await comment(ada, 'wind', [4, 0], 'Too early?');
  await expect(mark(grace, 'wind', '1 comment on at of row 5')).toBeVisible();
  await append(3);
  // The same row stands elsewhere.
  for (const one of [ada, grace]) {
    await expect(cell(one, 'wind', 1, 0)).toContainText('4');
    await expect(mark(one, 'wind', '1 comment on at of row 2')).toBeVisible();
    await expect(mark(one, 'wind', '1 comment on at of row 5')).toHaveCount(0);
    await expect(one.workspace.message('Too early?')).toContainText('row 2, at: 4');
  }
  await append(10);
  for (const one of [ada, grace]) {
    await expect(one.workspace.message('Too early?')).toContainText('This cell is not kept any more.');
    await expect(one.workspace.message('Too early?')).toContainText('a row that went, at: 4');
    await expect(mark(one, 'wind', '1 comment on at of row 2')).toHaveCount(0);
  }
});

test('a_comment_on_words_goes_where_they_go', async ({ person }) => {
  const [ada, grace] = await together(person);
  const [of_ada, of_grace] = [new Notes(ada), new Notes(grace)];
  const words = (of: Notes) => of.panel.locator('.talked');
  const keys = async (...all: string[]) => {
    for (const key of all) await ada.page.keyboard.press(key);
  };
  await of_ada.open();
  await of_ada.add('First the nuts.\nThen the bolts, all of them.\nLast the gears.\n');
  await keys('Control+Home', 'ArrowDown', 'Home', 'Control+ArrowRight', 'Control+ArrowRight', 'ArrowRight', 'Control+Shift+ArrowRight');
  await expect(of_ada.panel.getByRole('button', { name: 'Comment' })).toBeVisible();
  await keys('Control+Alt+m');
  await expect(ada.workspace.messageBox).toBeFocused();
  await expect(ada.workspace.conversation.getByText(/^About “.?bolts/)).toBeVisible();
  await expect(ada.workspace.messageBox).toHaveValue('');
  await ada.page.keyboard.type('How many?');
  await ada.page.keyboard.press('Enter');

  // The place leads the other to the words.
  await grace.workspace.message('How many?').getByRole('link', { name: /bolts/ }).click();
  await expect(words(of_grace)).toHaveText('bolts');
  await expect(of_grace.field).toBeFocused();
  await grace.page.keyboard.press('Control+c');
  await expect.poll(() => grace.page.evaluate(() => navigator.clipboard.readText())).toBe('bolts');
  await isFine(grace.page, 'a comment on words');

  // Their line is cut: the thread stays and says so.
  await of_ada.open();
  await of_ada.field.focus();
  await keys('Control+Home', 'ArrowDown', 'Home', 'Shift+ArrowDown', 'Control+x');
  await expect(words(of_grace)).toHaveCount(0);
  const chat = grace.page.getByRole('button', { name: 'Chat', exact: true });
  await chat.click();
  const thread = grace.workspace.message('How many?');
  await expect(thread).toContainText('These words are not on the page any more.');
  await expect(thread).toContainText('bolts');
  // Put lower, among words that are alike.
  await of_ada.add('Other bolts are out of stock.\n');
  await keys('Control+v');
  await expect(words(of_ada)).toHaveText('bolts');
  await expect(thread).not.toContainText('not on the page');
  await of_grace.open();
  await expect(words(of_grace)).toHaveText('bolts');
  const line = of_ada.panel.locator('.cm-line', { has: ada.page.locator('.talked') });
  await expect(line).toHaveText('Then the bolts, all of them.');
  // Deleted, and that undone.
  await keys('ArrowUp', 'Home', 'Shift+ArrowDown', 'Delete');
  for (const of of [of_ada, of_grace]) await expect(words(of)).toHaveCount(0);
  await keys('Control+z');
  for (const of of [of_ada, of_grace]) await expect(words(of)).toHaveText('bolts');

  // From the words to what was said of them.
  await words(of_ada).click();
  await expect(ada.workspace.conversation.getByText(/^Comments on .?Notes.?, “.?bolts/)).toBeVisible();
  await ada.workspace.say('About sixty');
  await ada.workspace.message('How many?').first().getByRole('button', { name: 'Resolve' }).click();
  await expect(words(of_grace)).toHaveCount(0);
  await chat.click();
  await expect(thread.first()).toContainText(/Resolved by .?Ada/);
});

test('a_comment_on_words_among_letters_of_every_kind', async ({ person }) => {
  const ada = await person('Ada');
  await ada.createSession('Letters');
  const notes = new Notes(ada);
  await notes.open();
  // Of both bridges, half lies within what is kept of the line.
  const apart = '.'.repeat(30);
  await notes.add(`🌉${apart} bolts ${apart}🌉\n`);
  await ada.page.keyboard.press('Control+Home');
  for (let at = 0; at < 32; at += 1) await ada.page.keyboard.press('ArrowRight');
  for (let at = 0; at < 5; at += 1) await ada.page.keyboard.press('Shift+ArrowRight');
  await ada.page.keyboard.press('Control+Alt+m');
  await expect(ada.workspace.conversation.getByText(/^About “.?bolts/)).toBeVisible();
  await ada.page.keyboard.type('Here too');
  await ada.page.keyboard.press('Enter');
  await notes.open();
  await expect(notes.panel.locator('.talked')).toHaveText('bolts');
});
