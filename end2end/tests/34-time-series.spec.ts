/** A line over time: one asks for it, both see it in place, and where nothing was measured there is no line. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { together } from '../story/person.ts';
import { isSaved } from '../story/picture.ts';

const READINGS = {
  name: 'readings.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    'at,degrees\n2024-10-26 22:10:00,9\n2024-10-26 23:20:00,8\n2024-10-27 00:30:00,7\n' +
      '2024-10-27 01:40:00,6\n2024-10-27 04:00:00,11\n2024-10-27 06:50:00,12\n,5\n',
  ),
};
const TITLE = 'Mean of degrees by hour of at, Europe/Berlin';

for (const width of [1280, 360]) {
  test(`a_line_over_time_is_seen_by_both_with_its_gaps_at_${width}_px`, async ({ person }) => {
    const [ada, grace] = await together(person);
    await ada.workspace.upload(READINGS);
    for (const one of [ada, grace]) {
      await one.workspace.previewed('readings');
      await one.markDocument();
    }
    await ada.workspace.run({
      kind: 'Time series',
      fields: { Time: 'at', Bucket: 'hour', 'Time zone': 'Europe/Berlin', Aggregate: 'mean', Of: 'degrees' },
    });
    await grace.page.setViewportSize({ width, height: 900 });
    for (const one of [ada, grace]) {
      const card = one.workspace.card(TITLE);
      await expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
      const chart = await one.workspace.chartOf(card);
      // Four hours beside each other and two alone: one line and two dots.
      await expect(chart.locator('svg circle')).toHaveCount(2);
      await expect(chart).toHaveAccessibleDescription(/3 of 9 hours have no value and are gaps; 1 row has no value of at/);
      // The hour that the clock shows twice stands twice.
      const table = await one.workspace.tableOf(card);
      const hours = table.map(([hour]) => hour);
      expect(hours).toContain('2024-10-27T02:00:00+02:00');
      expect(hours).toContain('2024-10-27T02:00:00+01:00');
      await one.workspace.chartOf(card);
      expect(await one.sameDocument()).toBe(true);
    }

    const chart = grace.workspace.chart(grace.workspace.card(TITLE));
    await chart.focus();
    await grace.page.keyboard.press('End');
    await expect(chart.getByRole('status')).toHaveText('27 Oct 2024, 07:00, mean degrees 12, 6 of 6');
    await grace.page.keyboard.press('Escape');
    await isFine(grace.page, `a line over time at ${width} px`);
  });
}

const STATIONS = {
  name: 'stations.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    'day,station,degrees\n2024-03-01,Oslo,-2\n2024-03-02,Oslo,-1\n2024-03-03,Oslo,0\n2024-03-05,Oslo,3\n' +
      '2024-03-01,Bergen,4\n2024-03-02,Bergen,5\n2024-03-03,Bergen,6\n2024-03-04,Bergen,5\n2024-03-05,Bergen,7\n' +
      '2024-03-02,,1\n2024-03-03,,2\n',
  ),
};
const EACH = 'Mean of degrees by day of day for each station';
const DEGREES_OF_EACH = {
  kind: 'Time series',
  fields: { Time: 'day', Bucket: 'day', Aggregate: 'mean', Of: 'degrees', Series: 'station' },
};
const NAMES = ['Bergen', 'Oslo', '(missing)'];

for (const width of [1280, 360]) {
  test(`a_line_for_each_station_is_seen_by_both_at_${width}_px`, async ({ person, browser }) => {
    const [ada, grace] = await together(person);
    await ada.workspace.upload(STATIONS);
    for (const one of [ada, grace]) {
      await one.workspace.previewed('stations');
      await one.markDocument();
    }
    await ada.workspace.run(DEGREES_OF_EACH);
    await grace.page.setViewportSize({ width, height: 900 });
    for (const one of [ada, grace]) {
      const card = one.workspace.card(EACH);
      await expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
      const chart = await one.workspace.chartOf(card);
      for (const name of NAMES) {
        await expect(chart.locator('svg text').filter({ hasText: name })).toHaveCount(1);
      }
      // Oslo's last day stands alone.
      await expect(chart.locator('svg circle')).toHaveCount(1);
      await expect(chart).toHaveAccessibleDescription(/highest on 5 Mar 2024, 7 \(Bergen\).*4 of 15 points have no value/);
      const table = await one.workspace.tableOf(card);
      expect(table.slice(0, 3).map((row) => row[1])).toEqual(['Bergen', 'Oslo', expect.any(String)]);
      await one.workspace.chartOf(card);
      expect(await one.sameDocument()).toBe(true);
    }

    const card = grace.workspace.card(EACH);
    const chart = grace.workspace.chart(card);
    await chart.focus();
    const says = (words: string) => expect(chart.getByRole('status')).toHaveText(words);
    await grace.page.keyboard.press('Home');
    await says('Bergen, 1 Mar 2024, mean degrees 4, 1 of 11');
    await grace.page.keyboard.press('ArrowRight');
    await says('Oslo, 1 Mar 2024, mean degrees −2, 2 of 11');
    await grace.page.keyboard.press('Escape');
    await isFine(grace.page, `a line for each station at ${width} px`);
    await isSaved(browser, grace, card, [...NAMES, 'mean degrees', 'day']);
  });
}

test('lines_are_read_without_scripts', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('To be read');
  await ada.workspace.upload(STATIONS);
  await ada.workspace.previewed('stations');
  await ada.workspace.run(DEGREES_OF_EACH);
  await expect(ada.workspace.card(EACH)).toHaveAttribute('data-state', 'done', { timeout: 30_000 });

  const grace = await person('Grace', { javaScriptEnabled: false });
  await grace.open(path);
  const chart = grace.workspace.chart(grace.workspace.card(EACH));
  for (const name of NAMES) {
    await expect(chart.locator('svg text').filter({ hasText: name })).toBeVisible();
  }
  await expect(chart).toHaveAccessibleDescription(/lowest on 1 Mar 2024, −2 \(Oslo\)/);
});
