/** The page in daily use: nothing typed is lost, nothing goes astray, nothing jumps. */
import { expect, test } from '../fixtures.ts';
import { together, type Person } from '../story/person.ts';

const SLOW = { latencyMs: 600 };

/** What somebody reads in the conversation, in order. */
async function reads(one: Person, texts: string[]) {
  await expect.poll(() => one.workspace.said(/\bword-\d\b/), { timeout: 30_000 }).toEqual(texts);
}

const WORDS = ['word-1', 'word-2', 'word-3'];

async function home(one: Person) {
  await one.page.getByRole('link', { name: 'Tandem, all sessions' }).click();
  await expect(one.page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible({ timeout: 20_000 });
}

test('what_was_sent_before_leaving_goes_out_from_the_next_page', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  lines[0].slow(SLOW);
  for (const word of WORDS) await ada.workspace.say(word);
  await home(ada);
  await reads(grace, WORDS);
  await expect(ada.page.getByRole('button', { name: /not sent/ })).toHaveCount(0, { timeout: 20_000 });
});

test('what_a_closed_tab_left_goes_out_when_any_page_opens', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  ada.expectLostLine();
  lines[0].cut();
  for (const word of WORDS) await ada.workspace.say(word);
  await ada.page.close();
  lines[0].restore();
  const tab = await ada.context.newPage();
  await tab.goto('/');
  await reads(grace, WORDS);
});

test('what_waits_elsewhere_is_counted_and_leads_there', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  grace.expectLostLine();
  grace.expectProblem(/archived/);
  lines[1].cut();
  await grace.workspace.say('word-1');
  await ada.page.getByRole('button', { name: 'Manage' }).click();
  await ada.page.getByRole('button', { name: 'Archive' }).click();
  await expect(ada.page.getByRole('button', { name: 'Restore' })).toBeVisible();
  lines[1].restore();
  await expect(grace.page.getByText('Not sent')).toBeVisible({ timeout: 20_000 });
  await home(grace);
  await grace.page.getByRole('button', { name: '1 not sent' }).click();
  await grace.page.getByRole('link', { name: '1 change waits, 1 refused' }).click();
  await expect(grace.page.getByText('Not sent')).toBeVisible();
});

test('a_refusal_is_the_same_on_every_tab_and_its_words_can_be_sent_as_new', async ({ person, lines }) => {
  const [ada, grace, path] = await together(person, lines);
  grace.expectLostLine();
  await grace.workspace.say('a first try');
  await grace.workspace.saved();
  const tab = await grace.context.newPage();
  await tab.goto(path);
  await expect(tab.locator('html[data-hydrated]')).toBeAttached();
  lines[1].cut();
  for (const word of ['word-1', 'word-2']) await grace.workspace.say(word);
  const manage = ada.page.getByRole('button', { name: 'Manage' });
  await manage.click();
  await ada.page.getByRole('button', { name: 'Archive' }).click();
  await expect(ada.page.getByRole('button', { name: 'Restore' })).toBeVisible();
  lines[1].restore();
  const failed = (page: typeof tab, word: string) => page.locator('li.msg[data-state=failed]').filter({ hasText: word });
  for (const page of [grace.page, tab]) await expect(failed(page, 'word-2')).toBeVisible({ timeout: 30_000 });
  await failed(tab, 'word-1').getByRole('button', { name: 'Copy' }).click();
  await expect(failed(tab, 'word-1').getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await tab.evaluate(() => navigator.clipboard.readText())).toBe('word-1');
  await failed(tab, 'word-1').getByRole('button', { name: 'Discard' }).click();
  for (const page of [grace.page, tab]) await expect(failed(page, 'word-1')).toHaveCount(0);
  await ada.page.getByRole('button', { name: 'Restore' }).click();
  await expect(ada.page.getByRole('button', { name: 'Archive' })).toBeVisible();
  await failed(grace.page, 'word-2').getByRole('button', { name: 'Send as new' }).click();
  await expect(ada.workspace.message('word-2')).toHaveCount(1);
  for (const page of [grace.page, tab]) await expect(failed(page, 'word-2')).toHaveCount(0);
  await expect(ada.workspace.message('word-1')).toHaveCount(0);
});

test('leaving_in_the_middle_of_an_upload_asks', async ({ person, lines }) => {
  const [ada] = await together(person, lines);
  lines[0].slow({ bytesPerSecond: 20_000 }, 'up');
  const rows = Array.from({ length: 20_000 }, (_, at) => `${at},${at * 2}`).join('\n');
  await ada.workspace.upload({ name: 'long.csv', mimeType: 'text/csv', buffer: Buffer.from(`a,b\n${rows}\n`) });
  await expect(ada.workspace.uploadBar('long.csv')).toBeVisible();
  const asked = ada.page.waitForEvent('dialog');
  await ada.page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await expect(ada.workspace.uploadBar('long.csv')).toBeVisible();
  await ada.page.getByRole('button', { name: 'Cancel' }).first().click();
});

test('addresses_end_where_people_end_them', async ({ person }) => {
  const [ada] = await together(person);
  const planet = 'https://en.wikipedia.org/wiki/Mercury_(planet)';
  for (const [text, address] of [
    [`(see ${planet}).`, planet],
    ['(https://example.com/a)', 'https://example.com/a'],
    ['本地 https://example.com/x。好', 'https://example.com/x'],
    [`[m](${planet})`, planet],
  ] as const) {
    await ada.workspace.say(text);
    await expect(ada.workspace.messages.last().getByRole('link')).toHaveAttribute('href', address);
  }
});

test('a_press_shows_at_once_and_the_words_go_to_the_new_place', async ({ person, lines }) => {
  const ada = await person('Ada', { line: lines[0] });
  await ada.open('/messages');
  await ada.page.getByLabel('New room').fill('weather');
  await ada.page.getByRole('button', { name: 'Create' }).click();
  await expect(ada.page.getByRole('heading', { level: 1, name: 'weather' })).toBeVisible();
  await ada.hydrated();
  lines[0].slow(SLOW);
  await ada.page.getByRole('link', { name: 'lobby' }).click();
  // Sooner than the server can have answered.
  await expect(ada.page.getByRole('heading', { level: 1, name: 'lobby' })).toBeVisible({ timeout: 2 * SLOW.latencyMs });
  await expect(ada.workspace.messageBox).toHaveCount(0);
  await ada.page.keyboard.type('astray');
  await expect(ada.workspace.messageBox).toBeVisible({ timeout: 20_000 });
  await expect(ada.workspace.messageBox).not.toHaveValue(/astray/);
});

test('each_tab_keeps_its_own_draft', async ({ person }) => {
  const [ada, , path] = await together(person);
  const box = (page: typeof ada.page) => page.getByRole('textbox', { name: 'Message', exact: true });
  await box(ada.page).fill('of the first tab');
  const tab = await ada.context.newPage();
  await tab.goto(path);
  await expect(box(tab)).toHaveValue('of the first tab');
  await box(tab).fill('of the second tab');
  const third = await ada.context.newPage();
  await third.goto(path);
  await expect(box(third)).toHaveValue('of the second tab');
  for (const [page, text] of [[ada.page, 'of the first tab'], [tab, 'of the second tab']] as const) {
    await page.reload();
    await expect(box(page)).toHaveValue(text);
  }
  await tab.getByRole('button', { name: 'Send' }).click();
  await expect(box(third)).toHaveValue('');
  await third.reload();
  await expect(box(third)).toBeEnabled();
  await expect(box(third)).toHaveValue('');
});

test('editing_what_is_deleted_meanwhile_keeps_the_words', async ({ person }) => {
  const [ada, , path] = await together(person);
  await ada.workspace.say('a first try');
  await ada.workspace.saved();
  const tab = await ada.context.newPage();
  await tab.goto(path);
  await ada.workspace.message('a first try').getByRole('button', { name: /^More/ }).click();
  await ada.workspace.message('a first try').getByRole('button', { name: 'Edit' }).click();
  await ada.workspace.messageBox.fill('a second try');
  const there = tab.locator('li.msg', { hasText: 'a first try' });
  await there.getByRole('button', { name: /^More/ }).click();
  await there.getByRole('button', { name: 'Delete', exact: true }).click();
  await there.getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(ada.page.getByText('The message you were editing was deleted. Your words are kept.')).toBeVisible();
  await expect(ada.workspace.messageBox).toHaveValue('a second try');
});

test('a_double_click_removes_nobody_and_deletes_nothing', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.page.getByRole('button', { name: 'Manage' }).click();
  const people = ada.page.getByRole('list', { name: 'People in this session' });
  await people.getByRole('button', { name: 'Remove', exact: true }).dblclick();
  await expect(people.getByRole('button', { name: 'Remove from session' })).toBeInViewport({ ratio: 1 });
  await ada.page.getByRole('button', { name: 'Delete', exact: true }).dblclick();
  // The whole of it, not an edge at the bottom of the panel.
  await expect(ada.page.getByRole('button', { name: 'Delete for everyone' })).toBeInViewport({ ratio: 1 });
  await expect(ada.page.getByRole('button', { name: 'Remove from session' })).toHaveCount(0);
  await expect(ada.page.getByRole('button', { name: 'Delete for everyone' })).toHaveCount(0, { timeout: 8_000 });
  await expect(grace.workspace.messageBox).toBeVisible();
});

test('one_set_of_message_tools_at_a_time', async ({ person }) => {
  const [ada] = await together(person);
  for (const word of WORDS) await ada.workspace.say(word);
  await ada.workspace.saved();
  const more = (word: string) => ada.workspace.message(word).getByRole('button', { name: /^More/ });
  const tools = ada.page.getByRole('group', { name: 'Message', exact: true });
  await more('word-1').click();
  await more('word-2').click();
  await expect(tools).toHaveCount(1);
  await ada.page.keyboard.press('Escape');
  await expect(tools).toHaveCount(0);
  await expect(more('word-2')).toBeFocused();
  await more('word-3').click();
  await ada.workspace.messageBox.click();
  await expect(tools).toHaveCount(0);
});

test('whoever_is_at_the_end_stays_there', async ({ person }) => {
  const [ada, grace] = await together(person);
  for (let at = 0; at < 30; at += 1) await grace.workspace.say(`line ${at}`);
  await grace.workspace.saved();
  await expect(ada.workspace.message('line 29')).toBeVisible();
  const hidden = () => ada.workspace.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  const atTheEnd = () => expect.poll(hidden).toBeLessThan(2);
  await atTheEnd();
  await grace.workspace.message('line 29').getByRole('button', { name: /^More/ }).click();
  await grace.page.getByRole('button', { name: '👍' }).click();
  await expect(ada.workspace.message('line 29').getByRole('button', { name: /👍/ })).toBeVisible();
  await atTheEnd();
  await ada.workspace.messageBox.fill('one\ntwo\nthree\nfour');
  await atTheEnd();
  await ada.page.setViewportSize({ width: 1280, height: 500 });
  await atTheEnd();
});

test('the_enter_that_accepts_a_word_sends_nothing', async ({ person }) => {
  const [ada] = await together(person);
  await ada.workspace.messageBox.fill('日本');
  await ada.workspace.messageBox.evaluate((field) => {
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '日本' }));
    const accept = new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true } as KeyboardEventInit);
    field.dispatchEvent(accept);
  });
  await expect(ada.workspace.messageBox).toHaveValue('日本');
  await ada.workspace.messageBox.press('Enter');
  await expect(ada.workspace.message('日本')).toHaveCount(1);
  await expect(ada.workspace.messageBox).toHaveValue('');
});

test('before_the_program_has_come_fields_say_that_they_are_not_ready', async ({ person }) => {
  const [ada, , path] = await together(person);
  await ada.workspace.addSample();
  await ada.workspace.previewed('penguins');
  const tab = await ada.context.newPage();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await tab.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await tab.goto(path, { waitUntil: 'commit' });
  const box = tab.locator('#say');
  await expect(box).toBeDisabled();
  await expect(tab.getByRole('button', { name: 'Run', exact: true })).toBeDisabled();
  release();
  await expect(box).toBeEnabled({ timeout: 20_000 });
});
