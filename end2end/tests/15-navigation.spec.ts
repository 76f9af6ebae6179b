/** Links lead from page to page without loading the program again; without scripts, by the browser. */
import { expect, test } from '../fixtures.ts';
import { PASSWORD, type Person, together } from '../story/person.ts';

/** Presses a link to a page that no list leads to any more. */
const follow = (one: Person, path: string) =>
  one.page.evaluate((href) => {
    const link = document.createElement('a');
    link.href = href;
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
const heading = (one: Person, name: string | RegExp) => one.page.getByRole('heading', { level: 1, name });
const link = (one: Person, name: string) => one.page.getByRole('link', { name, exact: true });
const scrolled = (one: Person) => one.page.evaluate(() => Math.round(window.scrollY));
const focused = (one: Person) => one.page.evaluate(() => document.activeElement?.tagName);

/** Sessions made by a form, as many as a page needs to be long. */
async function makeSessions(one: Person, titles: string[]) {
  for (const title of titles) await one.context.request.post('/api/create_session', { form: { title } });
}

async function goesHome(one: Person) {
  await one.page.getByRole('link', { name: /^(Tandem|All sessions)/ }).first().click();
  await expect(heading(one, 'Sessions')).toBeVisible();
}

test('a_session_is_entered_and_left_without_loading_anew', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Wildlife');
  await ada.open('/');
  await ada.markDocument();
  await link(ada, 'Wildlife').click();
  await expect(heading(ada, 'Wildlife')).toBeVisible();
  expect(new URL(ada.page.url()).pathname).toBe(path);
  await expect(ada.page).toHaveTitle('Wildlife · Tandem');
  expect(await focused(ada)).toBe('MAIN');
  await ada.workspace.saved();
  await ada.workspace.say('Still here');

  await goesHome(ada);
  expect(new URL(ada.page.url()).pathname).toBe('/');
  await expect(ada.page).toHaveTitle('Sessions · Tandem');
  await expect(ada.page.getByText('Ada: Still here')).toBeVisible();
  await link(ada, 'Wildlife').click();
  await ada.workspace.saved();
  await expect(ada.workspace.message('Still here')).toBeVisible();
  expect(await ada.sameDocument()).toBe(true);
});

test('the_next_page_is_live_for_both', async ({ person }) => {
  const [ada, grace] = await together(person);
  await goesHome(grace);
  await expect(ada.workspace.member('Grace, not here')).toBeVisible({ timeout: 15_000 });
  await grace.page.getByRole('link', { name: 'Join Ada' }).click();
  await grace.workspace.saved();
  await expect(ada.workspace.member(/^Grace, active/)).toBeVisible();
  await ada.workspace.say('Welcome back');
  await expect(grace.workspace.message('Welcome back')).toBeVisible();
});

test('back_and_forward_find_each_page_as_it_was_left', async ({ person }) => {
  const ada = await person('Ada');
  await makeSessions(ada, ['One', 'Two', 'Three', 'Four', 'Five', 'Six']);
  await ada.page.setViewportSize({ width: 1280, height: 400 });
  await ada.open('/');
  await ada.markDocument();
  await link(ada, 'One').scrollIntoViewIfNeeded();
  const left = await scrolled(ada);
  expect(left).toBeGreaterThan(0);
  await link(ada, 'One').click();
  await expect(heading(ada, 'One')).toBeVisible();
  expect(await scrolled(ada)).toBe(0);

  await ada.page.goBack();
  await expect(heading(ada, 'Sessions')).toBeAttached();
  await expect.poll(() => scrolled(ada)).toBe(left);
  await expect.poll(() => focused(ada)).toBe('MAIN');
  await ada.page.goForward();
  await expect(heading(ada, 'One')).toBeVisible();
  await ada.workspace.saved();
  expect(await ada.sameDocument()).toBe(true);
});

test('a_link_that_asks_for_a_tab_is_the_browsers', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Wildlife');
  await ada.open('/');
  const [tab] = await Promise.all([
    ada.context.waitForEvent('page'),
    link(ada, 'Wildlife').click({ modifiers: ['ControlOrMeta'] }),
  ]);
  await expect(tab.getByRole('heading', { level: 1, name: 'Wildlife' })).toBeVisible();
  expect(new URL(tab.url()).pathname).toBe(path);
  await expect(heading(ada, 'Sessions')).toBeVisible();
});

test('who_was_signed_out_elsewhere_signs_in_and_goes_on', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Wildlife');
  await ada.open('/');
  await ada.markDocument();
  const tab = await ada.context.newPage();
  await tab.goto('/');
  // Its socket may ask to come back before she goes on.
  ada.expectProblem(/status of 401|WebSocket/);
  await tab.getByRole('button', { name: 'Sign out' }).click();
  await expect(tab.getByRole('link', { name: 'Sign in' })).toBeVisible();

  await link(ada, 'Wildlife').click();
  await expect(heading(ada, 'Sign in')).toBeVisible();
  expect(await ada.sameDocument()).toBe(true);
  const url = new URL(ada.page.url());
  expect([url.pathname, url.searchParams.get('next')]).toEqual(['/login', path]);
  await ada.fillAccount('Ada', PASSWORD);
  await ada.page.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(ada, 'Wildlife')).toBeVisible();
  await ada.hydrated();
});

test('a_session_that_is_closed_or_gone_is_a_page_too', async ({ person }) => {
  const [ada, grace, wildlife] = await together(person);
  const closed = await ada.createSession('Closed');
  await grace.open(closed);
  await ada.workspace.saved();
  await grace.open('/');
  await grace.markDocument();

  await ada.page.getByRole('button', { name: 'Manage' }).click();
  const people = ada.page.getByRole('list', { name: 'People in this session' });
  await people.getByRole('button', { name: 'Remove', exact: true }).click();
  await people.getByRole('button', { name: 'Remove from session' }).click();
  await expect(people.getByRole('button', { name: 'Remove', exact: true })).toHaveCount(0);
  await expect(link(grace, 'Closed')).toHaveCount(0);
  await follow(grace, closed);
  await expect(heading(grace, 'This session is not open to you')).toBeVisible();
  await expect(grace.page).toHaveTitle('Not open to you · Tandem');

  await grace.page.getByRole('link', { name: 'My sessions' }).click();
  await expect(link(grace, 'Wildlife')).toBeVisible();
  ada.expectProblem(/404/);
  await goesHome(ada);
  await link(ada, 'Wildlife').click();
  await ada.workspace.saved();
  await ada.page.getByRole('button', { name: 'Manage' }).click();
  await ada.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await ada.page.getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(heading(ada, 'You deleted this session')).toBeVisible();
  await expect(link(grace, 'Wildlife')).toHaveCount(0);
  await follow(grace, wildlife);
  await expect(heading(grace, /Ada.? deleted this session/)).toBeVisible();
  expect(await grace.sameDocument()).toBe(true);
});

test('a_slow_page_says_so_and_the_last_link_wins', async ({ person }) => {
  const ada = await person('Ada');
  const [slow] = [await ada.createSession('Slow'), await ada.createSession('Quick')];
  await ada.open('/');
  await ada.markDocument();
  let release = () => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  const answered = ada.page.waitForResponse((response) => response.url().includes(encodeURIComponent(slow)));
  await ada.page.route(`**/api/page?path=${encodeURIComponent(slow)}`, async (route) => {
    await held;
    await route.continue();
  });
  await link(ada, 'Slow').click();
  await expect(ada.page.locator('body')).toHaveAttribute('aria-busy', 'true');
  await expect(heading(ada, 'Slow')).toBeVisible();
  await expect(ada.page.getByText('Loading…')).toBeVisible();
  await link(ada, 'Tandem').click();
  await link(ada, 'Quick').click();
  await expect(heading(ada, 'Quick')).toBeVisible();
  await expect(ada.page.locator('body')).not.toHaveAttribute('aria-busy');
  release();
  await (await answered).finished();
  await ada.workspace.saved();
  await expect(heading(ada, 'Quick')).toBeVisible();
  expect(await ada.sameDocument()).toBe(true);
});

test('a_page_that_does_not_come_is_loaded_by_the_browser', async ({ person }) => {
  const ada = await person('Ada');
  ada.expectLostLine();
  const path = await ada.createSession('Wildlife');
  await ada.open('/');
  await ada.markDocument();
  await ada.page.route('**/api/page?*', (route) => route.abort());
  await link(ada, 'Wildlife').click();
  // The old document goes while it is asked, at the latest.
  await expect.poll(() => ada.sameDocument().catch(() => true)).toBe(false);
  await expect(heading(ada, 'Wildlife')).toBeVisible();
  expect(new URL(ada.page.url()).pathname).toBe(path);
});

test('without_scripts_the_same_ways_lead_to_the_same_pages', async ({ person, visitor }) => {
  const ada = await person('Ada', { javaScriptEnabled: false });
  ada.expectProblem(/status of 40[34]/);
  const path = await ada.createSession('Wildlife');
  await goesHome(ada);
  await link(ada, 'Wildlife').click();
  await expect(heading(ada, 'Wildlife')).toBeVisible();
  await ada.page.goBack();
  await expect(heading(ada, 'Sessions')).toBeVisible();
  expect((await ada.open('/nowhere')).status()).toBe(404);
  await expect(heading(ada, 'There is no page at this address')).toBeVisible();
  await ada.page.getByRole('link', { name: 'My sessions' }).click();
  await expect(heading(ada, 'Sessions')).toBeVisible();

  const grace = await visitor({ javaScriptEnabled: false });
  await grace.open(path);
  await expect(heading(grace, 'Sign in')).toBeVisible();
  expect(new URL(grace.page.url()).searchParams.get('next')).toBe(path);
});
