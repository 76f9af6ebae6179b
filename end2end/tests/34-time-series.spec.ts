/** A line over time: one asks for it, both see it in place, and where nothing was measured there is no line. */
import { expect, test } from '../fixtures.ts';
import { isFine } from '../story/fine.ts';
import { together } from '../story/person.ts';

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
