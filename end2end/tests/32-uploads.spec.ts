/** Uploads survive: what broke off goes on where it was, and either person can end it. */
import AxeBuilder from '@axe-core/playwright';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { fits } from '../story/layout.ts';
import { together, type Person } from '../story/person.ts';
import type { Proxy } from '../tools/proxy.mjs';
import type { Server } from '../tools/server.mjs';

const ROWS = 40_000;
const SLOW = { bytesPerSecond: 60_000 };

/** Some 550 KB, of which no two files have the same. */
const table = (salt: string, rows = ROWS) =>
  `n,place\n${Array.from({ length: rows }, (_, at) => `${at},${salt}${at % 7}`).join('\n')}\n`;

/** A file on a disk, which keeps the time at which it was changed. */
function fileOf(name: string, text = table(name)) {
  const path = test.info().outputPath(name);
  writeFileSync(path, text);
  return path;
}

const row = (one: Person, name: string) => one.workspace.rail.locator('.upload-row', { hasText: name });
const press = (one: Person, what: string) => one.workspace.rail.getByRole('button', { name: what, exact: true }).click();
const seen = (one: Person, name: string) => row(one, name).getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value);

/** Waits until so much of a file is there, by what the other person sees. */
async function come(one: Person, name: string, percent: number) {
  await expect.poll(() => seen(one, name), { timeout: 20_000 }).toBeGreaterThan(percent);
}

/** The tab goes with a lost line: what it had put on the line does not arrive afterwards. */
async function leave(one: Person, other: Person, line: Proxy, name: string) {
  one.expectLostLine();
  one.page.once('dialog', (dialog) => dialog.accept());
  line.cut();
  await expect(row(other, name)).toContainText('paused');
  await one.page.goto('about:blank');
  line.restore();
}

/** From where each piece was sent. */
function pieces(one: Person) {
  const offsets: number[] = [];
  one.page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  return offsets;
}

async function arrives(both: Person[], name: string, rows = ROWS) {
  for (const one of both) {
    const card = await one.workspace.previewed(name);
    await expect(card.getByText(`of ${rows.toLocaleString('en')}`)).toBeVisible();
    await expect(row(one, `${name}.csv`)).toHaveCount(0);
  }
}

/** Whether a file lies on the server's disk byte by byte. */
function isStored(server: Server, path: string) {
  const sent = readFileSync(path);
  const folder = join(server.data, 'uploads');
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).equals(sent));
}

/** What is left on the disk of files that did not arrive. */
const parts = (server: Server) => readdirSync(join(server.data, 'uploads')).filter((name) => /\.(part|upload)$/.test(name));

test('an_upload_cut_in_the_middle_goes_on_where_it_was', async ({ person, lines, server }) => {
  const [ada, grace] = await together(person, lines);
  ada.expectLostLine();
  const [rain, offsets] = [fileOf('rain.csv'), pieces(ada)];
  lines[0].slow(SLOW, 'up');
  await ada.workspace.upload(rain);
  await come(grace, 'rain.csv', 25);
  lines[0].cut();
  await expect(row(ada, 'rain.csv')).toContainText('waiting for the connection');
  await expect(row(grace, 'rain.csv')).toContainText('paused');
  lines[0].restore();
  await arrives([ada, grace], 'rain');
  expect(offsets[0]).toBe(0);
  expect(offsets.at(-1)).toBeGreaterThan(readFileSync(rain).length / 5);
  expect(isStored(server, rain)).toBe(true);
  expect(parts(server)).toEqual([]);
});

test('a_server_that_was_killed_has_what_it_had_and_gets_the_rest', async ({ person, lines, server }) => {
  const [ada, grace] = await together(person, lines);
  for (const one of [ada, grace]) one.expectLostLine();
  const [rain, offsets] = [fileOf('rain.csv'), pieces(ada)];
  lines[0].slow(SLOW, 'up');
  await ada.workspace.upload(rain);
  await come(grace, 'rain.csv', 25);
  await server.kill();
  await expect(row(ada, 'rain.csv')).toContainText('waiting for the connection');
  lines[0].restore();
  await server.up();
  await arrives([ada, grace], 'rain');
  expect(offsets.at(-1)).toBeGreaterThan(0);
  expect(isStored(server, rain)).toBe(true);
});

test('both_read_the_first_rows_while_the_rest_arrives', async ({ person, lines }) => {
  const [ada, grace, path] = await together(person, lines);
  const rows = (one: Person) => row(one, 'rain.csv').getByRole('region', { name: 'First rows of rain.csv' });
  lines[0].slow({ bytesPerSecond: 20_000 }, 'up');
  await ada.workspace.upload(fileOf('rain.csv'));
  for (const one of [ada, grace]) {
    await expect(rows(one).getByRole('columnheader')).toHaveText(['n integer', 'place text']);
    await expect(rows(one).getByRole('row').nth(9).getByRole('cell')).toHaveText(['8', 'rain.csv1']);
    await expect(row(one, 'rain.csv')).toContainText('A first guess from the beginning of the file. The whole file decides.');
    // All of them are within reach of the keyboard, in a box that stays small.
    await rows(one).focus();
    await one.page.keyboard.press('End');
    await expect.poll(() => rows(one).evaluate((box) => box.scrollTop)).toBeGreaterThan(50);
    expect((await rows(one).boundingBox())?.height).toBeLessThan(350);
  }
  // Who comes meanwhile has them as well.
  await grace.open(path);
  await expect(rows(grace).getByRole('row').nth(9).getByRole('cell')).toHaveText(['8', 'rain.csv1']);
  expect(await seen(grace, 'rain.csv')).toBeLessThan(100);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 1280]) {
      await grace.page.emulateMedia({ colorScheme });
      await grace.page.setViewportSize({ width, height: 900 });
      if (width === 360) await grace.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /^Data/ }).click();
      await expect(rows(grace)).toBeVisible();
      await fits(grace.page, `${colorScheme} at ${width} px`);
      const { violations } = await new AxeBuilder({ page: grace.page }).include('.rail').analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)).toEqual([]);
    }
  }
  lines[0].restore();
  await arrives([ada, grace], 'rain');
  for (const one of [ada, grace]) await expect(rows(one)).toHaveCount(0);
});

test('of_what_is_no_text_nothing_is_shown_before_it_is_here', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  lines[0].slow({ bytesPerSecond: 20_000 }, 'up');
  const list = `[${Array.from({ length: 20_000 }, (_, n) => `{"n":${n}}`).join(',\n')}]`;
  await ada.workspace.upload(fileOf('list.json', list));
  await come(grace, 'list.json', 50);
  for (const one of [ada, grace]) await expect(row(one, 'list.json')).not.toContainText('First rows');
  lines[0].restore();
  for (const one of [ada, grace]) await expect((await one.workspace.previewed('list')).getByText('of 20,000')).toBeVisible();
});

test('its_sender_pauses_it_and_both_see_that', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  const offsets = pieces(ada);
  lines[0].slow(SLOW, 'up');
  await ada.workspace.upload(fileOf('rain.csv'));
  await come(grace, 'rain.csv', 15);
  await press(ada, 'Pause rain.csv');
  for (const one of [ada, grace]) await expect(row(one, 'rain.csv')).toContainText(/Ada, .+ of .+, paused/);
  await expect(row(grace, 'rain.csv').getByRole('button')).toHaveText(['Cancel']);
  await expect(ada.workspace.rail.getByRole('button', { name: 'Resume rain.csv' })).toBeFocused();
  expect(offsets).toEqual([0]);
  lines[0].restore();
  await ada.page.keyboard.press('Enter');
  await arrives([ada, grace], 'rain');
  expect(offsets.length).toBe(2);
  expect(offsets[1]).toBeGreaterThan(0);
});

test('several_files_come_at_once_and_both_see_each', async ({ person, lines }) => {
  const [ada, grace] = await together(person, lines);
  const names = ['rain', 'snow', 'wind', 'hail', 'fog'];
  lines[0].slow({ bytesPerSecond: 20_000 }, 'up');
  await ada.page.getByLabel('Choose files').setInputFiles(names.map((name) => fileOf(`${name}.csv`)));
  for (const name of ['rain.csv', 'snow.csv', 'wind.csv']) await come(grace, name, 5);
  await expect(row(ada, 'hail.csv')).toContainText('waiting for 1 other');
  await expect(row(ada, 'fog.csv')).toContainText('waiting for 2 others');
  for (const name of ['hail.csv', 'fog.csv']) await expect(row(grace, name)).toContainText('waiting');
  // One that is cancelled makes room for the next.
  await press(ada, 'Cancel rain.csv');
  await expect(row(ada, 'rain.csv')).toHaveCount(0);
  await expect(row(grace, 'rain.csv')).toContainText('Ada cancelled it.');
  await come(grace, 'hail.csv', 5);
  await expect(row(ada, 'fog.csv')).toContainText('waiting for 1 other');
  lines[0].restore();
  for (const name of names.slice(1)) await arrives([ada, grace], name);
});

test('the_other_person_cancels_it_and_nothing_is_left', async ({ person, lines, server }) => {
  const [ada, grace] = await together(person, lines);
  ada.expectProblem(/status of 410/);
  lines[0].slow(SLOW, 'up');
  await ada.workspace.upload(fileOf('rain.csv'));
  await come(grace, 'rain.csv', 10);
  await press(grace, 'Cancel rain.csv');
  await expect(row(ada, 'rain.csv').getByRole('alert')).toHaveText('Grace cancelled it.');
  await expect(row(grace, 'rain.csv')).toHaveCount(0);
  await expect.poll(() => parts(server)).toEqual([]);
  await press(ada, 'Dismiss rain.csv');
  await expect(row(ada, 'rain.csv')).toHaveCount(0);
});

test('after_a_reload_the_same_file_goes_on_and_another_does_not', async ({ person, lines, server }) => {
  const [ada, grace, path] = await together(person, lines);
  const [rain, offsets] = [fileOf('rain.csv'), pieces(ada)];
  lines[0].slow(SLOW, 'up');
  await ada.workspace.upload(rain);
  await come(grace, 'rain.csv', 25);
  await leave(ada, grace, lines[0], 'rain.csv');
  await ada.open(path);
  await expect(row(ada, 'rain.csv')).toContainText(/Stopped at \d+%\. Choose the file again to go on\./);
  await expect(row(grace, 'rain.csv')).toContainText('paused');
  const choose = async (path: string) => {
    const chooser = ada.page.waitForEvent('filechooser');
    await press(ada, 'Choose the file rain.csv');
    await (await chooser).setFiles(path);
  };
  await choose(fileOf('snow.csv'));
  await expect(row(ada, 'rain.csv')).toContainText('That is another file.');
  await expect(row(ada, 'snow.csv')).toHaveCount(0);
  await choose(rain);
  await arrives([ada, grace], 'rain');
  expect(offsets).toHaveLength(2);
  expect(offsets[1]).toBeGreaterThan(0);
  expect(isStored(server, rain)).toBe(true);
});

test('a_file_that_changed_meanwhile_is_sent_from_the_start', async ({ person, lines, server }) => {
  const [ada, grace, path] = await together(person, lines);
  const [rain, offsets] = [fileOf('rain.csv'), pieces(ada)];
  lines[0].slow(SLOW, 'up');
  await ada.workspace.upload(rain);
  await come(grace, 'rain.csv', 10);
  await leave(ada, grace, lines[0], 'rain.csv');
  lines[0].slow(SLOW, 'up');
  await ada.open(path);
  await expect(row(ada, 'rain.csv')).toContainText('Stopped at');
  writeFileSync(rain, table('hail.csv'));
  await ada.workspace.upload(rain);
  await expect(row(ada, 'rain.csv')).toContainText('The file has changed since: it is sent from the start.');
  lines[0].restore();
  await arrives([ada], 'rain');
  // What was there of the old one is gone, and the other person is told so.
  await expect(row(grace, 'rain.csv')).toHaveText(/Ada cancelled it\./);
  await grace.workspace.previewed('rain');
  expect(offsets).toEqual([0, 0]);
  expect(isStored(server, rain)).toBe(true);
  expect(parts(server)).toEqual([]);
});

test('it_goes_on_while_its_sender_reads_other_pages', async ({ person, lines }) => {
  const [ada, grace, path] = await together(person, lines);
  const offsets = pieces(ada);
  lines[0].slow(SLOW, 'up');
  await ada.workspace.upload(fileOf('rain.csv'));
  await come(grace, 'rain.csv', 5);
  await ada.page.getByRole('link', { name: 'Tandem, all sessions' }).click();
  await expect(ada.page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible({ timeout: 20_000 });
  await ada.page.goBack();
  await expect(row(ada, 'rain.csv')).toHaveCount(1);
  await press(ada, 'Pause rain.csv');
  await expect(row(grace, 'rain.csv')).toContainText('paused');
  lines[0].restore();
  await press(ada, 'Resume rain.csv');
  await arrives([ada, grace], 'rain');
  expect(new URL(ada.page.url()).pathname).toBe(path);
  expect(offsets).toHaveLength(2);
});

test.describe('a session that is nearly full', () => {
  test.use({ serverEnv: { TANDEM_MAX_SESSION: '300000' } });

  test('says_so_before_anything_is_sent', async ({ person, server }) => {
    const [ada, grace] = await together(person);
    ada.expectProblem(/status of 507/);
    const offsets = pieces(ada);
    await ada.workspace.upload(fileOf('rain.csv'));
    await expect(row(ada, 'rain.csv').getByRole('alert')).toHaveText('This session is full: its files may take up 300 kB in all.');
    await expect(row(grace, 'rain.csv')).toHaveCount(0);
    expect(offsets).toEqual([]);
    expect(parts(server)).toEqual([]);
    await press(ada, 'Cancel rain.csv');
    await ada.workspace.upload(fileOf('snow.csv', table('snow', 10_000)));
    await arrives([ada, grace], 'snow', 10_000);
  });
});

for (const width of [360, 1024, 1280]) {
  test(`the_rows_are_fine_at_${width}_px`, async ({ person, lines }) => {
    const [ada, grace, path] = await together(person, lines);
    ada.expectProblem(/status of 422/);
    await ada.workspace.upload(fileOf('fog.csv', table('fog', 20)));
    await ada.workspace.previewed('fog');
    lines[0].slow({ bytesPerSecond: 20_000 }, 'up');
    await ada.workspace.upload(fileOf('left.csv'));
    await come(grace, 'left.csv', 1);
    await leave(ada, grace, lines[0], 'left.csv');
    await ada.open(path);
    await expect(row(ada, 'left.csv')).toContainText('Stopped at');
    const names = ['a long name of a file, as people have them.csv', 'paused.csv', 'snow.csv', 'wind.csv', 'hail.csv'];
    await ada.workspace.upload(fileOf('empty.csv', 'a,b\n'));
    await expect(row(ada, 'empty.csv')).toContainText('no rows');
    await ada.workspace.upload(fileOf('fog.csv', table('fog', 30)));
    lines[0].slow({ bytesPerSecond: 60_000 }, 'up');
    for (const name of names) await ada.workspace.upload(fileOf(name));
    const firstRows = (one: Person, name: string) => row(one, name).getByRole('region', { name: `First rows of ${name}` });
    await expect(firstRows(ada, 'paused.csv')).toBeVisible();
    await press(ada, 'Pause paused.csv');
    await expect(row(ada, 'hail.csv')).toContainText('waiting for 1 other');
    for (const name of names.slice(0, -1)) await expect(firstRows(grace, name)).toBeVisible({ timeout: 30_000 });
    // From here on it stands as it is.
    lines[0].slow({ bytesPerSecond: 1_000 }, 'up');
    for (const one of [ada, grace]) {
      await one.page.setViewportSize({ width, height: 900 });
      if (width < 832) await one.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /^Data/ }).click();
      await expect(row(one, 'hail.csv')).toBeVisible();
      await fits(one.page, `${one.name} at ${width} px`);
      const { violations } = await new AxeBuilder({ page: one.page }).include('.rail').analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`)).toEqual([]);
    }
  });
}
