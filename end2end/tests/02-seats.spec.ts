/** A session has two seats: the creator's, and that of the first who follows the link. */
import { expect, test } from '../fixtures.ts';
import type { Person } from '../story/person.ts';

async function readsRefusal(one: Person, path: string) {
  one.expectProblem(/status of 403/);
  const response = await one.open(path);
  expect(response.status()).toBe(403);
  await expect(one.page.getByRole('heading', { level: 1, name: 'This session is not open to you' })).toBeVisible();
}

test('the_second_person_joins_by_the_invitation', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('July');
  await ada.workspace.saved();
  await ada.page.getByRole('button', { name: 'Invite' }).click();
  await expect(ada.page.getByRole('button', { name: 'Link copied' })).toBeVisible();
  const link = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).pathname).toBe(path);

  const grace = await person('Grace');
  const response = await grace.open(link);
  expect(response.status()).toBe(200);
  await expect(grace.page.getByRole('heading', { level: 1, name: 'July' })).toBeVisible();
  await expect(ada.workspace.member(/^Grace, active/)).toBeVisible();
  await expect(grace.workspace.member('Grace, you')).toBeVisible();
  for (const one of [ada, grace]) {
    await one.open('/');
    await expect(one.page.getByRole('link', { name: 'July' })).toBeVisible();
  }
});

test('a_third_person_is_refused_and_learns_nothing', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Secret plans');
  await (await person('Grace')).open(path);
  const noor = await person('Noor');
  await readsRefusal(noor, path);
  const html = await noor.page.content();
  for (const secret of ['Secret plans', 'Ada', 'Grace']) expect(html).not.toContain(secret);
  await noor.open('/');
  await expect(noor.page.getByRole('link', { name: 'Secret plans' })).toHaveCount(0);
});

test('an_unknown_session_is_a_404_page', async ({ person }) => {
  const ada = await person('Ada');
  ada.expectProblem(/status of 404/);
  for (const path of ['/session/8f14e45f-ceea-467f-a8d3-2f7d7c3e8a11', '/session/not-a-uuid']) {
    const response = await ada.open(path);
    expect(response.status()).toBe(404);
    await expect(ada.page.getByRole('heading', { level: 1, name: 'There is no session at this address' })).toBeVisible();
  }
});

test('the_creators_second_tab_leaves_the_seat_free', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Two tabs');
  const tab = await ada.context.newPage();
  expect((await tab.goto(path))?.status()).toBe(200);
  const grace = await person('Grace');
  expect((await grace.open(path)).status()).toBe(200);
  await expect(ada.workspace.member(/^Grace, /)).toBeVisible();
});

test('only_a_visit_claims_the_seat', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Previewed');
  const grace = await person('Grace');
  const navigation = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Site': 'none' };

  await grace.context.request.head(path, { headers: navigation });
  const previews: Record<string, string>[] = [
    { ...navigation, 'Sec-Purpose': 'prefetch' },
    { ...navigation, Purpose: 'prefetch' },
    { ...navigation, 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' },
    { 'User-Agent': 'link preview' },
  ];
  for (const headers of previews) {
    const preview = await grace.context.request.get(path, { headers });
    expect(await preview.text()).not.toContain('Previewed');
  }

  const noor = await person('Noor');
  expect((await noor.open(path)).status()).toBe(200);
  await readsRefusal(grace, path);
});

test('a_browser_that_sends_no_such_headers_joins_with_a_button', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('By button');
  const grace = await person('Grace');
  await grace.page.route(`**${path}`, async (route) => {
    const headers = Object.fromEntries(
      Object.entries(await route.request().allHeaders()).filter(([name]) => !name.startsWith('sec-fetch-')),
    );
    const response = await grace.context.request.get(path, { headers });
    await route.fulfill({ response });
  });
  await grace.open(path);
  await expect(grace.page.getByRole('heading', { level: 1, name: 'By button' })).toHaveCount(0);
  await grace.page.unroute(`**${path}`);
  await grace.page.getByRole('button', { name: 'Join' }).click();
  await expect(grace.page.getByRole('heading', { level: 1, name: 'By button' })).toBeVisible();
  await grace.hydrated();
});
