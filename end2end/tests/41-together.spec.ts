/** Looking together: one follows what the other sees, peeks at it, or makes it their own; and nobody is moved otherwise. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { together, type Person, type PersonSettings } from '../story/person.ts';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 740 };

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const WIND = csv('wind.csv', `day,wind\n${Array.from({ length: 300 }, (_, at) => `${at + 1},${(at * 7) % 10}`).join('\n')}\n`);
const RAIN = csv('rain.csv', `day,rain\n${Array.from({ length: 300 }, (_, at) => `${at + 1},${at % 4}`).join('\n')}\n`);

/** Ada and Grace in a session with two data sets. */
async function atWork(person: (name: string, settings?: PersonSettings) => Promise<Person>, graces: PersonSettings = {}, lines?: Parameters<typeof together>[1]) {
  const sized = (name: string, settings?: PersonSettings) =>
    person(name, { viewport: WIDE, ...settings, ...(name === 'Grace' ? graces : {}) });
  const [ada, grace, path] = await together(sized, lines);
  for (const [file, name] of [[WIND, 'wind'], [RAIN, 'rain']] as const) {
    await ada.workspace.upload(file);
    await ada.workspace.previewed(name);
    await expect(grace.workspace.preview(name)).toBeAttached({ timeout: 30_000 });
  }
  return [ada, grace, path] as const;
}

const face = (one: Person, other: string) =>
  one.page.getByRole('group', { name: 'People here' }).getByRole('button', { name: new RegExp(other) });
const peek = (one: Person) => one.page.getByRole('region', { name: 'What they see' });
const bar = (one: Person) => one.page.locator('.together');
const says = (one: Person, words: RegExp) => expect(bar(one).getByRole('status')).toHaveText(words);
const act = (one: Person, name: string) => bar(one).getByRole('button', { name, exact: true });

async function follow(one: Person, other: string) {
  await face(one, other).click();
  await peek(one).getByRole('button', { name: new RegExp(`Follow .?${other}`) }).click();
  await says(one, new RegExp(`^Following .?${other}`));
}

/** How much of a card is above the upper edge of the runs, of its height. */
async function above(one: Person, name: string) {
  return await one.workspace.preview(name).evaluate((card) => {
    const [edge, place] = [card.closest('#runs')!, card].map((element) => element.getBoundingClientRect());
    return (edge!.top - place!.top) / place!.height;
  });
}

/** Both have the same card at the same height, whatever their screens. */
async function sameEdge(one: Person, other: Person, name: string) {
  await expect(async () => expect(Math.abs((await above(one, name)) - (await above(other, name)))).toBeLessThan(0.05)).toPass({ timeout: 10_000 });
}

const scrollTo = (one: Person, top: number) => one.workspace.canvas.evaluate((canvas, top) => void (canvas.scrollTop = top), top);
const scrolled = (one: Person) => one.workspace.canvas.evaluate((canvas) => canvas.scrollTop);
const head = (one: Person, name: string, column: string) =>
  one.workspace.rows(name).getByRole('columnheader', { name: new RegExp(`^${column}`) });
const sortBy = (one: Person, name: string, column: string) => head(one, name, column).locator('[data-act=sort]').click();
const find = (one: Person, name: string) => one.workspace.preview(name).getByLabel(`Find in ${name}`);
const foot = (one: Person, name: string, words: RegExp) => expect(one.workspace.preview(name).locator('.card-foot')).toContainText(words);
const gridTo = (one: Person, name: string, row: number) =>
  one.workspace.rows(name).evaluate((table, row) => {
    const height = table.querySelector('tbody tr[data-at]')!.getBoundingClientRect().height;
    table.parentElement!.scrollTop = row * height;
  }, row);

test('one_follows_where_the_other_goes_until_they_move_themselves', async ({ person }) => {
  const [ada, grace] = await atWork(person, { viewport: { width: 1000, height: 700 } });
  await follow(grace, 'Ada');
  await isFine(grace.page, 'a page that follows');
  await ada.workspace.dataset('rain').click();
  await expect(grace.workspace.preview('rain')).toBeInViewport();
  await sameEdge(grace, ada, 'rain');
  await scrollTo(ada, 150);
  await sameEdge(grace, ada, 'wind');
  // Words of one's own end nothing.
  await grace.workspace.say('I see');
  await says(grace, /^Following/);
  // A turn of the wheel does, and from then on Ada moves alone.
  await grace.workspace.canvas.hover({ position: { x: 5, y: 5 } });
  await grace.page.mouse.wheel(0, 60);
  await says(grace, /^You no longer follow .?Ada/);
  const here = await scrolled(grace);
  await scrollTo(ada, 0);
  await ada.workspace.say('back at the top');
  await expect(grace.workspace.message('back at the top')).toBeVisible();
  expect(await scrolled(grace)).toBe(here);
  await act(grace, 'Follow again').click();
  await sameEdge(grace, ada, 'wind');
  await grace.page.keyboard.press('Escape');
  await says(grace, /^You no longer follow .?Ada/);
  await act(grace, 'Close').click();
  await says(grace, /^$/);
});

test('who_follows_sees_the_same_rows_and_has_their_own_back_afterwards', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  await find(grace, 'wind').fill('7');
  await foot(grace, 'wind', /from 300/);
  const own = (await grace.workspace.preview('wind').locator('.card-foot').innerText()).match(/of [\d,]+, from 300/)![0];
  await follow(grace, 'Ada');
  await foot(grace, 'wind', /of 300/);
  await sortBy(ada, 'wind', 'wind');
  await expect(head(grace, 'wind', 'wind')).toHaveAttribute('aria-sort', 'ascending');
  await gridTo(ada, 'wind', 120);
  await foot(ada, 'wind', /Rows 121–/);
  await foot(grace, 'wind', /Rows 121–/);
  await find(ada, 'wind').fill('29');
  await foot(ada, 'wind', /from 300/);
  const hers = (await ada.workspace.preview('wind').locator('.card-foot').innerText()).match(/of [\d,]+, from 300/)![0];
  await foot(grace, 'wind', new RegExp(hers));
  await act(grace, 'Stop').click();
  await foot(grace, 'wind', new RegExp(own));
  await expect(find(grace, 'wind')).toHaveValue('7');
  await expect(head(grace, 'wind', 'wind')).not.toHaveAttribute('aria-sort', 'ascending');
});

test('a_peek_moves_nothing_and_its_view_can_become_ones_own', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  await sortBy(ada, 'rain', 'rain');
  await ada.workspace.dataset('rain').click();
  const here = await scrolled(grace);
  await face(grace, 'Ada').click();
  await expect(peek(grace)).toContainText('rain');
  await expect(peek(grace)).toContainText(/rain.?: rows 1 to \d+, by rain/);
  await gridTo(ada, 'rain', 50);
  await expect(peek(grace)).toContainText(/rain.?: rows 51 to \d+, by rain/);
  await isFine(grace.page, 'a peek');
  expect(await scrolled(grace)).toBe(here);
  await expect(head(grace, 'rain', 'rain')).not.toHaveAttribute('aria-sort', 'ascending');
  await peek(grace).getByRole('button', { name: 'Make this my view' }).click();
  await says(grace, /^What .?Ada.? sees is your view now/);
  await expect(head(grace, 'rain', 'rain')).toHaveAttribute('aria-sort', 'ascending');
  await foot(grace, 'rain', /Rows 51–/);
  await sameEdge(grace, ada, 'rain');
  // From here on it is hers.
  await gridTo(ada, 'rain', 0);
  await foot(ada, 'rain', /Rows 1–/);
  await foot(grace, 'rain', /Rows 51–/);
  await act(grace, 'Undo').click();
  await expect(head(grace, 'rain', 'rain')).not.toHaveAttribute('aria-sort', 'ascending');
  await foot(grace, 'rain', /Rows 1–/);
  expect(await scrolled(grace)).toBe(here);
});

test('two_who_follow_each_other_stand_still', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  await follow(grace, 'Ada');
  await ada.workspace.dataset('rain').click();
  await sameEdge(grace, ada, 'rain');
  await follow(ada, 'Grace');
  const places = [await scrolled(ada), await scrolled(grace)];
  for (const one of [ada, grace]) await one.workspace.say(`${one.name} is here`);
  await expect(ada.workspace.message('Grace is here')).toBeVisible();
  expect([await scrolled(ada), await scrolled(grace)]).toEqual(places);
  // Ada goes on alone, and Grace with her.
  await ada.workspace.dataset('wind').click();
  await says(ada, /^You no longer follow .?Grace/);
  await sameEdge(grace, ada, 'wind');
});

test('nobody_is_moved_who_does_not_follow', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  await scrollTo(grace, 120);
  await find(grace, 'wind').fill('7');
  await foot(grace, 'wind', /from 300/);
  const own = await grace.workspace.preview('wind').locator('.card-foot').innerText();
  const at = await scrolled(grace);
  await ada.workspace.dataset('rain').click();
  await sortBy(ada, 'wind', 'wind');
  await find(ada, 'wind').fill('12');
  await scrollTo(ada, 300);
  await follow(ada, 'Grace');
  await ada.page.keyboard.press('Escape');
  await ada.workspace.say('done');
  await expect(grace.workspace.message('done')).toBeVisible();
  expect(await scrolled(grace)).toBe(at);
  expect(await grace.workspace.preview('wind').locator('.card-foot').innerText()).toBe(own);
  await expect(find(grace, 'wind')).toHaveValue('7');
});

test('a_cut_line_is_followed_on_and_who_leaves_is_told', async ({ person, lines }) => {
  const [ada, grace] = await atWork(person, {}, lines);
  ada.expectLostLine();
  await follow(grace, 'Ada');
  lines[0].cut();
  await expect(ada.workspace.badge).not.toHaveAttribute('data-state', 'saved');
  lines[0].restore();
  await ada.workspace.saved();
  await says(grace, /^Following/);
  await ada.workspace.dataset('rain').click();
  await sameEdge(grace, ada, 'rain');
  const at = await scrolled(grace);
  await ada.page.close();
  await expect(bar(grace).getByRole('status')).toHaveText(/^.?Ada.? left\. You are where they were/, { timeout: 30_000 });
  expect(await scrolled(grace)).toBe(at);
});

test('keys_alone_do_it_on_a_phone_too', async ({ person }) => {
  const [ada, grace] = await atWork(person, { viewport: PHONE, reducedMotion: 'reduce', colorScheme: 'dark' });
  await face(grace, 'Ada').focus();
  await grace.page.keyboard.press('Enter');
  await isFine(grace.page, 'a peek on a phone');
  await peek(grace).getByRole('button', { name: /^Follow/ }).focus();
  await grace.page.keyboard.press('Enter');
  await says(grace, /^Following .?Ada/);
  await expect(peek(grace)).toBeHidden();
  await expect(act(grace, 'Stop')).toBeFocused();
  await isFine(grace.page, 'a phone that follows');
  await ada.workspace.dataset('rain').click();
  await sameEdge(grace, ada, 'rain');
  await grace.page.keyboard.press('Shift+Tab');
  await expect(act(grace, 'Make this my view')).toBeFocused();
  await says(grace, /^Following/);
  await grace.page.keyboard.press('Escape');
  await says(grace, /^You no longer follow/);
});

test('of_two_tabs_the_one_used_last_leads', async ({ person }) => {
  const [ada, grace, path] = await atWork(person);
  const other = await ada.context.newPage();
  await other.setViewportSize(WIDE);
  await other.goto(path);
  await other.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await expect(other.locator('button.conn')).toHaveAttribute('data-state', 'saved', { timeout: 20_000 });
  await follow(grace, 'Ada');
  await other.getByRole('navigation', { name: 'Session contents' }).getByRole('button', { name: /^rain 300 rows/ }).click();
  await expect.poll(() => scrolled(grace)).toBeGreaterThan(100);
  await ada.page.bringToFront();
  await ada.workspace.dataset('wind').click();
  await sameEdge(grace, ada, 'wind');
});

test('guests_are_led_by_who_presents_and_may_decline', async ({ person }) => {
  const [ada, grace, path] = await atWork(person);
  const noor = await person('Noor', { viewport: WIDE });
  noor.expectProblem(/status of 403/);
  await noor.page.goto(path);
  await noor.page.getByRole('button', { name: 'Request access' }).click();
  await face(ada, 'Ada').click();
  await ada.page.getByRole('region', { name: 'Presenting' }).getByRole('button', { name: 'Present', exact: true }).click();
  await ada.page.keyboard.press('Escape');
  await says(ada, /^You are presenting/);
  await says(grace, /^.?Ada.? is presenting/);
  await isFine(grace.page, 'a session in which somebody presents');
  await ada.workspace.dataset('rain').click();
  await ada.page.getByRole('button', { name: /^Manage/ }).click();
  await ada.page.getByRole('button', { name: 'Let in' }).click();
  await ada.page.keyboard.press('Escape');
  await noor.open(path);
  await says(noor, /^Following .?Ada/);
  await sameEdge(noor, ada, 'rain');
  // She declines, and is not asked again.
  await act(noor, 'Stop').click();
  await act(noor, 'Close').click();
  const at = await scrolled(noor);
  await ada.workspace.dataset('wind').click();
  await noor.reload();
  await noor.workspace.saved();
  await says(noor, /^.?Ada.? is presenting/);
  // Grace puts it away, and takes over after a question.
  await act(grace, 'Close').click();
  await face(grace, 'Grace').click();
  const panel = grace.page.getByRole('region', { name: 'Presenting' });
  await panel.getByRole('button', { name: 'Present instead' }).click();
  await panel.getByRole('button', { name: 'Take over' }).click();
  await grace.page.keyboard.press('Escape');
  await says(grace, /^You are presenting/);
  await says(noor, /^.?Grace.? is presenting/);
  await act(noor, 'Follow').click();
  await grace.workspace.dataset('rain').click();
  await sameEdge(noor, grace, 'rain');
  await act(grace, 'Stop presenting').click();
  await says(grace, /^$/);
  expect(at).toBeGreaterThan(0);
});
