/** What can be done with a message. */
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { expect, test } from '../fixtures.ts';
import { together, type Person } from '../story/person.ts';

async function tool(one: Person, text: string, name: string) {
  const message = one.workspace.message(text);
  await message.hover();
  await message.getByRole('button', { name: /^More for/ }).click();
  await message.getByRole('button', { name, exact: true }).click();
}

test('a_message_is_answered_and_the_answer_leads_back', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.say('July is nearly dry');
  await expect(grace.workspace.message('July is nearly dry')).toBeVisible();
  await tool(grace, 'July is nearly dry', 'Reply');
  await expect(grace.page.getByText('Replying to Ada: July is nearly dry')).toBeVisible();
  await grace.workspace.say('How dry?');
  const answer = ada.workspace.message('How dry?');
  await expect(answer.getByRole('button', { name: 'Ada July is nearly dry' })).toBeVisible();
});

test('reactions_are_shared_counted_and_taken_back', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.say('It works');
  await tool(grace, 'It works', '👍');
  const chip = (one: Person) => one.workspace.message('It works').locator('.reaction');
  await expect(chip(ada)).toHaveText('👍 1');
  await expect(chip(ada)).toHaveAttribute('aria-pressed', 'false');
  await chip(ada).click();
  await expect(chip(grace)).toHaveText('👍 2');
  await expect(chip(grace)).toHaveAccessibleName('👍 2 by Grace and Ada');
  await chip(ada).click();
  await expect(chip(grace)).toHaveText('👍 1');
});

test('edits_and_deletions_reach_who_was_away', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  await ada.workspace.say('Juli is dry');
  await ada.workspace.say('nonsense');
  await expect(grace.workspace.message('nonsense')).toBeVisible();
  grace.expectLostLine();
  lines[1].cut();
  await tool(ada, 'Juli is dry', 'Edit');
  await ada.workspace.say('July is dry');
  await expect(ada.workspace.message('July is dry').getByText('edited')).toBeVisible();
  await tool(ada, 'nonsense', 'Delete');
  await ada.workspace.message('nonsense').getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(ada.workspace.message('You deleted a message')).toBeVisible();
  lines[1].restore();
  await grace.workspace.saved();
  await expect(grace.workspace.message('July is dry')).toBeVisible();
  await expect(grace.workspace.message('Ada deleted a message')).toBeVisible();
  await expect(grace.workspace.message('nonsense')).toHaveCount(0);
});

test('names_are_completed_and_marks_are_read', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.messageBox.pressSequentially('@gr');
  await expect(ada.page.getByRole('option', { name: 'Grace' })).toBeVisible();
  await ada.workspace.messageBox.press('Enter');
  await expect(ada.workspace.messageBox).toHaveValue('@Grace ');
  await ada.workspace.messageBox.pressSequentially('**look** at `wind` <b>here</b> https://example.org/a');
  await ada.workspace.messageBox.press('Enter');
  const message = grace.workspace.message('look');
  await expect(message.locator('.mention.me')).toHaveText('@Grace');
  await expect(message.locator('strong', { hasText: 'look' })).toBeVisible();
  await expect(message.locator('code')).toHaveText('wind');
  await expect(message).toContainText('<b>here</b>');
  await expect(message.getByRole('link')).toHaveAttribute('rel', 'noopener noreferrer nofollow');
});

test('messages_are_found_and_drafts_kept', async ({ person }) => {
  const [ada] = await together(person);
  await ada.workspace.say('The first of many');
  await ada.workspace.say('Something else');
  await ada.page.getByRole('button', { name: 'Find', exact: true }).click();
  await ada.page.getByRole('searchbox', { name: 'Find messages' }).fill('FIRST');
  await ada.page.getByRole('searchbox', { name: 'Find messages' }).press('Enter');
  await expect(ada.page.getByText('1 message', { exact: true })).toBeVisible();
  await ada.page.getByRole('search').getByRole('button', { name: /The first of many/ }).click();
  await ada.workspace.messageBox.fill('not sent yet');
  await ada.reload();
  await expect(ada.workspace.messageBox).toHaveValue('not sent yet');
});

test('a_message_speaks_of_a_run', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.addSample();
  await grace.workspace.previewed('penguins');
  await ada.workspace.run({ kind: 'Histogram', fields: { Column: 'body_mass_g' } });
  const card = ada.workspace.card('Distribution of body_mass_g');
  await expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await card.getByRole('button', { name: 'Discuss' }).click();
  await ada.workspace.say('Two hills?');
  const message = grace.workspace.message('Two hills?');
  await expect(message.getByRole('link', { name: /Distribution of body_mass_g/ })).toBeVisible();
  await expect(message.locator('.msg-card-chart svg')).toBeVisible();
});

test('a_message_speaks_of_a_cell_a_data_set_or_another_message', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  await grace.workspace.addSample();
  await ada.workspace.previewed('penguins');
  await ada.workspace.say('July is dry');
  await grace.workspace.run({ kind: 'Top values', fields: { Column: 'species' } });
  const chart = ada.workspace.card('Top values of species');
  await expect(chart).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  const run = await chart.getAttribute('id');
  const article = ada.page.locator('article[id^=data-]');
  const said = ada.workspace.message('July is dry');
  await expect(said).toHaveAttribute('id', /^msg-/);
  const [data, message] = await Promise.all([article.getAttribute('id'), said.getAttribute('id')]);
  // Pages offer runs and messages so far; scripts may speak of all that has a place.
  const cookies = await grace.page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const socket = io(new URL('/session', ada.page.url()).href, { transports: ['websocket'], extraHeaders: { cookie } });
  const session_uuid = path.split('/').pop();
  for (const [text, about] of [
    ['Is this one right?', `${data}/17/2`],
    ['The whole of it', data],
    ['So many?', `${run}/1`],
    ['What you said', message],
  ]) {
    const sent = { session_uuid, cid: randomUUID(), text, about };
    const answer: unknown = await socket.timeout(10_000).emitWithAck('send_message', sent);
    expect(answer).toHaveProperty('ok');
  }
  socket.disconnect();
  const button = (text: string, name: string | RegExp) => ada.workspace.message(text).getByRole('button', { name });
  const place = (text: string, name: string | RegExp) => ada.workspace.message(text).getByRole('link', { name });
  await expect(button('What you said', 'Ada July is dry')).toBeVisible();
  const line = ada.page.locator(`#${message}`);
  await line.hover();
  await line.getByRole('button', { name: /^More for/ }).click();
  await line.getByRole('button', { name: 'Edit', exact: true }).click();
  await ada.workspace.say('July was wet');
  await expect(button('What you said', 'Ada July was wet')).toBeVisible();
  await expect(place('The whole of it', 'penguins')).toBeVisible();
  await expect(place('So many?', /Top values of species\W*Gentoo/)).toBeVisible();
  await place('Is this one right?', /penguins\W*row 18, \W*bill_length_mm/).click();
  await expect(ada.workspace.rows('penguins')).toBeFocused();
  await expect(ada.workspace.row('penguins', 17).locator('td[data-column="2"]')).toHaveAttribute('aria-selected', 'true');
  await ada.reload();
  await expect(place('Is this one right?', /row 18/)).toBeVisible();
});

test('who_comes_back_begins_where_they_stopped', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  await ada.workspace.say('read before');
  await expect(grace.workspace.message('read before')).toBeVisible();
  await grace.open('/');
  for (let count = 1; count <= 40; count += 1) await ada.workspace.say(`while away ${count}.`);
  await expect(ada.workspace.message('while away 40.')).not.toHaveAttribute('data-state', /./);
  await grace.open(path);
  const { log } = grace.workspace;
  await expect(log.getByText('New', { exact: true })).toBeInViewport();
  await expect(grace.workspace.message('while away 1.')).toBeInViewport();
  await expect(grace.workspace.message('while away 40.')).not.toBeInViewport();
  await grace.page.getByRole('button', { name: 'Jump to newest' }).press('Enter');
  await expect(grace.workspace.message('while away 40.')).toBeInViewport();
  await expect(grace.page.getByRole('button', { name: 'Jump to newest' })).toHaveCount(0);
  await grace.workspace.saved();
  await grace.reload();
  await expect(grace.workspace.message('while away 40.')).toBeInViewport();
  await expect(log.getByText('New', { exact: true })).toHaveCount(0);
});
