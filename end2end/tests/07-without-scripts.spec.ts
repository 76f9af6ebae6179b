/** With JavaScript off the forms work and a session can be read. */
import { expect, test } from '../fixtures.ts';
import { birdstrikes } from '../story/files.ts';

const settings = { javaScriptEnabled: false };

test('a_session_is_made_joined_and_left', async ({ person }) => {
  const ada = await person('Ada', settings);
  const path = await ada.createSession('Without scripts');
  const grace = await person('Grace', settings);
  expect((await grace.open(path)).status()).toBe(200);
  await expect(grace.page.getByRole('heading', { level: 1, name: 'Without scripts' })).toBeVisible();
  for (const one of [ada, grace]) {
    await one.open('/');
    await expect(one.page.getByRole('link', { name: 'Without scripts' })).toBeVisible();
    await one.signOut();
    await expect(one.page.getByRole('link', { name: 'Create an account' })).toBeVisible();
  }
});

test('a_session_is_read_as_it_stands', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('To be read');
  await ada.workspace.say('July is nearly dry');
  await ada.workspace.upload(birdstrikes);
  await expect(ada.workspace.dataset('birdstrikes')).toBeVisible({ timeout: 30_000 });
  await ada.workspace.run({ kind: 'Group by', fields: { 'Group by': 'Wildlife Size', Aggregate: 'count' } });
  await expect(ada.workspace.card('Rows by Wildlife Size')).toHaveAttribute('data-state', 'done', { timeout: 30_000 });

  const grace = await person('Grace', settings);
  await grace.open(path);
  await expect(grace.workspace.message('July is nearly dry')).toBeVisible();
  await expect(grace.workspace.dataset('birdstrikes')).toBeVisible();
  const card = grace.workspace.card('Rows by Wildlife Size');
  await expect(card).toHaveAttribute('data-state', 'done');
  await expect(grace.workspace.chart(card).locator('svg')).toBeVisible();
  await expect(grace.page.getByText('Live updates need JavaScript')).toBeVisible();
});
