/** One's own account, with plain forms: name, password, look, devices, export, and its end. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import { PASSWORD, type Person, together } from '../story/person.ts';

/** The account's pages are whole without scripts. */
async function account(one: Person, path = '/account') {
  await one.page.goto(path);
  await expect(one.page.getByRole('heading', { level: 1, name: /account/ })).toBeVisible();
}

async function save(one: Person, button: string) {
  await one.page.getByRole('button', { name: button, exact: true }).click();
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`the_account_is_fine_in_${colorScheme}_at_${width}`, async ({ person }) => {
      const settings = { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' as const };
      const ada = await person('Ada', settings);
      ada.expectProblem(/status of 400/);
      await ada.createSession('Alone with a name that is long enough to need more than one line on a phone');
      const isFine = async (where: string) => {
        const { violations } = await new AxeBuilder({ page: ada.page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`), where).toEqual([]);
        const widest = await ada.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(widest, `${where} scrolls sideways`).toBeLessThanOrEqual(0);
      };
      await account(ada);
      await isFine('account');
      await ada.page.getByLabel('The name that others see').fill('x');
      await save(ada, 'Save name');
      await expect(ada.page.getByRole('alert')).toContainText('2 to 32');
      await isFine('a refused name');
      await account(ada, '/account/delete');
      await isFine('before the end');
    });
  }
}

test('another_name_reaches_everybody_at_once_and_after_a_reload', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  await ada.workspace.addSample();
  await ada.workspace.say('Before');
  await expect(grace.workspace.message('Before')).toContainText('Ada');
  const elsewhere = await ada.context.newPage();
  await elsewhere.goto('/account');
  await elsewhere.getByLabel('The name that others see').fill('Bea');
  await elsewhere.getByRole('button', { name: 'Save name' }).click();
  await expect(elsewhere.getByRole('status')).toHaveText('You have a new name.');
  // In the tab that was open, on the other's screen, and on a page that is loaded anew.
  await expect(grace.workspace.member(/^Bea, active/)).toBeVisible();
  await expect(grace.workspace.message('Before')).toContainText('Bea');
  await expect(grace.workspace.canvas.locator('article', { hasText: 'penguins' }).locator('.card-foot').first()).toContainText('Bea');
  await ada.workspace.saved();
  await ada.workspace.say('After');
  await expect(grace.workspace.message('After')).toBeVisible();
  for (const look of ['live', 'from the server']) {
    const log = grace.page.getByRole('log');
    await expect(log, look).toContainText('Ada is called Bea now');
    await expect(log, look).not.toContainText('Ada joined');
    for (const said of ['Before', 'After']) {
      await expect(grace.workspace.message(said), look).not.toContainText('Ada');
    }
    await grace.open(path);
  }
});

test('another_password_signs_out_the_other_devices', async ({ person, visitor }) => {
  const ada = await person('Ada');
  const phone = await visitor();
  await phone.signIn('Ada');
  await phone.arriveHome();
  phone.expectProblem(/status of 401|WebSocket/);
  ada.expectProblem(/status of 400/);
  await account(ada);
  await expect(ada.page.getByText(/^Chrome on /)).toHaveCount(2);
  const change = async (current: string, next: string) => {
    await ada.page.getByLabel('Your password now').fill(current);
    await ada.page.getByLabel('New password').fill(next);
    await save(ada, 'Change password');
  };
  await change('not the password', 'blue lamp river');
  await expect(ada.page.getByLabel('Your password now')).toHaveAccessibleDescription('That is not your password.');
  await change(PASSWORD, 'Password123!');
  await expect(ada.page.getByLabel('New password')).toHaveAccessibleDescription(/first that anyone would try/);
  await change(PASSWORD, 'blue lamp river');
  await expect(ada.page.getByRole('status')).toContainText('Every other device is signed out');
  await phone.page.goto('/messages');
  await expect(phone.page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await phone.hydrated();
  await phone.signIn('Ada', 'blue lamp river');
  await phone.arriveHome();
});

test('a_device_is_signed_out_from_another', async ({ person, visitor }) => {
  const ada = await person('Ada');
  const phone = await visitor();
  await phone.signIn('Ada');
  await phone.arriveHome();
  phone.expectProblem(/status of 401|WebSocket/);
  await account(ada);
  await ada.page.getByRole('button', { name: /^Sign out Chrome/ }).click();
  await expect(ada.page.getByRole('status')).toHaveText('Signed out there.');
  await expect(ada.page.getByRole('button', { name: /^Sign out Chrome/ })).toHaveCount(0);
  await phone.page.goto('/messages');
  await expect(phone.page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await phone.hydrated();
});

test('the_look_is_the_same_in_every_browser', async ({ person, visitor }) => {
  const ada = await person('Ada', { colorScheme: 'light' });
  await account(ada);
  for (const choice of ['Forest', 'Dark', 'Compact', 'Less', 'On']) {
    await ada.page.getByLabel(choice, { exact: true }).and(ada.page.locator(':not([name=shortcuts])')).last().check();
  }
  await expect(ada.page.getByRole('status')).toHaveText('Saved');
  await expect(ada.page.getByLabel('Dark', { exact: true })).toBeChecked();
  const phone = await visitor({ colorScheme: 'light' });
  await phone.signIn('Ada');
  await phone.arriveHome();
  const html = phone.page.locator('html');
  await expect(html).toHaveCSS('color-scheme', 'dark');
  await expect(html).toHaveAttribute('data-density', 'compact');
  // Nothing glides there.
  const button = phone.page.getByRole('button', { name: 'Notifications' });
  await expect(button).toHaveCSS('transition-property', 'none');
  await phone.page.getByRole('button', { name: 'Notifications' }).click();
  await expect(phone.page.getByRole('button', { name: 'Sound and alerts' })).toHaveAttribute('aria-pressed', 'true');
});

test('the_sound_that_was_chosen_is_heard_in_every_browser_unless_turned_off', async ({ person, visitor }) => {
  const [ada, grace] = [await person('Ada'), await person('Grace')];
  await account(ada);
  await ada.page.getByRole('group', { name: /^A sound for/ }).getByLabel('On', { exact: true }).check();
  await expect(ada.page.getByRole('status')).toHaveText('Saved');
  const hears = async (one: Person) => {
    await one.page.addInitScript(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      HTMLMediaElement.prototype.play = function () {
        heard.push(new URL(this.src).pathname);
        return Promise.resolve();
      };
    });
    await one.open('/');
    return () => one.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  };
  const phone = await visitor();
  await phone.signIn('Ada');
  await phone.arriveHome();
  const [here, there] = [await hears(ada), await hears(phone)];
  await ada.page.getByRole('button', { name: 'Notifications' }).click();
  await ada.page.getByRole('button', { name: 'Sound and alerts' }).click();
  await grace.open('/messages');
  await grace.page.getByLabel('Message a person').fill('Ada');
  await grace.page.getByRole('button', { name: 'Write to them' }).click();
  await expect(grace.page.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();
  await grace.hydrated();
  await grace.workspace.say('Do you hear me?');
  await expect.poll(there).toEqual(['/note.wav']);
  await expect(ada.page.getByRole('button', { name: 'Notifications, 1 new' })).toBeVisible();
  expect(await here()).toEqual([]);
});

test('the_end_of_an_account_is_told_before_it_comes', async ({ person, visitor }) => {
  const [ada, grace, path] = await together(person);
  await ada.workspace.say('Something to remember');
  await expect(grace.workspace.message('Something to remember')).toContainText('Ada');
  ada.expectProblem(/status of 40[01]|WebSocket/);
  await ada.createSession('Alone');
  await account(ada);
  const download = ada.page.waitForEvent('download');
  await ada.page.getByRole('link', { name: 'Export your data' }).click();
  expect((await download).suggestedFilename()).toBe('tandem-export.json');
  await ada.page.getByRole('link', { name: 'Delete account…' }).click();
  await expect(ada.page.getByRole('region', { name: 'Deleted with everything in them' })).toContainText('Alone');
  await expect(ada.page.getByRole('region', { name: 'Stay for the others' })).toContainText('Wildlife · Grace is its creator then');
  await ada.page.getByLabel('Your password').fill('not the password');
  await save(ada, 'Delete my account');
  await expect(ada.page.getByLabel('Your password')).toHaveAccessibleDescription('That is not your password.');
  await ada.page.getByLabel('Your password').fill(PASSWORD);
  await save(ada, 'Delete my account');
  await expect(ada.page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
  await expect(grace.workspace.message('Something to remember')).toContainText('someone who left');
  await expect(grace.page.getByRole('log')).toContainText('Grace leads this session now');
  await grace.open(path);
  await expect(grace.workspace.message('Something to remember')).toContainText('someone who left');
  const again = await visitor();
  await again.signIn('Ada');
  await expect(again.page.getByRole('alert')).toHaveText('That name and password do not belong together.');
});
