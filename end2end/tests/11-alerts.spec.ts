/** Sound and alerts: what a whole browser shows outside its pages. */
import { wholeBrowser } from '../browser.ts';
import { expect, test } from '../fixtures.ts';

test.use({ launchOptions: wholeBrowser });

test('sound_and_alerts_are_asked_for_and_remembered', async ({ person }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  await grace.context.grantPermissions(['notifications'], { origin: grace.origin });
  await grace.page.addInitScript(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    HTMLMediaElement.prototype.play = function () {
      told.push(new URL(this.src).pathname);
      return Promise.resolve();
    };
    window.Notification = class extends Notification {
      constructor(text: string) {
        super(text);
        told.push(text);
      }
    };
  });
  await grace.open('/');
  await grace.page.getByRole('button', { name: 'Notifications' }).click();
  const alerts = grace.page.getByRole('button', { name: 'Sound and alerts' });
  await expect(alerts).toHaveAttribute('aria-pressed', 'false');
  await alerts.click();
  await grace.reload();
  await grace.page.getByRole('button', { name: 'Notifications' }).click();
  await expect(alerts).toHaveAttribute('aria-pressed', 'true');
  await ada.open('/messages');
  await ada.page.getByLabel('Message a person').fill('Grace');
  await ada.page.getByRole('button', { name: 'Write to them' }).click();
  await expect(ada.page.getByRole('heading', { level: 1, name: 'Grace' })).toBeVisible();
  await ada.hydrated();
  await ada.page.getByRole('textbox', { name: 'Message', exact: true }).fill('Do you hear me?');
  await ada.page.getByRole('button', { name: 'Send' }).click();
  const told = () => grace.page.evaluate(() => (window as unknown as { told: string[] }).told);
  await expect.poll(told).toEqual(['/note.wav', 'Ada: Do you hear me?']);
});
