/** Lists that others change, who is here, and what time it is: true on every page, without a reload. */
import type { BrowserContext } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { together, type Person } from '../story/person.ts';

/** Others' changes are there within a second; a machine that tells many stories at once may take longer. */
const SOON = { timeout: 5_000 };

const row = (one: Person, title: string) => one.page.locator('li.session, li.live-card').filter({ hasText: title });

test('home_tells_what_others_do_in_sessions', async ({ person }) => {
  const [ada, grace] = await together(person);
  await grace.open('/');
  await grace.markDocument();
  await expect(row(grace, 'Wildlife')).toContainText('Ada is here now', SOON);
  await ada.workspace.say('look at July');
  await expect(row(grace, 'Wildlife')).toContainText('look at July', SOON);
  await ada.workspace.addSample();
  await expect(row(grace, 'Wildlife')).toContainText('penguins', { timeout: 15_000 });
  await ada.page.getByRole('button', { name: 'Manage' }).click();
  await ada.page.getByLabel('Name of this session').fill('Birds');
  await ada.page.getByRole('button', { name: 'Rename' }).click();
  await expect(row(grace, 'Birds')).toBeVisible(SOON);
  await ada.page.getByRole('button', { name: 'Archive' }).click();
  await expect(row(grace, 'Birds (archived)')).toBeVisible(SOON);
  // Whoever has the focus in a row keeps it while the row changes.
  const link = grace.page.getByRole('link', { name: 'Birds' });
  await link.focus();
  await ada.page.getByRole('button', { name: 'Restore' }).click();
  await expect(row(grace, '(archived)')).toHaveCount(0, SOON);
  await expect(link).toBeFocused();
  // Leaving is told once it is clear that it was no reload.
  await ada.open('/');
  await expect(row(grace, 'is here now')).toHaveCount(0, { timeout: 15_000 });
  expect(await grace.sameDocument()).toBe(true);
});

test('a_session_that_one_is_let_into_or_taken_out_of_comes_and_goes', async ({ person }) => {
  const [ada, grace] = await together(person);
  await grace.open('/');
  const other = await ada.createSession('Second');
  await expect(row(grace, 'Second')).toHaveCount(0);
  const tab = await grace.context.newPage();
  await tab.goto(other);
  await expect(row(grace, 'Second')).toBeVisible(SOON);
  await tab.close();
  await ada.page.getByRole('button', { name: 'Manage' }).click();
  const people = ada.page.getByRole('list', { name: 'People in this session' });
  await people.getByRole('button', { name: 'Remove', exact: true }).click();
  await people.getByRole('button', { name: 'Remove from session' }).click();
  await expect(row(grace, 'Second')).toHaveCount(0, SOON);
  await expect(row(grace, 'Wildlife')).toBeVisible();
});

test('rooms_and_conversations_come_to_who_looks_at_them', async ({ person }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  await ada.open('/messages');
  await ada.workspace.saved();
  const rail = ada.page.getByRole('navigation', { name: 'Rooms and people' });
  await grace.open('/messages');
  await grace.page.getByLabel('New room').fill('weather');
  await grace.page.getByRole('button', { name: 'Create room' }).click();
  await expect(rail.getByRole('link', { name: 'weather' })).toBeVisible(SOON);
  await grace.page.getByLabel('Message a person').fill('Ada');
  await grace.page.getByRole('button', { name: 'Write to them' }).click();
  await expect(rail.getByRole('link', { name: 'Grace' })).toBeVisible(SOON);
});

/** A device whose clock is wrong by so much. */
async function shiftClock(context: BrowserContext, hours: number) {
  await context.addInitScript((ms) => {
    const Real = Date;
    class Shifted extends Real {
      constructor(...parts: unknown[]) {
        if (parts.length === 0) super(Real.now() + ms);
        else super(...(parts as [number]));
      }
      static override now() {
        return Real.now() + ms;
      }
    }
    globalThis.Date = Shifted as DateConstructor;
  }, hours * 3_600_000);
}

for (const hours of [-5, 5]) {
  test(`a_device_that_is_${hours < 0 ? 'behind' : 'ahead'}_goes_by_the_server's_clock`, async ({ person }) => {
    const [ada, grace, path] = await together(person);
    await shiftClock(grace.context, hours);
    await grace.open(path);
    await grace.workspace.saved();
    await ada.workspace.say('look at July');
    await grace.workspace.say('I do');
    await grace.workspace.saved();
    await expect(grace.workspace.message('look at July')).toBeVisible();
    await expect(grace.workspace.log.getByText('Today', { exact: true })).toHaveCount(1);
    await expect(grace.workspace.log.getByText(/^\d+ \w+ \d{4}$/)).toHaveCount(0);
    await grace.createSession('Alone');
    await grace.open('/');
    await expect(row(grace, 'Alone').locator('time')).toHaveText('just now');
  });
}

test('what_was_missed_in_sleep_is_there_soon_after_waking', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  ada.expectLostLine();
  lines[0].abandon();
  await grace.workspace.say('while you slept');
  await grace.workspace.saved();
  await expect(ada.workspace.message('while you slept')).toHaveCount(0);
  // A line that was heard just now is trusted, so the first look may find nothing to do.
  const wakes = () => ada.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await expect
    .poll(async () => {
      await wakes();
      return await ada.workspace.message('while you slept').count();
    }, SOON)
    .toBe(1);
});

test('after_a_sleep_of_a_minute_and_a_half_all_is_there_soon_once_and_in_order', async ({ person, lines }) => {
  test.setTimeout(180_000);
  const [ada, grace] = await together(person, lines);
  ada.expectLostLine();
  await ada.workspace.saved();
  // The line looks open and is dead; what is dialled meanwhile is not answered.
  lines[0].abandon();
  lines[0].blackhole();
  const asleep = Date.now();
  await ada.workspace.say('before I sleep');
  for (let at = 1; at <= 20; at += 1) await grace.workspace.say(`missed ${at}`);
  await grace.workspace.saved();
  await expect(ada.workspace.badge).toHaveAttribute('data-state', /reconnecting|offline/, { timeout: 25_000 });
  await expect.poll(() => Date.now() - asleep, { timeout: 100_000 }).toBeGreaterThan(90_000);
  await expect(ada.workspace.message('missed')).toHaveCount(0);
  lines[0].restore();
  await ada.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await expect(ada.workspace.message('missed 20')).toHaveCount(1, SOON);
  expect(await ada.workspace.said(/missed \d+/)).toEqual(Array.from({ length: 20 }, (_, at) => `missed ${at + 1}`));
  await expect(grace.workspace.message('before I sleep')).toHaveCount(1);
  await ada.workspace.saved();
});

test('offline_the_page_claims_nothing_about_who_is_here', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  ada.expectLostLine();
  lines[0].cut();
  await expect(ada.workspace.badge).toHaveAttribute('data-state', 'offline', { timeout: 20_000 });
  await expect(ada.workspace.member(/^Grace, unknown/)).toBeVisible();
  await expect(ada.page.getByText('both here')).toHaveCount(0);
  lines[0].restore();
  await ada.workspace.saved();
  await expect(ada.workspace.member(/^Grace, active/)).toBeVisible();
  await expect(grace.workspace.member(/^Ada, active/)).toBeVisible();
});

test('whoever_deleted_a_session_is_told_so_and_others_by_whom', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  for (const one of [ada, grace]) one.expectProblem(/404/);
  const noor = await person('Noor');
  noor.expectProblem(/40[34]/);
  await ada.page.getByRole('button', { name: 'Manage' }).click();
  await ada.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await ada.page.getByRole('button', { name: 'Delete for everyone' }).click();
  const heading = (one: Person) => one.page.getByRole('heading', { level: 1 });
  await expect(heading(ada)).toHaveText('You deleted this session');
  await expect(heading(grace)).toHaveText(/Ada.? deleted this session/);
  await noor.open(path);
  await expect(heading(noor)).toHaveText('This session was deleted');
  await noor.open('/session/7b1d4a52-0000-4000-8000-000000000000');
  await expect(heading(noor)).toHaveText('There is no session at this address');
});
