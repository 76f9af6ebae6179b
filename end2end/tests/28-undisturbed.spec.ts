/** What others do, and what one does on another tab, disturbs nothing and is counted once. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { together, PASSWORD, type Person } from '../story/person.ts';

/** Where on the screen something stands, in pixels from the top: in the next frame that is painted. */
const top = (place: Locator) =>
  place.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        new IntersectionObserver(([seen], observer) => {
          observer.disconnect();
          resolve(seen!.boundingClientRect.top);
        }).observe(element);
      }),
  );

for (const width of [1280, 360]) {
  test(`what_the_other_does_leaves_a_half_filled_form_alone_at_${width}_px`, async ({ person }) => {
    const [ada, grace] = await together(person);
    await ada.workspace.addSample();
    for (const one of [ada, grace]) await one.workspace.previewed('penguins');
    await grace.page.setViewportSize({ width, height: 800 });
    await grace.workspace.fillRun({ kind: 'Histogram', fields: { Bins: '7' } });
    const bins = grace.workspace.form.getByLabel('Bins');
    await bins.focus();
    const data = grace.workspace.form.getByLabel('Data set');
    const chosen = await data.inputValue();
    const before = await top(bins);
    for (const kind of ['Column profile', 'Histogram', 'Scatter with regression']) await ada.workspace.run({ kind });
    await ada.workspace.upload({ name: 'rain.csv', mimeType: 'text/csv', buffer: Buffer.from('city,mm\nOslo,3\nRome,1\n') });
    await grace.workspace.previewed('rain');
    await ada.page.getByRole('button', { name: 'Manage' }).click();
    await ada.page.getByLabel('Name of this session').fill('Birds');
    await ada.page.getByRole('button', { name: 'Rename' }).click();
    await expect(grace.page.getByRole('heading', { level: 1, name: 'Birds' })).toBeVisible();
    await expect(grace.workspace.canvas.locator('article[data-state=done]')).toHaveCount(3, { timeout: 30_000 });
    await expect(bins).toBeFocused();
    await expect(bins).toHaveValue('7');
    await expect(data).toHaveValue(chosen);
    expect(Math.abs((await top(bins)) - before)).toBeLessThan(2);
    const titles = (one: Person) => one.workspace.canvas.getByRole('heading', { level: 2 }).allInnerTexts();
    await expect.poll(async () => String(await titles(grace)) === String(await titles(ada))).toBe(true);
  });
}

test('rooms_that_others_create_push_no_field_away', async ({ person }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  await ada.open('/messages');
  await grace.open('/messages');
  await grace.workspace.saved();
  const name = grace.page.getByLabel('Message a person');
  await name.fill('Ad');
  const before = await top(name);
  const rail = grace.page.getByRole('navigation', { name: 'Rooms and people' });
  const holds = async () => {
    await expect(name).toBeFocused();
    await expect(name).toHaveValue('Ad');
    expect(Math.abs((await top(name)) - before)).toBeLessThan(2);
  };
  // The first ones have room in the window, the last ones do not.
  for (let at = 1; at <= 16; at += 1) {
    await ada.page.getByLabel('New room').fill(`room ${at}`);
    await ada.page.getByRole('button', { name: 'Create room' }).click();
    await expect(rail.getByRole('link', { name: `room ${at}`, exact: true })).toBeAttached();
    await holds();
  }
  // The list gets shorter, and the browser scrolls by itself; then longer again.
  const online = rail.getByRole('button', { name: /^Ada/ });
  await expect(online).toBeVisible();
  await ada.page.goto('about:blank');
  await expect(online).toHaveCount(0, { timeout: 20_000 });
  await holds();
  await ada.open('/messages');
  await expect(online).toBeVisible();
  await holds();
});

test('reading_above_does_not_move_by_what_comes_below', async ({ person }) => {
  const [ada, grace] = await together(person);
  for (let at = 0; at < 40; at += 1) await ada.workspace.say(`line ${at}`);
  await expect(grace.workspace.message('line 39')).toBeVisible();
  // The page has heard of it in the frame after the event.
  await grace.workspace.log.evaluate(
    (log) =>
      new Promise((resolve) => {
        log.addEventListener('scroll', () => requestAnimationFrame(resolve), { once: true });
        log.scrollTop = log.scrollHeight / 3;
      }),
  );
  const line = grace.workspace.message('line 15');
  const before = await top(line);
  await ada.workspace.say('one more');
  await expect(grace.workspace.message('one more')).toBeAttached();
  await ada.workspace.message('line 39').getByRole('button', { name: /^More/ }).click();
  await ada.page.getByRole('button', { name: '👍' }).click();
  await expect(grace.workspace.message('line 39').getByRole('button', { name: /👍/ })).toBeAttached();
  expect(Math.abs((await top(line)) - before)).toBeLessThan(2);
});

/** What the rail counts as unread of a room. */
const unread = (one: Person['page'], room: string) =>
  one.getByRole('navigation', { name: 'Rooms and people' }).getByRole('link', { name: room }).locator('.count .sr-only');

test('unread_counts_follow_deletions_and_own_words_on_every_tab', async ({ person, server }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  await ada.open('/messages');
  await ada.page.getByLabel('New room').fill('weather');
  await ada.page.getByRole('button', { name: 'Create room' }).click();
  await expect(ada.page.getByRole('heading', { level: 1, name: 'weather' })).toBeVisible();
  const room = new URL(ada.page.url()).pathname;
  await grace.open(room);
  await grace.workspace.saved();
  await grace.open('/messages/lobby');
  await grace.workspace.saved();
  const tab = await grace.context.newPage();
  await tab.goto('/messages/lobby');
  for (const word of ['one', 'two', 'three']) await ada.workspace.say(word);
  for (const page of [grace.page, tab]) await expect(unread(page, 'weather')).toHaveText('3 unread');
  for (const word of ['one', 'two']) {
    const message = ada.workspace.message(word);
    await message.getByRole('button', { name: /^More/ }).click();
    await message.getByRole('button', { name: 'Delete', exact: true }).click();
    await message.getByRole('button', { name: 'Delete for everyone' }).click();
  }
  for (const page of [grace.page, tab]) await expect(unread(page, 'weather')).toHaveText('1 unread');
  for (const one of [ada, grace]) one.expectLostLine();
  await server.kill();
  await server.up();
  await grace.reload();
  await grace.workspace.saved();
  await expect(unread(grace.page, 'weather')).toHaveText('1 unread');
  await tab.goto(room);
  await expect(tab.locator('html[data-hydrated]')).toBeAttached();
  await expect(unread(grace.page, 'weather')).toHaveCount(0);
});

test('two_tabs_are_one_person_and_a_closed_browser_is_gone', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  const noor = await person('Noor');
  await noor.open('/messages');
  await noor.workspace.saved();
  const tab = await ada.context.newPage();
  await tab.goto(path);
  await expect(tab.locator('html[data-hydrated]')).toBeAttached();
  const messages = await grace.context.newPage();
  await messages.goto('/messages');
  const online = (name: RegExp) => messages.getByRole('navigation', { name: 'Rooms and people' }).getByRole('button', { name });
  for (const name of [/Noor/, /Ada/]) await expect(online(name)).toBeVisible();
  await tab.close();
  await noor.page.close();
  // Whoever closed their only page then is told to be gone by now, and so would Ada be.
  await expect(online(/Noor/)).toHaveCount(0, { timeout: 20_000 });
  await expect(online(/Ada/)).toBeVisible();
  await expect(grace.workspace.member(/^Ada, active/)).toBeVisible();
  await ada.page.close();
  await expect(grace.workspace.member(/^Ada, not here/)).toBeVisible({ timeout: 15_000 });
});

test('whose_line_is_dead_and_looks_open_is_gone_within_35_s', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  ada.expectLostLine();
  await expect(grace.workspace.member(/^Ada, active/)).toBeVisible();
  lines[0].abandon();
  lines[0].blackhole();
  await expect(grace.workspace.member(/^Ada, not here/)).toBeVisible({ timeout: 35_000 });
});

test('a_login_that_ended_leads_to_the_login_and_back_with_nothing_lost', async ({ person, lines }) => {
  const [ada, grace, path] = await together(person, lines);
  ada.expectLostLine();
  ada.expectProblem(/401/);
  lines[0].cut();
  await ada.workspace.say('not sent yet');
  await ada.workspace.messageBox.fill('half a sentence');
  await expect(ada.workspace.unsent).toHaveCount(1);
  // Another tab of the same browser, on a line of its own.
  const { cookies } = await ada.context.storageState();
  const session = cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ');
  const answer = await grace.page.request.post('/api/logout', { headers: { cookie: session }, maxRedirects: 0 });
  expect(answer.status()).toBeLessThan(400);
  lines[0].restore();
  await expect(ada.page).toHaveURL(/\/login\?/, { timeout: 20_000 });
  await expect(ada.page.getByRole('alert')).toBeVisible();
  await ada.fillAccount('Ada', PASSWORD);
  await ada.page.getByRole('button', { name: 'Sign in' }).click();
  await expect(ada.page).toHaveURL(new RegExp(path));
  await expect(ada.workspace.messageBox).toHaveValue('half a sentence');
  await expect(grace.workspace.message('not sent yet')).toHaveCount(1);
});
