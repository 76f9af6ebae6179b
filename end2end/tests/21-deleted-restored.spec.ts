/**
 * What is deleted is deleted wherever it was heard of, and a server that went back to a backup is one
 * history and not two.
 */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { together, type Person } from '../story/person.ts';

/** Everything that travels to a page from now on. */
function heard(page: Page): string[] {
  const frames: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
  page.on('response', async (response) => {
    if (/json|html/.test(response.headers()['content-type'] ?? '')) frames.push(await response.text().catch(() => ''));
  });
  return frames;
}

/** Chooses from the tools of a message. */
async function tool(one: Person, text: string, name: string) {
  const message = one.workspace.message(text);
  await message.hover();
  await message.getByRole('button', { name: /^More for/ }).click();
  await message.getByRole('button', { name, exact: true }).click();
}

async function correct(one: Person, text: string, to: string) {
  await tool(one, text, 'Edit');
  await one.workspace.say(to);
  await expect(one.workspace.message(to)).toBeVisible();
}

async function takeBack(one: Person, text: string) {
  const message = one.workspace.message(text);
  await tool(one, text, 'Delete');
  await message.getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(message).toHaveCount(0);
}

async function inTheLobby(one: Person) {
  await one.open('/messages');
  await expect(one.page.getByRole('heading', { level: 1, name: 'lobby' })).toBeVisible();
  await one.workspace.saved();
}

test('whoever_was_away_gets_no_word_of_what_was_deleted', async ({ person, lines }) => {
  const [ada, grace, path] = await together(person, lines);
  grace.expectLostLine();
  await grace.page.goto('about:blank');
  for (const text of ['one secret-1', 'two secret-2', 'three secret-3', 'four']) await ada.workspace.say(text);
  await ada.workspace.saved();
  await correct(ada, 'one secret-1', 'one anew');
  await takeBack(ada, 'two secret-2');
  await correct(ada, 'three secret-3', 'three secret-4');
  await takeBack(ada, 'three secret-4');
  await ada.workspace.saved();
  const frames = heard(grace.page);
  await grace.open(path);
  await grace.workspace.saved();
  const log = async (one: Person) => (await one.workspace.messages.locator('.msg-text').allInnerTexts()).join('\n');
  await expect(grace.workspace.message('one anew')).toBeVisible();
  await expect(grace.workspace.message('Ada deleted a message')).toHaveCount(2);
  expect(await log(grace)).toBe((await log(ada)).replaceAll('You deleted', 'Ada deleted'));
  expect(frames.join('\n')).not.toContain('secret-');
});

test('an_answer_a_search_and_a_notification_follow_the_message', async ({ person }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  await inTheLobby(ada);
  await inTheLobby(grace);
  await ada.workspace.say('@Grace the secret-1 number');
  await expect(grace.workspace.message('secret-1')).toBeVisible();
  await tool(grace, 'secret-1', 'Reply');
  await grace.page.getByRole('button', { name: 'Find' }).click();
  await grace.page.getByRole('searchbox', { name: 'Find messages' }).fill('secret-1');
  await grace.page.keyboard.press('Enter');
  await expect(grace.page.getByText('1 message', { exact: true })).toBeVisible();
  // Elsewhere the bell has it.
  const noor = await person('Noor');
  await inTheLobby(noor);
  await noor.open('/');
  await expect
    .poll(async () => {
      await ada.workspace.say('@Noor look, secret-2');
      return await noor.page.getByRole('button', { name: /^Notifications, \d+ new/ }).count();
    }, { timeout: 30_000, intervals: [4_000] })
    .toBe(1);
  await noor.page.getByRole('button', { name: /^Notifications/ }).click();
  const told = noor.page.getByRole('region', { name: 'Notifications' });
  await expect(told).toContainText('secret-2');

  await takeBack(ada, 'secret-1 number');
  await expect(grace.page.getByText('Nothing was found.')).toBeVisible();
  await expect(grace.page.getByText('secret-1')).toHaveCount(0);
  for (let left = await ada.workspace.message('secret-2').count(); left > 0; left -= 1) {
    await takeBackFirst(ada, 'secret-2');
  }
  await expect(told).toContainText('Ada deleted a message that mentioned you');
  await expect(told).not.toContainText('secret-2');
});

/** One of several that say it. */
async function takeBackFirst(one: Person, text: string) {
  const messages = one.workspace.message(text);
  const before = await messages.count();
  await messages.first().hover();
  await messages.first().getByRole('button', { name: /^More for/ }).click();
  await messages.first().getByRole('button', { name: 'Delete', exact: true }).click();
  await messages.first().getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(messages).toHaveCount(before - 1);
}

test('unread_counts_follow_deletions_on_every_tab_and_after_a_restart', async ({ person, server }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  for (const one of [ada, grace]) one.expectLostLine();
  await inTheLobby(grace);
  await grace.page.getByLabel('New room').fill('Elsewhere');
  await grace.page.getByRole('button', { name: 'Create room' }).click();
  await grace.hydrated();
  const second = await grace.context.newPage();
  await second.goto(grace.page.url());
  await inTheLobby(ada);
  for (const text of ['first of three', 'second of three', 'third of three']) await ada.workspace.say(text);
  const unread = (page: Page, count: number) => page.getByRole('link', { name: new RegExp(`lobby.*${count} unread`) });
  for (const page of [grace.page, second]) await expect(unread(page, 3)).toBeVisible();
  await takeBack(ada, 'first of three');
  await takeBack(ada, 'second of three');
  for (const page of [grace.page, second]) await expect(unread(page, 1)).toBeVisible({ timeout: 1_000 });
  await server.kill();
  await server.up();
  await ada.workspace.saved();
  for (const page of [grace.page, second]) {
    await expect(page.locator('button.conn')).toHaveAttribute('data-state', 'saved', { timeout: 30_000 });
    await expect(unread(page, 1)).toBeVisible();
  }
  // Her own word in there, from the second tab, says that she has read it.
  await second.goto('/messages');
  await second.getByRole('textbox', { name: 'Message', exact: true }).fill('I am here');
  await second.getByRole('button', { name: 'Send' }).click();
  await expect(grace.page.getByRole('link', { name: /lobby.*unread/ })).toHaveCount(0, { timeout: 3_000 });
});

test('a_restored_backup_is_one_history_and_not_two', async ({ person, server, lines }) => {
  const [ada, grace, path] = await together(person, lines);
  for (const one of [ada, grace]) one.expectLostLine();
  for (let at = 1; at <= 5; at += 1) await ada.workspace.say(`kept-${at}`);
  await ada.workspace.saved();
  const backup = server.backup();
  for (let at = 1; at <= 6; at += 1) {
    await ada.workspace.say(`lost-ada-${at}`);
    await grace.workspace.say(`lost-grace-${at}`);
  }
  for (const one of [ada, grace]) {
    await one.workspace.saved();
    await expect(one.workspace.message('lost-grace-6')).toBeVisible();
  }
  await server.kill();
  for (const line of lines) line.cut();
  await ada.workspace.say('unsent-1');
  await expect(ada.workspace.unsent).toHaveCount(1);
  await grace.workspace.messageBox.fill('a draft of Grace');
  server.restore(backup);
  await server.up();
  // Another page of Grace's, straight at the server, writes on until the numbers have overtaken.
  const early = await grace.context.newPage();
  await early.goto(server.url + path);
  await early.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  for (let at = 1; at <= 20; at += 1) {
    await early.getByRole('textbox', { name: /^Message/ }).fill(`new-${at}`);
    await early.getByRole('button', { name: 'Send' }).click();
  }
  // The badge's words say what it waits for, should it wait for ever.
  await expect(early.locator('button.conn')).toHaveText(/all saved/, { timeout: 30_000 });
  for (const line of lines) line.restore();

  const words = /\b(kept|lost|new|unsent)-[\w-]+/;
  const kept = Array.from({ length: 5 }, (_, at) => `kept-${at + 1}`);
  const written = Array.from({ length: 20 }, (_, at) => `new-${at + 1}`);
  for (const one of [ada, grace]) {
    // The page loads itself anew in between.
    const said = () => one.workspace.said(words).catch(() => []);
    await expect.poll(said, { timeout: 40_000 }).toEqual([...kept, ...written, 'unsent-1']);
    await expect(one.workspace.unsent).toHaveCount(0);
    await one.workspace.saved();
    const note = one.page.getByRole('status').filter({ hasText: 'This server was restored from a copy of' });
    await expect(note).toContainText('What was said and done here after that is not in it.');
  }
  await expect(ada.page.getByText('Your unsent message is sent now.')).toBeVisible();
  await expect(grace.workspace.messageBox).toHaveValue('a draft of Grace');
  const [one, two] = [ada, grace].map((who) => who.workspace.badge);
  await expect(one!).toHaveText((await two!.innerText()).trim());
  // It stays until it is put away.
  await ada.reload();
  await expect(ada.page.getByText('Your unsent message is sent now.')).toBeVisible();
  await ada.page.getByRole('button', { name: 'Understood' }).click();
  await expect(ada.page.getByText('This server was restored')).toHaveCount(0);
  await ada.reload();
  await ada.workspace.saved();
  await expect(ada.page.getByText('This server was restored')).toHaveCount(0);
  expect((await ada.workspace.said(words)).filter((word) => word === 'unsent-1')).toHaveLength(1);
});

test('a_page_that_follows_no_stream_says_so_too', async ({ person, server }) => {
  const ada = await person('Ada');
  ada.expectLostLine();
  await ada.createSession('In the copy');
  const backup = server.backup();
  await ada.createSession('Lost');
  const frames = heard(ada.page);
  // The page has asked what is new, and so knows which history it is.
  const isTold = () => expect.poll(() => frames.splice(0).join('\n'), { timeout: 30_000 }).toContain('"notifications":[');
  await ada.open('/');
  await isTold();
  await expect(ada.page.getByRole('link', { name: /Lost/ })).toBeVisible();
  // The same database once more is the same history.
  const note = ada.page.getByRole('status').filter({ hasText: 'This server was restored from a copy of' });
  await ada.markDocument();
  await server.kill();
  frames.length = 0;
  await server.up();
  await isTold();
  expect(await ada.sameDocument()).toBe(true);
  await expect(note).toHaveCount(0);
  await server.kill();
  server.restore(backup);
  await server.up();
  await expect(note).toContainText('What was said and done here after that is not in it.', { timeout: 30_000 });
  await ada.hydrated();
  await expect(ada.page.getByRole('link', { name: /In the copy/ })).toBeVisible();
  await expect(ada.page.getByRole('link', { name: /Lost/ })).toHaveCount(0);
  // It stays until it is put away, and is not said again.
  await ada.reload();
  await expect(note).toBeVisible();
  await note.getByRole('button', { name: 'Understood' }).click();
  await expect(note).toHaveCount(0);
  frames.length = 0;
  await ada.reload();
  await isTold();
  await expect(note).toHaveCount(0);
});

test('a_backup_that_nobody_saw_more_than_disturbs_nobody', async ({ person, server }) => {
  const [ada, grace] = await together(person);
  for (const one of [ada, grace]) one.expectLostLine();
  await ada.workspace.say('all that there is');
  for (const one of [ada, grace]) {
    await expect(one.workspace.message('all that there is')).toBeVisible();
    await one.workspace.saved();
    await one.markDocument();
  }
  const backup = server.backup();
  await server.kill();
  server.restore(backup);
  await server.up();
  await grace.workspace.say('and it goes on');
  for (const one of [ada, grace]) {
    await expect(one.workspace.message('and it goes on')).toBeVisible({ timeout: 30_000 });
    await one.workspace.saved();
    expect(await one.sameDocument()).toBe(true);
    await expect(one.page.getByText('This server was restored')).toHaveCount(0);
  }
});
