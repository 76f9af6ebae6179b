/** How one's pages look, sound and answer: a choice is saved as it is made, and does what it says. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import { type Person, together } from '../story/person.ts';

async function account(one: Person) {
  await one.page.goto('/account');
  await expect(one.page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
}

const LIGHT = { colorScheme: 'light' as const };

function choice(one: Person, group: string | RegExp, word: string) {
  return one.page.getByRole('group', { name: group }).getByLabel(word, { exact: true });
}

async function choose(one: Person, group: string | RegExp, word: string) {
  await choice(one, group, word).check();
  await expect(one.page.getByRole('status')).toHaveText('Saved');
}

/** Every choice: its group, a word of it, and what the document wears then. */
const CHOICES = [
  ['Colour', 'Forest', 'data-color', '3'],
  ['Theme', 'Dark', 'data-theme', 'dark'],
  ['Rows of tables', 'Compact', 'data-density', 'compact'],
  ['Motion', 'Less', 'data-motion', 'less'],
  ['A sound for mentions and direct messages', 'On', 'data-sound', 'on'],
  ['Screen reader announcements', 'Mentions and failures', 'data-announcements', 'mentions'],
  ['Keyboard shortcuts', 'Off', 'data-shortcuts', 'off'],
] as const;

test('a_choice_is_saved_as_it_is_made_and_holds_in_every_browser', async ({ person, visitor }) => {
  const ada = await person('Ada', LIGHT);
  const phone = await visitor(LIGHT);
  await phone.signIn('Ada');
  await phone.arriveHome();
  await account(ada);
  await expect(ada.page.getByRole('button', { name: 'Save look' })).toBeHidden();
  await ada.markDocument();
  for (const [group, word, attribute, value] of CHOICES) {
    await expect(ada.page.locator('html')).not.toHaveAttribute(attribute);
    const saved = ada.page.waitForResponse(/\/api\/account\/look$/);
    await choice(ada, group, word).check();
    await expect(ada.page.locator('html')).toHaveAttribute(attribute, value);
    expect((await saved).status()).toBe(204);
    await expect(ada.page.getByRole('status')).toHaveText('Saved');
    await expect(ada.page.getByRole('group', { name: group }).getByText('Saved')).toBeVisible();
    await phone.open('/');
    await expect(phone.page.locator('html'), 'in another browser').toHaveAttribute(attribute, value);
  }
  // What was chosen is seen on the spot: no page was loaded for it.
  expect(await ada.sameDocument()).toBe(true);
  await expect(ada.page.locator('html')).toHaveCSS('color-scheme', 'dark');
  await expect(ada.page.getByRole('link', { name: 'Tokens' })).toHaveCSS('transition-property', 'none');
  const row = () => ada.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--row'));
  expect(await row()).toBe('1.5rem');
  // And back to what everybody has.
  await choose(ada, 'Rows of tables', 'Roomy');
  expect(await row()).not.toBe('1.5rem');
  await choose(ada, 'Theme', 'As this device has it');
  await expect(ada.page.locator('html')).toHaveCSS('color-scheme', 'light dark');
  await account(ada);
  await expect(choice(ada, 'Theme', 'As this device has it')).toBeChecked();
  await expect(choice(ada, 'Colour', 'Forest')).toBeChecked();
});

test('the_last_of_several_quick_choices_stays', async ({ person }) => {
  const ada = await person('Ada');
  await account(ada);
  await ada.page.route('**/api/account/look', async (route) => {
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  for (const word of ['Rose', 'Forest', 'Ochre', 'Lake']) await choice(ada, 'Colour', word).check();
  await expect(ada.page.getByRole('status')).toHaveText('Saved');
  await account(ada);
  await expect(choice(ada, 'Colour', 'Lake')).toBeChecked();
});

test('a_choice_is_saved_though_the_page_is_left_at_once', async ({ person }) => {
  const ada = await person('Ada');
  await account(ada);
  // The first is on its way for longer than the page stands, the second waits behind it.
  await ada.page.evaluate(() => {
    const real = window.fetch;
    let first = true;
    window.fetch = (...asked) => {
      if (!first) return real(...asked);
      first = false;
      return new Promise(() => {});
    };
  });
  await choice(ada, 'Colour', 'Rose').check();
  await choice(ada, 'Colour', 'Slate').check();
  await ada.page.goto('/');
  await expect(async () => {
    await account(ada);
    await expect(choice(ada, 'Colour', 'Slate')).toBeChecked({ timeout: 100 });
  }).toPass();
});

test('a_choice_that_is_not_saved_goes_back_and_says_why', async ({ person }) => {
  const ada = await person('Ada', LIGHT);
  ada.expectProblem(/net::ERR_|status of 401/);
  await account(ada);
  await choose(ada, 'Rows of tables', 'Compact');
  await ada.page.route('**/api/account/look', (route) => route.abort());
  await choice(ada, 'Theme', 'Dark').click();
  await expect(ada.page.getByRole('status')).toHaveText('Not saved: the server does not answer. Try again.');
  await expect(choice(ada, 'Theme', 'As this device has it')).toBeChecked();
  await expect(choice(ada, 'Rows of tables', 'Compact')).toBeChecked();
  await expect(ada.page.locator('html')).not.toHaveAttribute('data-theme');
  await expect(ada.page.locator('html')).toHaveAttribute('data-density', 'compact');
  await ada.page.unroute('**/api/account/look');
  await choose(ada, 'Theme', 'Dark');
  // The server has a sentence of its own for whoever is signed out by now.
  await ada.context.clearCookies();
  await choice(ada, 'Theme', 'Light').click();
  await expect(ada.page.getByRole('group', { name: 'Theme' })).toContainText('Sign in');
  await expect(ada.page.getByRole('status')).toContainText('Sign in');
  await expect(choice(ada, 'Theme', 'Dark')).toBeChecked();
  await expect(ada.page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('without_scripts_a_button_saves', async ({ person }) => {
  const ada = await person('Ada', { javaScriptEnabled: false });
  await account(ada);
  await choice(ada, 'Keyboard shortcuts', 'Off').check();
  await choice(ada, 'Screen reader announcements', 'None').check();
  await ada.page.getByRole('button', { name: 'Save look' }).click();
  await expect(ada.page.getByRole('status')).toHaveText('Saved. It holds in every browser you sign in at.');
  await expect(choice(ada, 'Keyboard shortcuts', 'Off')).toBeChecked();
  await expect(ada.page.locator('html')).toHaveAttribute('data-announcements', 'none');
});

/** What the page's two live regions are given to say from now on. */
async function hears(one: Person): Promise<() => Promise<string[]>> {
  await one.page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    for (const id of ['announce-polite', 'announce-assertive']) {
      const region = document.getElementById(id)!;
      const note = () => region.textContent && heard.push(region.textContent);
      new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
    }
  });
  return () => one.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}

for (const [word, isLog, told] of [
  ['All', true, ['Grace added penguins', 'Offline.', 'Back.']],
  ['Mentions and failures', false, ['Grace: @Ada look at this', 'Offline.', 'Back.']],
  ['None', false, []],
] as const) {
  test(`a_screen_reader_is_given_to_say_${word.toLowerCase().replaceAll(' ', '_')}`, async ({ person, lines }) => {
    const [ada, grace, path] = await together(person, [...lines]);
    ada.expectLostLine();
    await account(ada);
    if (word === 'All') await expect(choice(ada, /Screen reader/, word)).toBeChecked();
    else await choose(ada, /Screen reader/, word);
    await ada.open(path);
    await ada.workspace.saved();
    await expect(ada.workspace.member(/^Grace, active/)).toBeVisible();
    const heard = await hears(ada);
    await grace.workspace.addSample();
    await expect(ada.workspace.dataset('penguins')).toBeVisible({ timeout: 30_000 });
    await grace.workspace.say('to nobody');
    await grace.workspace.say('@Ada look at this');
    await expect(ada.workspace.message('@Ada look at this')).toBeVisible();
    // A log is read out unless it says that it is not.
    if (isLog) await expect(ada.workspace.log).not.toHaveAttribute('aria-live');
    else await expect(ada.workspace.log).toHaveAttribute('aria-live', 'off');
    lines[0].cut();
    await expect(ada.workspace.badge).toHaveAttribute('data-state', 'offline', { timeout: 20_000 });
    lines[0].restore();
    await ada.workspace.saved();
    expect(await heard()).toEqual(told);
  });
}

test('a_mention_elsewhere_is_said_to_who_wants_to_hear_of_it', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  const tells = async (text: string) => {
    await grace.workspace.say(text);
    await expect(ada.page.getByRole('button', { name: /^Notifications, \d new/ })).toBeVisible();
    await ada.page.getByRole('button', { name: 'Notifications' }).click();
    await expect(ada.page.getByRole('region', { name: 'Notifications' })).toContainText(text);
    await ada.page.getByRole('button', { name: 'Mark all as read' }).click();
  };
  await choosesAndGoesHome(ada, 'Mentions and failures');
  const heard = await hears(ada);
  await tells('@Ada one');
  expect(await heard()).toEqual(['Grace mentioned you in Wildlife: @Ada one']);
  // It does not stay in the page.
  await expect(ada.page.locator('#announce-polite')).toBeEmpty({ timeout: 10_000 });
  await choosesAndGoesHome(ada, 'None');
  const silence = await hears(ada);
  await tells('@Ada two');
  expect(await silence()).toEqual([]);
  await grace.open(path);
});

async function choosesAndGoesHome(one: Person, word: string) {
  await account(one);
  await choose(one, /Screen reader/, word);
  await one.open('/');
}

test('single_keys_do_what_the_list_says_until_they_are_turned_off', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('By key');
  await ada.workspace.saved();
  await ada.workspace.addSample();
  await ada.workspace.previewed('penguins');
  for (const kind of ['Column profile', 'Histogram']) await ada.workspace.run({ kind });
  await expect(ada.workspace.canvas.locator('article[data-state=done]')).toHaveCount(2, { timeout: 30_000 });
  const run = (at: number) => ada.workspace.canvas.locator('article[data-state=done]').nth(at).locator('h2');
  const { keyboard } = ada.page;
  const field = ada.workspace.form.getByLabel('Analysis', { exact: true });
  const keys = ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' });

  await ada.open(path);
  await ada.workspace.saved();
  await keyboard.press(']');
  await expect(run(0)).toBeFocused();
  await keyboard.press(']');
  await expect(run(1)).toBeFocused();
  await keyboard.press(']');
  await expect(run(1), 'there is no further one').toBeFocused();
  await keyboard.press('[');
  await expect(run(0)).toBeFocused();
  await keyboard.press('n');
  await expect(field).toBeFocused();
  await run(0).focus();
  await keyboard.press('Shift+?');
  await expect(keys).toContainText('Next run');
  const { violations } = await new AxeBuilder({ page: ada.page }).include('dialog').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await keyboard.press('c');
  await expect(ada.workspace.messageBox).toBeFocused();
  // In a field a key is a letter, and with Ctrl it is the browser's.
  await keyboard.type('can] n?');
  await expect(ada.workspace.messageBox).toHaveValue('can] n?');
  await ada.workspace.messageBox.fill('');
  await run(0).focus();
  await keyboard.press('Control+c');
  await expect(run(0)).toBeFocused();

  await account(ada);
  await choose(ada, 'Keyboard shortcuts', 'Off');
  await ada.open(path);
  await ada.workspace.saved();
  await run(0).focus();
  for (const key of [']', 'n', 'c', 'Shift+?']) await keyboard.press(key);
  // What comes after them has been handled, so they would have been.
  await keyboard.press('Tab');
  await expect(run(0)).not.toBeFocused();
  await expect(keys).toBeHidden();
  await expect(field).not.toBeFocused();
  await expect(ada.workspace.messageBox).not.toBeFocused();
  await expect(run(0).locator('xpath=ancestor::article').getByRole('button', { name: 'Discuss' })).toBeFocused();
});

test('a_key_leads_to_the_messages_of_a_room', async ({ person }) => {
  const ada = await person('Ada');
  await ada.open('/messages');
  await ada.workspace.saved();
  await ada.page.keyboard.press('Shift+?');
  const keys = ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys).toContainText('Write a message');
  await expect(keys).not.toContainText('run');
  await ada.page.keyboard.press('Escape');
  await ada.page.keyboard.press('c');
  await expect(ada.workspace.messageBox).toBeFocused();
});
