/** The line drops, the page reloads, the server dies: nothing acked is lost, nothing is doubled. */
import { expect, test } from '../fixtures.ts';
import { together, type Person } from '../story/person.ts';

const WORDS = /\b(ada|grace)-\d{3}\b/;

async function chatter(one: Person, from: number, to: number) {
  for (let at = from; at <= to; at += 1) {
    await one.workspace.say(`${one.name.toLowerCase()}-${String(at).padStart(3, '0')}`);
  }
}

/** Both logs have everything each person wrote, in the order they wrote it, once, and are equal. */
async function sameLog(ada: Person, grace: Person, each: number) {
  for (const one of [ada, grace]) {
    await one.workspace.saved();
    await expect.poll(async () => (await one.workspace.said(WORDS)).length, { timeout: 60_000 }).toBe(2 * each);
    await expect(one.workspace.unsent).toHaveCount(0);
  }
  const log = await ada.workspace.said(WORDS);
  expect(await grace.workspace.said(WORDS)).toEqual(log);
  for (const name of ['ada', 'grace']) {
    const own = log.filter((text) => text.startsWith(name));
    expect(own).toEqual(Array.from({ length: each }, (_, at) => `${name}-${String(at + 1).padStart(3, '0')}`));
  }
  // And the server's own HTML says the same.
  await grace.reload();
  expect(await grace.workspace.said(WORDS)).toEqual(log);
}

test('a_reload_in_the_middle_loses_nothing', async ({ person }) => {
  const [ada, grace] = await together(person);
  for (const one of [ada, grace]) one.expectProblem(/net::ERR_ABORTED/);
  await Promise.all([
    chatter(ada, 1, 20),
    (async () => {
      await chatter(grace, 1, 10);
      await grace.reload();
      await chatter(grace, 11, 20);
    })(),
  ]);
  await sameLog(ada, grace, 20);
});

test('both_write_while_their_lines_are_cut', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  for (const one of [ada, grace]) one.expectLostLine();
  await Promise.all([chatter(ada, 1, 5), chatter(grace, 1, 5)]);
  lines[0].cut();
  await Promise.all([chatter(ada, 6, 20), chatter(grace, 6, 12)]);
  lines[1].cut();
  await chatter(grace, 13, 20);
  for (const line of lines) line.restore();
  await sameLog(ada, grace, 20);
});

test('a_line_that_swallows_everything_is_noticed_and_healed', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  for (const one of [ada, grace]) one.expectLostLine();
  await Promise.all([chatter(ada, 1, 5), chatter(grace, 1, 5)]);
  lines[0].blackhole();
  await Promise.all([chatter(ada, 6, 10), chatter(grace, 6, 10)]);
  await expect(ada.workspace.badge).not.toHaveAttribute('data-state', 'saved');
  lines[0].reset();
  lines[0].restore();
  await sameLog(ada, grace, 10);
});

test('the_server_is_killed_in_between', async ({ person, server }) => {
  const [ada, grace] = await together(person);
  for (const one of [ada, grace]) one.expectLostLine();
  const writing = Promise.all([chatter(ada, 1, 20), chatter(grace, 1, 20)]);
  await expect.poll(async () => (await ada.workspace.said(WORDS)).length).toBeGreaterThan(4);
  await server.kill();
  await writing;
  await server.up();
  await sameLog(ada, grace, 20);
});

test('data_and_runs_survive_the_servers_death', async ({ person, server }) => {
  const [ada, grace] = await together(person);
  for (const one of [ada, grace]) one.expectLostLine();
  await ada.workspace.drop('cities.csv', 'city,people\nOslo,717710\nTurku,206655\nOslo,1\n');
  await expect(grace.workspace.dataset('cities')).toBeVisible({ timeout: 30_000 });
  await server.kill();
  await expect(grace.workspace.badge).toHaveAttribute('data-state', /reconnecting|offline/);
  await grace.workspace.run({ kind: 'Group by', fields: { 'Group by': 'city', Aggregate: 'count' } });
  await server.up();
  for (const one of [ada, grace]) {
    await expect(one.workspace.card('Rows by city')).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
    await expect(one.workspace.card('Rows by city')).toHaveCount(1);
  }
});

test('a_server_that_went_back_to_a_backup_is_believed', async ({ person, server }) => {
  const [ada, grace] = await together(person);
  for (const one of [ada, grace]) one.expectLostLine();
  await chatter(ada, 1, 2);
  await ada.workspace.saved();
  const backup = server.backup();
  await chatter(grace, 1, 2);
  await expect.poll(() => ada.workspace.said(WORDS)).toHaveLength(4);
  await server.kill();
  await chatter(ada, 3, 3);
  server.restore(backup);
  await server.up();
  for (const one of [ada, grace]) {
    // The page may load anew while it is looked at.
    const said = async () => expect(await one.workspace.said(WORDS)).toEqual(['ada-001', 'ada-002', 'ada-003']);
    await expect(said).toPass({ timeout: 30_000 });
    await expect(one.workspace.unsent).toHaveCount(0);
  }
});

test('what_was_not_sent_outlives_the_page', async ({ person, lines }) => {
  const [ada, grace, path] = await together(person, lines);
  ada.expectLostLine();
  lines[0].cut();
  await chatter(ada, 1, 3);
  await expect(ada.workspace.unsent).toHaveCount(3);
  // The tab goes while the line is down; what it knew is in the browser's storage only.
  await ada.page.goto('about:blank');
  lines[0].restore();
  expect(await grace.workspace.said(WORDS)).toEqual([]);
  await ada.open(path);
  await ada.workspace.saved();
  for (const one of [ada, grace]) {
    await expect.poll(() => one.workspace.said(WORDS)).toEqual(['ada-001', 'ada-002', 'ada-003']);
  }
});

test('the_badge_tells_the_truth', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  ada.expectLostLine();
  const { badge } = ada.workspace;
  await expect(badge).toHaveText(/#\d+ all saved/);
  lines[0].cut();
  await expect(badge).toHaveAttribute('data-state', /reconnecting|offline/);
  await chatter(ada, 1, 3);
  await expect(badge).toHaveAttribute('data-state', 'offline', { timeout: 30_000 });
  await expect(badge).toHaveText(/offline \d+:\d\d, 3 waiting/);
  await expect(ada.workspace.unsent).toHaveCount(3);
  await expect(ada.workspace.log).toContainText('Waiting for the connection');
  await expect(grace.workspace.badge).toHaveText(/#\d+ all saved/);
  lines[0].restore();
  await badge.click();
  await expect(badge).toHaveText(/#\d+ all saved/, { timeout: 20_000 });
  const number = async (one: Person) => (await one.workspace.badge.innerText()).match(/#([\d,]+)/)?.[1];
  await expect.poll(() => grace.workspace.said(WORDS)).toHaveLength(3);
  await expect.poll(() => number(grace)).toBe(await number(ada));
});
