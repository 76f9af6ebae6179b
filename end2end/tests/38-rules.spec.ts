/** Rules of a live data set: they speak in the conversation when something is so, and to who is elsewhere. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { together } from '../story/person.ts';

test('a_rule_fires_and_clears_in_the_conversation_of_both', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  await ada.page.getByRole('button', { name: 'Watch a live sample' }).click();
  const card = ada.workspace.preview('weather stations');
  await expect(card).toContainText('Ada started the sample source.', { timeout: 30_000 });
  await card.getByRole('link', { name: 'Name and versions' }).click();
  await ada.page.getByRole('link', { name: 'Rules that speak' }).click();
  await expect(ada.page.getByText('No rules yet.')).toBeVisible();
  await ada.page.getByLabel('It looks at').selectOption('No rows come');
  await ada.page.getByLabel('For seconds').fill('1');
  await ada.page.getByRole('button', { name: 'Make the rule for everyone' }).click();
  await expect(ada.page.getByText('no rows for 1 s')).toBeVisible();
  await isFine(ada.page, 'the rules of a live data set');
  await ada.page.setViewportSize({ width: 360, height: 740 });
  await isFine(ada.page, 'the rules of a live data set on a phone');
  await ada.page.setViewportSize({ width: 1280, height: 800 });
  const line = (words: string) => grace.workspace.log.getByText(words);
  await expect(line('Ada’s new rule for weather stations: no rows for 1 s')).toBeVisible();
  // Ada looks at another page: the bell tells her.
  await ada.open('/');
  await grace.workspace.preview('weather stations').getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(line('Ada’s rule for weather stations fired: no rows for 1 s')).toBeVisible();
  await expect(ada.page.getByRole('button', { name: 'Notifications, 1 new' })).toBeVisible();
  await ada.open(path);
  await grace.workspace.preview('weather stations').getByRole('button', { name: 'Start', exact: true }).click();
  for (const one of [ada, grace]) {
    await expect(one.workspace.log.getByText('Ada’s rule for weather stations cleared: no rows for 1 s')).toBeVisible();
  }
});

test('a_phone_shows_the_form_and_says_what_is_wrong_with_it', async ({ person }) => {
  const ada = await person('Ada', { viewport: { width: 360, height: 740 }, hasTouch: true, javaScriptEnabled: false });
  await ada.createSession('Weather');
  await ada.page.getByRole('button', { name: 'Watch a live sample' }).click();
  await ada.page.getByRole('link', { name: 'Name and versions' }).click();
  await ada.page.getByRole('link', { name: 'Rules that speak' }).click();
  await ada.page.getByLabel('Column').selectOption('wind');
  ada.expectProblem(/422/);
  await ada.page.getByRole('button', { name: 'Make the rule for everyone' }).click();
  await expect(ada.page.getByRole('alert')).toContainText('Give the rule a bound');
  await ada.page.getByLabel('This number').fill('3');
  await ada.page.getByRole('button', { name: 'Make the rule for everyone' }).click();
  await expect(ada.page.getByText('mean of wind over 1 minute above 3 for 30 s')).toBeVisible();
  await ada.page.getByRole('button', { name: /^Remove the rule/ }).click();
  await expect(ada.page.getByText('No rules yet.')).toBeVisible();
});
