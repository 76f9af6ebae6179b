/** Notes: pages that everyone in a session writes on at once, and nothing of which is lost. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { wind } from '../story/live.ts';
import { Bot } from '../story/bot.ts';
import { Notes, written } from '../story/notes.ts';
import { together } from '../story/person.ts';

test('two_people_write_on_one_page_and_see_where_the_other_is', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  const [of_ada, of_grace] = [new Notes(ada), new Notes(grace)];
  await of_ada.open();
  await of_ada.add('# Plan\nWind by weather.');
  await of_grace.open();
  await of_grace.reads('# Plan\nWind by weather.');
  // Where the other is, by name; gone with their page.
  await expect(of_grace.panel.locator('.caret')).toHaveText(/Ada/);
  await of_grace.add(' Then by month.');
  await of_ada.reads('# Plan\nWind by weather. Then by month.');
  await expect(of_ada.panel.locator('.caret')).toHaveText(/Grace/);
  // And what they have chosen.
  await of_ada.field.focus();
  await ada.page.keyboard.press('Control+Home');
  await ada.page.keyboard.press('Shift+End');
  await expect(of_grace.panel.locator('.selected')).toHaveText('# Plan');
  await of_ada.end();
  await expect(of_grace.panel.locator('.selected')).toHaveCount(0);
  await isFine(ada.page, 'notes for two');
  // Both in the same word at once.
  await Promise.all([of_ada.add('aaaa'), of_grace.add('bbbb')]);
  for (const notes of [of_ada, of_grace]) {
    await notes.saved();
    await expect.poll(async () => (await notes.text()).replace(/[^ab]/g, '').length).toBe('Plan Wind by weather. Then by month.'.replace(/[^ab]/g, '').length + 8);
  }
  expect(await of_ada.text()).toBe(await of_grace.text());
  // The server has the same: for programs, and for who comes without scripts.
  expect(await written(grace, path)).toBe(await of_ada.text());
  await grace.page.goto(`${path}/notes/${path.split('/').at(-1)}`);
  await expect(grace.page.locator('.note-text')).toContainText('Then by month.');
  await expect(of_ada.panel.locator('.caret')).toHaveCount(0);
});

test('what_is_written_while_the_line_is_away_is_there_once', async ({ person, lines }) => {
  const [ada, grace, path] = await together(person, lines);
  ada.expectLostLine();
  ada.expectProblem(/Failed to load resource/);
  const [of_ada, of_grace] = [new Notes(ada), new Notes(grace)];
  await of_ada.open();
  await of_ada.add('Before.\n');
  await of_grace.open();
  await of_grace.reads('Before.\n');
  lines[0].cut();
  await of_ada.add('One.\n');
  await expect(of_ada.panel.getByRole('status')).toContainText('Not sent yet. It is kept in this browser');
  await of_grace.add('Meanwhile.\n');
  // The page is loaded anew before the line is back.
  await ada.page.reload().catch(() => {});
  lines[0].restore();
  // The browser is still busy with its own page of that.
  await expect(() => ada.open(path)).toPass();
  await of_ada.open();
  for (const notes of [of_ada, of_grace]) {
    await expect.poll(async () => (await notes.text()).split('\n').filter(Boolean).sort()).toEqual(['Before.', 'Meanwhile.', 'One.']);
  }
  await of_ada.saved();
  // And once more: the tab is closed, and another one opened.
  lines[0].cut();
  await of_ada.add('Two.\n');
  await expect(of_ada.panel.getByRole('status')).toContainText('Not sent yet.');
  const tab = await ada.context.newPage();
  await ada.page.close();
  lines[0].restore();
  await tab.goto(path);
  await tab.getByRole('button', { name: 'Notes', exact: true }).click();
  await expect.poll(async () => (await of_grace.text()).split('\n').filter(Boolean).sort()).toEqual(['Before.', 'Meanwhile.', 'One.', 'Two.']);
  await expect.poll(() => tab.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('tandem:note:')))).toEqual([]);
});

test('on_a_phone_whose_line_swallows_everything_it_is_said_and_nothing_is_lost', async ({ person, lines }) => {
  const ada = await person('Ada', { line: lines[0], viewport: { width: 360, height: 740 }, hasTouch: true });
  const grace = await person('Grace');
  ada.expectLostLine();
  ada.expectProblem(/Failed to load resource/);
  const path = await ada.createSession('On the way');
  await grace.open(path);
  for (const one of [ada, grace]) await one.workspace.saved();
  await ada.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Notes' }).click();
  const [of_ada, of_grace] = [new Notes(ada), new Notes(grace)];
  await of_ada.begin();
  await of_grace.open();
  lines[0].blackhole();
  await of_ada.add('The first paragraph.\n\nAnd the second.');
  await expect(ada.workspace.badge).not.toHaveAttribute('data-state', 'saved', { timeout: 25_000 });
  await expect(ada.workspace.badge).toBeInViewport();
  await expect(of_ada.panel.getByRole('status')).toContainText('Not sent yet. It is kept in this browser');
  // She loads the page anew while the line is away.
  await ada.page.reload({ timeout: 3_000 }).catch(() => {});
  lines[0].restore();
  await expect(() => ada.open(path)).toPass();
  await ada.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Notes' }).click();
  for (const notes of [of_ada, of_grace]) await notes.reads('The first paragraph.\n\nAnd the second.');
  expect(await written(grace, path)).toBe('The first paragraph.\n\nAnd the second.');
});

test('undo_takes_back_what_one_wrote_and_nothing_else', async ({ person, lines }) => {
  const [ada, grace, path] = await together(person, lines);
  ada.expectLostLine();
  const [of_ada, of_grace] = [new Notes(ada), new Notes(grace)];
  await of_ada.open();
  await of_ada.add('alpha beta gamma');
  await of_grace.open();
  await of_grace.reads('alpha beta gamma');
  await of_grace.end();
  for (let at = 0; at < 6; at += 1) await grace.page.keyboard.press('ArrowLeft');
  for (let at = 0; at < 4; at += 1) await grace.page.keyboard.press('Shift+ArrowLeft');
  await grace.page.keyboard.type('delta');
  await of_ada.reads('alpha delta gamma');
  await ada.page.keyboard.press('Control+z');
  for (const notes of [of_ada, of_grace]) await notes.reads('delta');
  await ada.page.keyboard.press('Control+y');
  for (const notes of [of_ada, of_grace]) await notes.reads('alpha delta gamma');
  // On a page that was just opened there is nothing to take back.
  await grace.open(path);
  await of_grace.open();
  await of_grace.reads('alpha delta gamma');
  await of_grace.field.focus();
  await grace.page.keyboard.press('Control+z');
  await of_grace.add('!');
  for (const notes of [of_ada, of_grace]) await notes.reads('alpha delta gamma!');
  // After the line was away only one's own goes.
  lines[0].reset();
  await of_ada.add('?');
  await of_grace.reads('alpha delta gamma!?');
  await ada.page.keyboard.press('Control+z');
  for (const notes of [of_ada, of_grace]) await notes.reads('alpha delta gamma!');
});

test('letters_of_every_kind_stay_in_their_places', async ({ person, server }) => {
  const [ada, grace, path] = await together(person);
  const [of_ada, of_grace] = [new Notes(ada), new Notes(grace)];
  // 48 UTF-16 units once its line breaks are as pages have them.
  const pasted = 'Привет! Один\r\n👩‍👩‍👧 café (e\u0301) 中文\r\nbridge 🌉 end';
  await of_ada.open();
  await of_ada.field.focus();
  await ada.page.evaluate((text) => navigator.clipboard.writeText(text), pasted);
  await ada.page.keyboard.press('Control+v');
  await of_grace.open();
  const text = pasted.replaceAll('\r\n', '\n');
  await of_grace.reads(text);
  // Each at a place of their own, and a program behind the bridge.
  const place = async (notes: Notes, presses: string[]) => {
    await notes.field.focus();
    for (const key of presses) await notes.one.page.keyboard.press(key);
  };
  await place(of_ada, ['Control+End']);
  await place(of_grace, ['Control+Home', 'End']);
  const bot = await Bot.open(server.url, ada, path.split('/').at(-1)!);
  await Promise.all([ada.page.keyboard.type('!'), grace.page.keyboard.type('?'), bot.insert(44, 'X')]);
  const now = `${text.replace('Один', 'Один?').replace('🌉', '🌉X')}!`;
  expect([now.length, Buffer.byteLength(now)]).toEqual([51, 79]);
  for (const notes of [of_ada, of_grace]) await notes.reads(now);
  await expect.poll(() => bot.text).toBe(now);
  bot.close();
  for (const notes of [of_ada, of_grace]) await notes.saved();
  expect(await written(ada, path)).toBe(now);
  // In the server's page, and in what one takes along.
  await ada.page.goto(`${path}/notes/${path.split('/').at(-1)}`);
  for (const line of now.split('\n')) await expect(ada.page.locator('.note-text')).toContainText(line);
  expect(await ada.page.content()).not.toContain('\uFFFD');
});

test('a_long_text_that_is_pasted_comes_whole', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  const [of_ada, of_grace] = [new Notes(ada), new Notes(grace)];
  const long = Array.from({ length: 2_500 }, (_, at) => `Line ${at} 🌉 of a long text that goes on and on.`).join('\n');
  await of_ada.open();
  await of_ada.field.focus();
  await ada.page.evaluate((text) => navigator.clipboard.writeText(text), long);
  await ada.page.keyboard.press('Control+v');
  await of_ada.saved();
  expect(await written(ada, path)).toBe(long);
  await of_grace.open();
  await of_grace.add('\nEnd.');
  await of_grace.saved();
  expect(await written(ada, path)).toBe(`${long}\nEnd.`);
});

test('a_server_that_is_killed_loses_and_doubles_nothing', async ({ person, server }) => {
  const [ada, grace, path] = await together(person);
  for (const one of [ada, grace]) one.expectLostLine();
  const second = await ada.context.newPage();
  await second.goto(path);
  const [of_ada, of_grace] = [new Notes(ada), new Notes(grace)];
  // Both begin the first page at once.
  await Promise.all([of_ada.open(), of_grace.open()]);
  const of_tab = new Notes({ page: second });
  await of_tab.open();
  for (let round = 0; round < 3; round += 1) {
    await of_ada.add(`a${round} `);
    await server.kill();
    // At the other end: letters of two who write in one place may stand between each other.
    await of_grace.field.focus();
    await grace.page.keyboard.press('Control+Home');
    await grace.page.keyboard.type(`g${round} `);
    await server.up();
    for (const notes of [of_ada, of_grace]) await notes.saved();
  }
  const words = async (notes: Notes) => (await notes.text()).trim().split(/\s+/).sort();
  for (const notes of [of_ada, of_grace]) {
    await expect.poll(() => words(notes)).toEqual(['a0', 'a1', 'a2', 'g0', 'g1', 'g2']);
  }
  const text = await of_ada.text();
  await of_grace.reads(text);
  await of_tab.reads(text);
  expect(await written(ada, path)).toBe(text);
});

test('a_card_that_is_named_is_shown_as_it_is_now', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.addSample();
  await ada.workspace.run({ kind: 'Histogram', dataset: 'penguins' });
  const of_ada = new Notes(ada);
  await of_ada.open();
  await of_ada.add('Look at this: [[');
  const offered = of_ada.panel.locator('tandem-note').getByRole('option').first();
  await expect(offered).toBeVisible();
  const title = (await offered.textContent())!;
  await offered.click();
  for (const notes of [of_ada, new Notes(grace)]) {
    if (notes !== of_ada) await notes.open();
    const shown = notes.panel.locator('.note-card');
    await expect(shown.getByRole('link', { name: title })).toBeVisible();
    await expect(shown.locator('svg, table')).toBeVisible();
  }
  await isFine(ada.page, 'a card in a note');
  // Letters beside it leave it as it is.
  await of_ada.add(' So it is.');
  await expect(of_ada.panel.locator('.note-card')).toHaveCount(1);
  await new Notes(grace).panel.locator('.note-card').getByRole('link', { name: title }).click();
  await expect(grace.page.getByRole('heading', { name: title })).toBeFocused();
  // Nothing of it stays once its name is gone.
  await of_ada.field.focus();
  await ada.page.keyboard.press('Control+a');
  await ada.page.keyboard.press('Delete');
  for (const one of [ada, grace]) await expect(one.page.locator('.note-card')).toHaveCount(0);
});

test('a_card_in_a_note_moves_while_rows_come', async ({ person }) => {
  const [ada, grace] = await together(person);
  const append = await wind(ada);
  await append(3);
  await ada.workspace.run({ kind: 'Column profile', dataset: 'wind' });
  const [of_ada, of_grace] = [new Notes(ada), new Notes(grace)];
  await of_ada.open();
  await of_ada.add('Now: [[');
  await of_ada.panel.locator('tandem-note').getByRole('option').first().click();
  await of_grace.open();
  for (const notes of [of_ada, of_grace]) await expect(notes.panel.locator('.note-card')).toContainText(/\b3 rows/);
  await append(4);
  for (const notes of [of_ada, of_grace]) await expect(notes.panel.locator('.note-card')).toContainText(/\b7 rows/);
});

test('who_is_named_in_a_note_is_rung_for_and_led_there', async ({ person }) => {
  const [ada, grace] = await together(person);
  await grace.open('/');
  const of_ada = new Notes(ada);
  await of_ada.open();
  await of_ada.add('Who looks at it? @Gr');
  await of_ada.panel.locator('tandem-note').getByRole('option', { name: 'Grace' }).click();
  await of_ada.saved();
  await grace.page.getByRole('button', { name: 'Notifications, 1 new' }).click();
  await grace.page.getByRole('link', { name: /mentioned you in the notes of/ }).click();
  await new Notes(grace).reads((await of_ada.text()).trimEnd());
});

test('a_phone_and_a_keyboard_do_it_too', async ({ person }) => {
  const ada = await person('Ada', { viewport: { width: 360, height: 740 }, hasTouch: true, colorScheme: 'dark' });
  await ada.createSession('Weather');
  await ada.workspace.saved();
  await ada.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Notes' }).press('Enter');
  const notes = new Notes(ada);
  await notes.begin();
  await notes.add('Written on the way.');
  await notes.saved();
  await isFine(ada.page, 'notes on a phone');
  // Tab leaves the text.
  await notes.field.focus();
  await ada.page.keyboard.press('Tab');
  await expect(notes.field).not.toBeFocused();
  // A second page, with a name of its own.
  await notes.panel.getByRole('button', { name: 'New page' }).click();
  await expect(notes.panel.getByLabel('Page', { exact: true })).toHaveValue(/./);
  await notes.reads('');
  await notes.panel.getByLabel('Page', { exact: true }).selectOption('Notes');
  await notes.reads('Written on the way.');
});

test('the_editor_is_asked_for_once_however_often_one_looks', async ({ person }) => {
  const ada = await person('Ada');
  await ada.createSession('Notes');
  let asked = 0;
  let hand_over = () => {};
  const wanted = new Promise<void>((done) => (hand_over = done));
  await ada.page.route('**/editor.js*', async (route) => {
    asked += 1;
    await wanted;
    await route.continue();
  });
  for (const panel of ['Notes', 'Chat', 'Notes']) {
    await ada.page.getByRole('button', { name: panel, exact: true }).click();
  }
  await expect.poll(() => asked).toBe(1);
  hand_over();
  const notes = new Notes(ada);
  await notes.begin();
  await notes.add('Here.');
  await notes.reads('Here.');
  expect(asked).toBe(1);
});
