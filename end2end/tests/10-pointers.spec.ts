/** Each sees where the other points: at the same value, row and cell, whatever the screen. */
import { expect, test } from '../fixtures.ts';
import { together, type Person, type PersonSettings } from '../story/person.ts';
import { arrow, pointsAt, tip, valuesIn, watchPointers, within } from '../story/pointers.ts';
import type { Proxy } from '../tools/proxy.mjs';

const WIDE = { width: 1440, height: 900 };
const SMALL = { width: 1000, height: 700 };
const TITLE = 'Rows by city';

type Visit = (name: string, settings?: PersonSettings) => Promise<Person>;

/** Ada on a wide screen and Grace on a small one, with a table and a finished run. */
async function atWork(person: Visit, lines?: [Proxy, Proxy], extra: Record<string, PersonSettings> = {}): Promise<[Person, Person]> {
  const sized: Visit = (name, settings) =>
    person(name, { viewport: name === 'Ada' ? WIDE : SMALL, ...settings, ...extra[name] });
  const [ada, grace] = await together(sized, lines);
  const cities = ['Oslo', 'Turku', 'Bergen', 'Oslo', 'Oslo', 'Turku'];
  await ada.workspace.drop('cities.csv', `city,people\n${cities.map((city, at) => `${city},${at * 100}`).join('\n')}\n`);
  for (const one of [ada, grace]) await one.workspace.previewed('cities');
  await ada.workspace.run({ kind: 'Group by', fields: { 'Group by': 'city', Aggregate: 'count' } });
  for (const one of [ada, grace]) {
    await expect(one.workspace.card(TITLE)).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  }
  return [ada, grace];
}

function chartOf(one: Person, title = TITLE) {
  return one.workspace.chart(one.workspace.card(title));
}

/** Points at values of a chart; both have it on screen. */
async function pointAt(one: Person, other: Person, x: number, y: number, title = TITLE) {
  for (const each of [other, one]) await chartOf(each, title).scrollIntoViewIfNeeded();
  const place = await valuesIn(chartOf(one, title), x, y);
  await one.page.mouse.move(place.x - 6, place.y - 3);
  await one.page.mouse.move(place.x, place.y);
}

test('over_a_chart_both_see_the_same_value', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  await ada.workspace.run({ kind: 'Histogram', fields: { Column: 'people', Bins: '5' } });
  const histogram = 'Distribution of people';
  for (const one of [ada, grace]) await expect(chartOf(one, histogram)).toBeVisible({ timeout: 30_000 });
  for (const [title, x, y] of [
    [TITLE, 0.5, 2],
    [TITLE, 2.25, 0.5],
    [histogram, 137, 1.5],
    [histogram, 420, 0.25],
  ] as const) {
    await pointAt(ada, grace, x, y, title);
    await expect(arrow(grace, 'Ada')).toBeVisible();
    await pointsAt(arrow(grace, 'Ada'), () => valuesIn(chartOf(grace, title), x, y));
  }
  // And the other way round; nobody sees their own.
  await ada.page.mouse.move(2, 2);
  await pointAt(grace, ada, 1.5, 1);
  await pointsAt(arrow(ada, 'Grace'), () => valuesIn(chartOf(ada), 1.5, 1));
  await expect(arrow(grace, 'Grace')).toHaveCount(0);
  await expect(arrow(grace, 'Ada')).toHaveCount(0);
});

test('over_a_table_both_see_the_same_cell', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  const cell = (one: Person) => one.workspace.row('cities', 3).locator('td[data-column="1"]');
  for (const one of [grace, ada]) await cell(one).scrollIntoViewIfNeeded();
  const place = await within(cell(ada), 0.5, 0.5);
  await ada.page.mouse.move(place.x - 5, place.y);
  await ada.page.mouse.move(place.x, place.y);
  await pointsAt(arrow(grace, 'Ada'), () => within(cell(grace), 0.5, 0.5));
  // Elsewhere on a card it is the same part of the card.
  const title = (one: Person) => one.workspace.preview('cities');
  const corner = await within(title(ada), 0.5, 0.04);
  await ada.page.mouse.move(corner.x, corner.y);
  await pointsAt(arrow(grace, 'Ada'), () => within(title(grace), 0.5, 0.04));
});

test('what_is_not_on_screen_is_not_pointed_at', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  await grace.workspace.card(TITLE).getByRole('button', { name: 'Show as table' }).click();
  const heading = (one: Person) => one.workspace.card(TITLE).getByRole('heading');
  for (const one of [grace, ada]) await heading(one).scrollIntoViewIfNeeded();
  const top = await within(heading(ada), 0.1, 0.5);
  await ada.page.mouse.move(top.x, top.y);
  await expect(arrow(grace, 'Ada')).toBeVisible();
  // Her table has no place for what lies in the chart.
  const place = await valuesIn(chartOf(ada), 0.5, 1);
  await ada.page.mouse.move(place.x, place.y);
  await expect(arrow(grace, 'A')).toHaveCount(0);
  await grace.workspace.chartOf(grace.workspace.card(TITLE));
  await pointAt(ada, grace, 0.5, 1);
  await pointsAt(arrow(grace, 'Ada'), () => valuesIn(chartOf(grace), 0.5, 1));
});

test('a_still_pointer_becomes_an_initial_and_goes_with_the_mouse', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  await pointAt(ada, grace, 0.5, 1);
  await expect(arrow(grace, /^Ada$/)).toBeVisible();
  await expect(arrow(grace, /^A$/)).toBeVisible({ timeout: 5_000 });
  await pointAt(ada, grace, 0.5, 2);
  await expect(arrow(grace, /^Ada$/)).toBeVisible();
  await ada.page.mouse.move(2, 2);
  await expect(arrow(grace, 'A')).toHaveCount(0, { timeout: 1_000 });
});

test('a_pointer_is_told_seldom_and_not_while_typing', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  const sent = watchPointers(ada);
  await ada.reload();
  await ada.workspace.saved();
  await pointAt(ada, grace, 0.5, 1);
  await expect(arrow(grace, 'Ada')).toBeVisible();
  sent.length = 0;
  const [from, to] = [await within(chartOf(ada), 0.2, 0.5), await within(chartOf(ada), 0.8, 0.5)];
  const started = Date.now();
  while (Date.now() - started < 2_000) {
    await ada.page.mouse.move(to.x, to.y, { steps: 40 });
    await ada.page.mouse.move(from.x, from.y, { steps: 40 });
  }
  const seconds = (Date.now() - started) / 1_000;
  expect(sent.length).toBeGreaterThan(10);
  expect(sent.length).toBeLessThanOrEqual(30 * seconds + 1);
  // Whoever types does not point.
  await ada.workspace.messageBox.pressSequentially('They are all small', { delay: 20 });
  await expect(arrow(grace, 'A')).toHaveCount(0, { timeout: 1_500 });
  expect(sent.at(-1)?.place ?? null).toBeNull();
});

test('a_pointer_is_gone_soon_after_the_line_is_cut', async ({ person, lines }) => {
  const [ada, grace] = await atWork(person, lines);
  ada.expectLostLine();
  for (const fails of ['cut', 'blackhole'] as const) {
    await ada.workspace.saved();
    await pointAt(ada, grace, 0.5, fails === 'cut' ? 1 : 2);
    await expect(arrow(grace, 'Ada')).toBeVisible();
    lines[0][fails]();
    const cut = Date.now();
    await expect(arrow(grace, 'A')).toHaveCount(0, { timeout: 11_000 });
    expect(Date.now() - cut).toBeLessThan(10_500);
    lines[0].reset();
    lines[0].restore();
    await ada.page.mouse.move(2, 2);
  }
});

test('the_switch_is_off_for_telling_and_for_seeing_and_is_remembered', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  const control = grace.page.getByRole('button', { name: 'Show pointers' });
  await expect(control).toHaveAttribute('aria-pressed', 'true');
  await pointAt(ada, grace, 0.5, 1);
  await expect(arrow(grace, 'Ada')).toBeVisible();
  await control.focus();
  await grace.page.keyboard.press('Enter');
  await expect(control).toHaveAttribute('aria-pressed', 'false');
  await expect(arrow(grace, 'A')).toHaveCount(0);

  const sent = watchPointers(grace);
  await grace.reload();
  await grace.workspace.saved();
  await expect(control).toHaveAttribute('aria-pressed', 'false');
  await pointAt(ada, grace, 0.5, 2);
  await pointAt(grace, ada, 1.5, 1);
  // What Grace says arrives after whatever her mouse would have told.
  await grace.workspace.say('Done');
  await expect(ada.workspace.message('Done')).toBeVisible();
  await expect(arrow(ada, 'G')).toHaveCount(0);
  await expect(arrow(grace, 'A')).toHaveCount(0);
  expect(sent).toEqual([]);

  await control.click();
  await expect(control).toHaveAttribute('aria-pressed', 'true');
  await pointAt(ada, grace, 0.5, 1.5);
  await expect(arrow(grace, 'Ada')).toBeVisible();
});

test('with_less_motion_pointers_jump_four_times_a_second', async ({ person }) => {
  const [ada, grace] = await atWork(person, undefined, { Grace: { reducedMotion: 'reduce' } });
  await pointAt(ada, grace, 0.5, 1);
  const seen = arrow(grace, 'Ada');
  await expect(seen).toBeVisible();
  await expect(seen.locator('..')).toHaveCSS('transition-property', 'none');
  await seen.locator('..').evaluate((element) => {
    const jumps: string[] = [];
    const watch = new MutationObserver(() => {
      const place = (element as HTMLElement).style.transform;
      if (jumps.at(-1) !== place) jumps.push(place);
    });
    watch.observe(element, { attributes: true, attributeFilter: ['style'] });
    Object.assign(window, { tandemJumps: jumps });
  });
  const [from, to] = [await within(chartOf(ada), 0.2, 0.5), await within(chartOf(ada), 0.8, 0.5)];
  const started = Date.now();
  while (Date.now() - started < 2_000) {
    await ada.page.mouse.move(to.x, to.y, { steps: 30 });
    await ada.page.mouse.move(from.x, from.y, { steps: 30 });
  }
  const seconds = (Date.now() - started) / 1_000;
  const jumps = await grace.page.evaluate(() => (window as unknown as { tandemJumps: string[] }).tandemJumps.length);
  expect(jumps).toBeGreaterThan(2);
  expect(jumps).toBeLessThanOrEqual(4 * seconds + 1);
});

test('a_pointer_is_decoration_and_lets_clicks_through', async ({ person }) => {
  const [ada, grace] = await atWork(person);
  await pointAt(ada, grace, 0.5, 1);
  const seen = arrow(grace, 'Ada');
  await expect(seen).toBeVisible();
  await expect(grace.page.locator('.pointers')).toHaveAttribute('aria-hidden', 'true');
  const place = await tip(seen);
  const inArrow = await grace.page.evaluate(({ x, y }) => !!document.elementFromPoint(x, y)?.closest('.pointers'), place);
  expect(inArrow).toBe(false);
});
