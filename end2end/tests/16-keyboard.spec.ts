/** A whole story without a mouse: every control is reached with Tab, and seen when it is. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import type { Person } from '../story/person.ts';

/** Tabs on until the control has the focus. */
async function reach(one: Person, control: Locator) {
  const isReached = () => control.first().evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 120; presses += 1) {
    if (await isReached()) {
      await expect(control.first()).toBeInViewport();
      return;
    }
    await one.page.keyboard.press('Tab');
  }
  throw new Error(`${control} cannot be reached with Tab`);
}

async function press(one: Person, control: Locator, key = 'Enter') {
  await reach(one, control);
  await one.page.keyboard.press(key);
}

async function type(one: Person, field: Locator, text: string) {
  await reach(one, field);
  await one.page.keyboard.type(text);
}

test('two_people_work_together_without_a_mouse', async ({ visitor }) => {
  const [ada, grace] = [await visitor(), await visitor()];
  for (const [one, name] of [[ada, 'Ada'], [grace, 'Grace']] as const) {
    one.name = name;
    await one.open('/register');
    await type(one, one.page.getByLabel('Name', { exact: true }), name);
    await type(one, one.page.getByLabel('Password', { exact: true }), 'correct horse battery');
    await one.page.keyboard.press('Enter');
    await one.arriveHome();
  }
  await type(ada, ada.page.getByRole('textbox', { name: 'Title' }), 'By hand');
  await ada.page.keyboard.press('Enter');
  await ada.page.waitForURL(/\/session\//);
  await ada.hydrated();
  await press(ada, ada.page.getByRole('button', { name: 'Invite' }));
  const link = await ada.page.evaluate(() => navigator.clipboard.readText());
  await grace.page.goto(link);
  await grace.hydrated();
  for (const one of [ada, grace]) await one.workspace.saved();

  // Talk: a name completed, an answer, a reaction.
  await type(ada, ada.workspace.messageBox, '@gr');
  await expect(ada.page.getByRole('option', { name: 'Grace' })).toBeVisible();
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.type('look at the weather');
  await ada.page.keyboard.press('Enter');
  const said = grace.workspace.message('look at the weather');
  await expect(said).toBeVisible();
  await press(grace, said.getByRole('button', { name: /^More for/ }));
  await press(grace, said.getByRole('button', { name: '👍', exact: true }));
  await expect(ada.workspace.message('look at the weather').locator('.reaction')).toHaveText('👍 1');
  await grace.page.keyboard.press('Escape');

  // Data and a run; the chart is read value by value.
  await press(ada, ada.workspace.rail.getByRole('button', { name: 'Try with sample data' }));
  await expect(grace.workspace.rail.locator('button.rail-item')).toHaveCount(1, { timeout: 30_000 });
  await reach(grace, grace.workspace.form.getByLabel('Analysis', { exact: true }));
  await grace.page.keyboard.type('Hist');
  await press(grace, grace.workspace.form.getByRole('button', { name: 'Run', exact: true }));
  const card = ada.workspace.canvas.locator('article[data-state=done]');
  await expect(card).toHaveCount(1, { timeout: 30_000 });
  await reach(ada, ada.workspace.chart(card));
  await ada.page.keyboard.press('End');
  await expect(card.locator('.tip')).toBeVisible();
  await press(ada, card.getByRole('button', { name: 'Show as table' }));
  await expect(card.getByRole('table')).toBeVisible();

  // The bell, and the creator's menu.
  await press(grace, grace.page.getByRole('button', { name: 'Notifications' }));
  await expect(grace.page.getByRole('region', { name: 'Notifications' })).toBeVisible();
  await press(grace, grace.page.getByRole('button', { name: 'Mark all as read' }));
  await grace.page.keyboard.press('Escape');
  await expect(grace.page.getByRole('region', { name: 'Notifications' })).toHaveCount(0);
  await expect(grace.page.getByRole('button', { name: 'Notifications' })).toBeFocused();
  await press(ada, ada.page.getByRole('button', { name: 'Manage', exact: true }));
  await reach(ada, ada.page.getByLabel('Name of this session'));
  await ada.page.keyboard.press('ControlOrMeta+a');
  await ada.page.keyboard.type('Without a mouse');
  await ada.page.keyboard.press('Enter');
  for (const one of [ada, grace]) {
    await expect(one.page.getByRole('heading', { level: 1, name: 'Without a mouse' })).toBeVisible();
  }
});
