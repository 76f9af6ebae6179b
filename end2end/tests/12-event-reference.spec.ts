/** Everyone can read what travels over the sockets, in any theme, at any width, by keyboard. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import { reference } from '../tools/contract.mjs';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`the_event_reference_is_fine_in_${colorScheme}_at_${width}`, async ({ visitor }) => {
      const { page } = await visitor({ colorScheme, viewport: { width, height: 800 } });
      const answer = await page.goto('/docs/events');
      expect(answer?.status()).toBe(200);
      await expect(page.getByRole('heading', { level: 1, name: 'Live events' })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });
  }
}

test('an_event_is_found_from_the_contents_by_keyboard_alone', async ({ visitor }) => {
  const { page } = await visitor();
  await page.goto('/docs/events');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the events' })).toBeFocused();
  const contents = page.getByRole('navigation', { name: 'Contents' });
  await contents.locator('a[href="#session.run_analysis"]').focus();
  await page.keyboard.press('Enter');
  const event = page.locator('article').filter({ has: page.locator('[id="session.run_analysis"]') });
  await expect(event.getByRole('heading', { name: 'run_analysis' })).toBeInViewport();
  await expect(event.getByRole('row', { name: /^spec Spec yes/ })).toBeVisible();
  await expect(event.getByText('Ack: ok with RunAnalysisOk, or err with ApiError.')).toBeVisible();
  await event.getByText('Example', { exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(event.getByText('"group_by"')).toBeVisible();
});

test('programs_get_the_document_that_the_command_prints', async ({ request, server }) => {
  const answer = await request.get(`${server.url}/docs/events.json`);
  expect(answer.headers()['content-type']).toBe('application/json');
  expect(await answer.json()).toEqual(reference());
});
