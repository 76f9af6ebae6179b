/** Rooms, direct conversations and the bell. */
import { expect, test } from '../fixtures.ts';
import { together, type Person } from '../story/person.ts';

/** The log of the conversation that is open. */
function line(one: Person, text: string) {
  return one.page.getByRole('log', { name: 'Messages' }).locator('li.msg').filter({ hasText: text });
}

async function say(one: Person, text: string) {
  await one.page.getByRole('textbox', { name: 'Message', exact: true }).fill(text);
  await one.page.getByRole('button', { name: 'Send' }).click();
  await expect(line(one, text)).toBeVisible();
}

/** Everything said is stored, and the line is up. */
async function saved(one: Person) {
  await expect(one.page.locator('button.conn')).toHaveAttribute('data-state', 'saved', { timeout: 20_000 });
}

test('everyone_meets_in_the_lobby', async ({ person }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  for (const one of [ada, grace]) {
    await one.page.getByRole('link', { name: 'Messages' }).click();
    await one.hydrated();
    await expect(one.page.getByRole('heading', { level: 1, name: 'lobby' })).toBeVisible();
    await saved(one);
  }
  await say(ada, 'Is anybody here?');
  await expect(line(grace, 'Is anybody here?')).toBeVisible();
  await say(grace, 'I am');
  await expect(line(ada, 'I am')).toBeVisible();
  await expect(ada.page.getByRole('navigation').getByRole('button', { name: /Grace/ })).toBeVisible();
});

test('a_room_is_made_found_and_left', async ({ person }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  await ada.open('/messages');
  await ada.page.getByLabel('New room').fill('Data club');
  await ada.page.getByRole('button', { name: 'Create room' }).click();
  await expect(ada.page.getByRole('heading', { level: 1, name: 'Data club' })).toBeVisible();
  await ada.hydrated();
  await grace.open('/messages');
  await grace.page.getByRole('link', { name: 'Data club' }).click();
  await expect(grace.page.getByRole('heading', { level: 1, name: 'Data club' })).toBeVisible();
  await grace.hydrated();
  await expect(ada.page.getByRole('log', { name: 'Messages' }).getByText('Grace joined')).toBeVisible();
  await say(grace, 'Shall we look at rain?');
  await expect(line(ada, 'Shall we look at rain?')).toBeVisible();
  await grace.page.getByRole('button', { name: 'Leave' }).click();
  await expect(grace.page.getByRole('heading', { level: 1, name: 'lobby' })).toBeVisible();
  await expect(ada.page.getByRole('log', { name: 'Messages' }).getByText('Grace left')).toBeVisible();
});

test('a_direct_message_rings_the_bell_and_is_for_two', async ({ person }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  const noor = await person('Noor');
  await ada.open('/messages');
  await ada.page.getByLabel('Message a person').fill('grace');
  await ada.page.getByRole('button', { name: 'Write to them' }).click();
  await expect(ada.page.getByRole('heading', { level: 1, name: 'Grace' })).toBeVisible();
  await ada.hydrated();
  await say(ada, 'Only for you');
  await expect(grace.page).toHaveTitle(/^\(1\) Sessions/);
  await grace.page.getByRole('button', { name: 'Notifications, 1 new' }).click();
  await grace.page.getByRole('link', { name: /Ada: Only for you/ }).click();
  await expect(grace.page.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();
  await grace.hydrated();
  await expect(line(grace, 'Only for you')).toBeVisible();
  noor.expectProblem(/404/);
  const answer = await noor.open(new URL(grace.page.url()).pathname);
  expect(answer.status()).toBe(404);
  await expect(noor.page.getByRole('heading', { level: 1, name: 'There is no room at this address' })).toBeVisible();
});

test('what_was_read_on_one_tab_is_read_on_the_other', async ({ person }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  await grace.open('/messages');
  await grace.page.getByLabel('New room').fill('Elsewhere');
  await grace.page.getByRole('button', { name: 'Create room' }).click();
  await grace.hydrated();
  await ada.open('/messages');
  await saved(ada);
  await say(ada, 'Anything new?');
  const unread = grace.page.getByRole('link', { name: /lobby.*1 unread/ });
  await expect(unread).toBeVisible();
  const tab = await grace.context.newPage();
  await tab.goto('/messages');
  await expect(tab.getByText('Anything new?')).toBeVisible();
  await expect(unread).toHaveCount(0);
});

test('a_name_that_is_taken_or_unknown_gets_a_sentence', async ({ person }) => {
  const ada = await person('Ada', { javaScriptEnabled: false });
  await ada.open('/messages');
  await ada.page.getByLabel('New room').fill('lobby');
  await ada.page.getByRole('button', { name: 'Create room' }).click();
  await expect(ada.page.getByRole('alert')).toHaveText('There is a room of that name already, or of one that looks like it.');
  await ada.page.getByLabel('Message a person').fill('Nobody');
  await ada.page.getByRole('button', { name: 'Write to them' }).click();
  await expect(ada.page.getByRole('alert')).toHaveText('There is nobody of that name here.');
});

test('many_comings_and_goings_are_one_line', async ({ person }) => {
  const [ada, grace, noor] = [await person('Ada'), await person('Grace'), await person('Noor')];
  await ada.open('/messages');
  await ada.page.getByLabel('New room').fill('Hall');
  await ada.page.getByRole('button', { name: 'Create room' }).click();
  await expect(ada.page.getByRole('heading', { level: 1, name: 'Hall' })).toBeVisible();
  await ada.hydrated();
  const log = ada.page.getByRole('log', { name: 'Messages' });
  for (const one of [grace, noor]) {
    await one.open('/messages');
    await one.page.getByRole('link', { name: 'Hall' }).click();
    await expect(one.page.getByRole('heading', { level: 1, name: 'Hall' })).toBeVisible();
  }
  await log.getByText('Ada joined, and 2 more came or went').click();
  await expect(log.getByText('Noor joined')).toBeVisible();
  await noor.page.getByRole('button', { name: 'Leave' }).click();
  await expect(log.getByText('Ada joined, and 3 more came or went')).toBeVisible();
  await expect(log.getByText('Noor left')).toBeVisible();
});

test('a_run_that_finishes_while_away_rings', async ({ person, server }) => {
  const [ada, grace, path] = await together(person);
  await ada.workspace.addSample();
  // The workers give out the rows as well: both have theirs before they are frozen.
  for (const one of [ada, grace]) await one.workspace.previewed('penguins');
  server.signalWorkers('SIGSTOP');
  await ada.workspace.run({ kind: 'Histogram' });
  await expect(ada.workspace.canvas.locator('article[data-state]')).toHaveAttribute('data-state', /queued|running/);
  await ada.open('/');
  // A reload is no departure: she is away only after ten seconds.
  await expect(grace.workspace.member(/^Ada, not here/)).toBeVisible({ timeout: 20_000 });
  server.signalWorkers('SIGCONT');
  await expect(ada.page).toHaveTitle(/^\(1\) Sessions/, { timeout: 15_000 });
  await ada.page.getByRole('button', { name: 'Notifications, 1 new' }).click();
  await ada.page.getByRole('region', { name: 'Notifications' }).getByRole('link').click();
  await expect(ada.page).toHaveURL(new RegExp(path));
  await expect(ada.workspace.canvas.locator('article[data-state=done]')).toBeVisible();
});
