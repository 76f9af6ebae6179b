/** A whole story on screens of 360 px: nothing is cut off, nothing scrolls sideways. */
import { expect, test } from '../fixtures.ts';
import type { Person } from '../story/person.ts';

const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

async function fits(...people: Person[]) {
  for (const one of people) {
    const widest = await one.page.evaluate(() => document.documentElement.scrollWidth);
    expect(widest, new URL(one.page.url()).pathname).toBeLessThanOrEqual(360);
    const bar = await one.page.locator('.topbar > *').evaluateAll((ends) => ends.map((end) => end.getBoundingClientRect()));
    const [start, end] = bar;
    if (start && end) expect(start.right, 'the bar\'s ends stand beside each other').toBeLessThanOrEqual(end.left + 1);
  }
}

/** What is written there can be read whole. */
async function isWhole(one: Person, name: string) {
  const heading = one.page.getByRole('heading', { name, exact: true });
  expect(await heading.evaluate((element) => element.scrollWidth <= element.clientWidth), `${name} is cut off`).toBe(true);
}

/** On a phone the session is three views. */
async function look(one: Person, view: string) {
  await one.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: new RegExp(`^${view}`) }).tap();
}

test('two_people_work_together_on_phones', async ({ person }) => {
  const [ada, grace] = [await person('Ada', PHONE), await person('Grace', PHONE)];
  await fits(ada);
  const path = await ada.createSession('On the way');
  await grace.open(path);
  for (const one of [ada, grace]) await one.workspace.saved();
  await fits(ada, grace);

  await look(ada, 'Chat');
  await ada.workspace.say('Which month is the driest? https://example.org/a/very/long/address/that/does/not/end/anywhere/soon');
  await fits(ada);
  await look(grace, 'Chat');
  await expect(grace.workspace.message('Which month')).toBeVisible();
  await grace.workspace.messageBox.fill('Let me see');
  await expect(ada.page.getByText('Grace is typing')).toBeVisible();
  await grace.page.getByRole('button', { name: 'Send' }).tap();
  await expect(ada.workspace.message('Let me see')).toBeVisible();
  await fits(ada, grace);

  await ada.page.getByRole('button', { name: 'Find', exact: true }).tap();
  await ada.page.getByRole('searchbox').fill('driest');
  await ada.page.getByRole('searchbox').press('Enter');
  await expect(ada.page.locator('.search .hit')).toHaveCount(1);
  await fits(ada);

  await look(grace, 'Data');
  await grace.workspace.rail.getByRole('button', { name: 'Try with sample data' }).tap();
  await expect(grace.workspace.rail.locator('button.rail-item')).toHaveCount(1, { timeout: 30_000 });
  await fits(grace);
  await look(grace, 'Runs');
  await grace.workspace.run({ kind: 'Histogram' });
  await look(ada, 'Runs');
  for (const one of [ada, grace]) {
    const card = one.workspace.canvas.locator('article[data-state=done]');
    await expect(card).toBeVisible({ timeout: 30_000 });
    await expect(one.workspace.chart(card).locator('svg')).toBeVisible();
    await card.getByRole('button', { name: 'Show as table' }).tap();
    await expect(card.getByRole('table')).toBeVisible();
  }
  await fits(ada, grace);

  await ada.page.getByRole('button', { name: 'Manage', exact: true }).tap();
  await expect(ada.page.getByRole('region', { name: 'Manage this session' })).toBeInViewport({ ratio: 1 });
  await fits(ada);
  await ada.page.getByRole('button', { name: 'Notifications' }).tap();
  await expect(ada.page.getByRole('region', { name: 'Notifications' })).toBeInViewport({ ratio: 1 });
  await expect(ada.page.getByRole('region', { name: 'Manage this session' })).toHaveCount(0);
  await fits(ada);
  for (const at of ['/', '/messages', '/messages/lobby', '/account/tokens', '/docs/events']) {
    await grace.page.goto(at);
    await expect(grace.page.getByRole('heading', { level: 1 })).toBeVisible();
    await fits(grace);
  }
  await grace.page.goto('/messages/lobby');
  await expect(grace.page.getByRole('button', { name: 'Find', exact: true })).toBeInViewport({ ratio: 1 });
  await isWhole(grace, 'lobby');
});
