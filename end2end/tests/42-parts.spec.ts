/** The program comes in parts: one that does not arrive stops nothing, and comes when it is asked for again. */
import { expect, test } from '../fixtures.ts';
import type { Person } from '../story/person.ts';

const MENU = '**/split_column_menu*.wasm';
const OTHER_PAGES = '**/split_other_pages*.wasm';
// What a browser says of it.
const DID_NOT_ARRIVE = /Failed to fetch|net::ERR_/;

async function openMenu(one: Person) {
  const head = one.workspace.rows('penguins').getByRole('columnheader', { name: /^species/ });
  await head.getByRole('button', { name: 'Filter and arrange species' }).click();
  return one.page.getByRole('region', { name: 'Column species' });
}

async function withPenguins(one: Person) {
  await one.workspace.addSample();
  await one.workspace.previewed('penguins');
}

test('a_menu_whose_part_does_not_arrive_says_so_and_opens_after_another_try', async ({ person }) => {
  const ada = await person('Ada');
  ada.expectProblem(DID_NOT_ARRIVE);
  await ada.page.route(MENU, (route) => route.abort());
  await ada.createSession('Parts');
  await withPenguins(ada);
  const menu = await openMenu(ada);
  await expect(menu.getByRole('alert')).toHaveText('This part of the page did not arrive.');
  await ada.page.unroute(MENU);
  await menu.getByRole('button', { name: 'Try again' }).click();
  await menu.getByRole('button', { name: 'Descending' }).click();
  await expect.poll(() => ada.workspace.column('penguins', 0)).toContain('Gentoo');
});

test('without_a_connection_the_menu_opens', async ({ person }) => {
  const ada = await person('Ada');
  ada.expectLostLine();
  const fetched = ada.page.waitForResponse(MENU);
  await ada.createSession('Parts');
  await withPenguins(ada);
  await (await fetched).finished();
  await ada.context.setOffline(true);
  const menu = await openMenu(ada);
  await expect(menu.getByRole('button', { name: 'Ascending' })).toBeVisible();
});

test('a_page_whose_part_does_not_arrive_is_the_servers_and_lives_when_it_comes', async ({ person }) => {
  const ada = await person('Ada');
  ada.expectProblem(DID_NOT_ARRIVE);
  await ada.open(await ada.createSession('Parts'));
  await ada.markDocument();
  await ada.page.route(OTHER_PAGES, (route) => route.abort());
  await ada.page.getByRole('link', { name: /^(Tandem|All sessions)/ }).first().click();
  await expect.poll(() => ada.sameDocument().catch(() => true)).toBe(false);
  await expect(ada.page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible();
  await expect(ada.page.getByRole('link', { name: 'Parts', exact: true })).toBeVisible();
  await expect(ada.page.locator('html')).not.toHaveAttribute('data-hydrated');
  await ada.page.unroute(OTHER_PAGES);
  await expect(ada.page.locator('html')).toHaveAttribute('data-hydrated', '');
});

test('an_open_session_fetches_no_other_pages', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Parts');
  const tab = await ada.context.newPage();
  const asked: string[] = [];
  tab.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const menu = tab.waitForResponse(MENU);
  await tab.goto(path);
  await menu;
  expect(asked.filter((path) => path.includes('tandem.')).length).toBeGreaterThan(0);
  expect(asked.filter((path) => path.includes('other_pages'))).toEqual([]);
});
