/** Beyond two people: asking, letting in, taking out; the session's name and its end. */
import { expect, test } from '../fixtures.ts';
import { together } from '../story/person.ts';

const CLOSED = 'This session is not open to you';

test('a_third_person_asks_and_is_let_in', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  const noor = await person('Noor');
  noor.expectProblem(/403/);
  await noor.open(path);
  await expect(noor.page.getByRole('heading', { level: 1, name: CLOSED })).toBeVisible();
  await noor.page.getByRole('button', { name: 'Request access' }).click();
  await expect(noor.page.getByRole('button', { name: 'Withdraw request' })).toBeVisible();
  await noor.hydrated();
  await ada.page.getByRole('button', { name: 'Manage, 1 waiting' }).click();
  await ada.page.getByRole('button', { name: 'Let in' }).click();
  await expect(noor.page.getByRole('heading', { level: 1, name: 'Wildlife' })).toBeVisible({ timeout: 15_000 });
  await noor.hydrated();
  await noor.workspace.saved();
  await noor.workspace.say('Thank you');
  for (const one of [ada, grace]) await expect(one.workspace.message('Thank you')).toBeVisible();
});

test('who_is_removed_is_out_on_every_tab', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  grace.expectProblem(/403/);
  const tab = await grace.context.newPage();
  await tab.goto(path);
  await tab.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await ada.page.getByRole('button', { name: 'Manage' }).click();
  const people = ada.page.getByRole('list', { name: 'People in this session' });
  await people.getByRole('button', { name: 'Remove', exact: true }).click();
  await people.getByRole('button', { name: 'Remove from session' }).click();
  for (const page of [grace.page, tab]) {
    await expect(page.getByRole('heading', { level: 1, name: CLOSED })).toBeVisible({ timeout: 10_000 });
  }
});

test('the_creator_renames_puts_away_and_deletes', async ({ person }) => {
  const [ada, grace] = await together(person);
  for (const one of [ada, grace]) one.expectProblem(/404/);
  await ada.page.getByRole('button', { name: 'Manage' }).click();
  await ada.page.getByLabel('Name of this session').fill('Birds');
  await ada.page.getByRole('button', { name: 'Rename' }).click();
  await expect(grace.page.getByRole('heading', { level: 1, name: 'Birds' })).toBeVisible();
  await ada.page.getByRole('button', { name: 'Archive' }).click();
  await expect(grace.page.getByText('Ada archived this')).toBeVisible();
  await expect(grace.page.getByRole('button', { name: 'Manage' })).toHaveCount(0);
  await ada.page.getByRole('button', { name: 'Restore' }).click();
  await expect(grace.page.getByText('Ada restored this')).toBeVisible();
  await ada.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await ada.page.getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(ada.page.getByRole('heading', { level: 1, name: 'You deleted this session' })).toBeVisible();
  await expect(grace.page.getByRole('heading', { level: 1, name: /Ada.? deleted this session/ })).toBeVisible();
});
