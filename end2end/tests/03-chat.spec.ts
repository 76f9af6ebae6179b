/** Two people talk. */
import { expect, test } from '../fixtures.ts';
import { together } from '../story/person.ts';

test('messages_go_both_ways_in_one_order', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.say('July is nearly dry');
  await expect(grace.workspace.message('July is nearly dry')).toBeVisible();
  await grace.workspace.say('12 mm on average');
  await expect(ada.workspace.message('12 mm on average')).toBeVisible();
  for (const one of [ada, grace]) {
    await expect(one.workspace.unsent).toHaveCount(0);
    await expect(one.workspace.log.locator('li.day')).toHaveText(['Today']);
    expect(await one.workspace.said(/July is nearly dry|12 mm on average/)).toEqual([
      'July is nearly dry',
      '12 mm on average',
    ]);
  }
});

test('typing_is_seen_and_ends', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.messageBox.pressSequentially('Look at');
  await expect(grace.page.getByText('Ada is typing')).toBeVisible();
  await expect(ada.page.getByText('is typing')).toHaveCount(0);
  await ada.workspace.messageBox.press('Enter');
  await expect(grace.workspace.message('Look at')).toBeVisible();
  await expect(grace.page.getByText('Ada is typing')).toHaveCount(0);
});

test('presence_is_one_per_person_and_follows_their_tabs', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  const tab = await grace.context.newPage();
  await tab.goto(path);
  await tab.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await expect(ada.workspace.member(/^Grace/)).toHaveCount(1);
  await tab.close();
  await expect(ada.workspace.member(/^Grace, (active|idle|away)/)).toBeVisible();
  await grace.page.goto('about:blank');
  await expect(ada.workspace.member('Grace, not here')).toBeVisible({ timeout: 30_000 });
});

test('older_messages_load_above', async ({ person }) => {
  const [ada, grace] = await together(person);
  const count = 90;
  const expected = Array.from({ length: count }, (_, at) => `line ${String(at + 1).padStart(3, '0')}`);
  for (const text of expected) await ada.workspace.say(text);
  await expect(grace.workspace.message(expected.at(-1)!)).toBeVisible({ timeout: 60_000 });
  await grace.reload();
  await grace.workspace.saved();
  expect((await grace.workspace.said(/line \d{3}/)).length).toBeLessThan(count);
  // They come by themselves before the top is reached; what was on screen stays where it was.
  const first = grace.workspace.messages.first();
  const top = await first.innerText();
  await grace.workspace.log.evaluate((log) => log.scrollTo(0, 0));
  await expect.poll(async () => (await grace.workspace.said(/line \d{3}/)).length).toBe(count);
  await expect(grace.workspace.message(top.match(/line \d{3}/)?.[0] ?? 'line')).toBeInViewport();
  expect(await grace.workspace.said(/line \d{3}/)).toEqual(expected);
});

test('a_message_too_long_is_refused_with_a_sentence_and_kept', async ({ person }) => {
  const [ada, grace] = await together(person);
  const long = 'x'.repeat(4_001);
  await ada.workspace.messageBox.fill(long);
  await expect(ada.workspace.conversation.getByText(/Too long: 4,?001 of at most 4,?000 characters/)).toBeVisible();
  await expect(ada.workspace.conversation.getByRole('button', { name: 'Send' })).toBeDisabled();
  await expect(ada.workspace.messageBox).toHaveValue(long);
  await ada.workspace.say('x'.repeat(4_000));
  await expect(grace.workspace.messages).toHaveCount(1);
});

test('what_people_write_is_text', async ({ person }) => {
  const [ada, grace] = await together(person);
  const hostile = '<img src=x onerror="document.title=1"><b>bold</b> & </p>';
  await ada.workspace.say(hostile);
  await expect(grace.workspace.message(hostile)).toBeVisible();
  await grace.reload();
  await expect(grace.workspace.message(hostile)).toBeVisible();
  await expect(grace.workspace.log.locator('img, b')).toHaveCount(0);
});
