/** Names as people have them, wherever a name can stand: nothing is pushed out, covered or cut for good. */
import { expect, test } from '../fixtures.ts';
import { fitsEverywhere, showOn } from '../story/layout.ts';
import { PASSWORD, type Person } from '../story/person.ts';
import type { Analysis } from '../story/workspace.ts';

/** So many letters without a blank. */
const unbroken = (count: number) => 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau'.repeat(3).slice(0, count);

const LONG = unbroken(32);
const ARABIC = 'عبدالرحمن_الخوارزمي';
const VIETNAMESE = 'Nguyễn-Thị-Hoàng-Ánh-Tuyết';
const TITLES = [
  '字',
  '👩‍🔬🎈',
  'قياسات درجة الحرارة والرياح في المدن الساحلية',
  'Nhiệt độ trung bình của không khí ở các thành phố ven biển miền Trung',
  '二〇二六年度沿岸部観測所における気温及び風速の長期変動に関する共同調査結果報告書',
];
const COLUMNS = [unbroken(60), ...TITLES, 'wind'];
const VIEWS = ['Runs', 'Data', 'Chat'];

/** Each column but the last holds the names; the last one and the first of these are for numbers. */
function table() {
  const line = (cells: (string | number)[]) => cells.map((cell) => `"${cell}"`).join(',');
  const rows = Array.from({ length: 12 }, (_, at) =>
    line([...COLUMNS.slice(0, 5).map((_, column) => COLUMNS[(at + column) % 6]!), at, at * at]),
  );
  return Buffer.from([line(COLUMNS), ...rows].join('\n'));
}

const csv = (name: string) => ({ name: `${name}.csv`, mimeType: 'text/csv', buffer: table() });

/** The one of the long name and the one of the Arabic name, in a session of the longest title. */
async function inSession(person: (name: string) => Promise<Person>) {
  const [one, other] = [await person(LONG), await person(ARABIC)];
  const path = await one.createSession(unbroken(120));
  await other.open(path);
  for (const each of [one, other]) await each.workspace.saved();
  return [one, other, path] as const;
}

const fitsIn = (one: Person, where: string, views?: string[]) => fitsEverywhere(one.page, where, views);

async function tools(one: Person, text: string) {
  await one.workspace.message(text).first().getByRole('button', { name: /^More for/ }).dispatchEvent('click');
  return one.workspace.message(text).first().getByRole('group', { name: 'Message' });
}

test('names_fit_in_a_session_with_its_data_and_runs', async ({ person }) => {
  const [one, other, path] = await inSession(person);
  await fitsIn(one, 'an empty session', VIEWS);
  await showOn(one.page, { width: 1280, textSize: 100 });
  for (const name of [unbroken(60), TITLES[2]!]) {
    await one.workspace.upload(csv(name));
    await expect(one.workspace.rail.locator('button.rail-item', { hasText: name })).toBeVisible({ timeout: 30_000 });
  }
  await expect(one.workspace.canvas.locator('tbody tr')).toHaveCount(24);
  const runs: Analysis[] = [
    { kind: 'Top values', fields: { Column: COLUMNS[0]! } },
    { kind: 'Group by', fields: { 'Group by': COLUMNS[0]!, Aggregate: 'mean', Of: COLUMNS[5]! } },
    { kind: 'Scatter with regression', fields: { X: COLUMNS[5]!, Y: 'wind' } },
    { kind: 'Column profile' },
  ];
  for (const run of runs) await one.workspace.run(run);
  const done = one.workspace.canvas.locator('article[data-state=done]');
  await expect(done).toHaveCount(runs.length, { timeout: 30_000 });
  await done.first().getByRole('button', { name: 'Show as table' }).click();
  one.expectProblem(/status of 422/);
  await one.workspace.upload({ ...csv(`${unbroken(60)}.broken`), buffer: Buffer.from('a,b\n') });
  await expect(one.workspace.rail.getByRole('alert')).toBeVisible();
  await fitsIn(one, 'a session with runs', VIEWS);

  const visitor = await person(VIETNAMESE);
  visitor.expectProblem(/403/);
  await visitor.open(path);
  await fitsIn(visitor, 'a session that is closed to one');
  await visitor.page.getByRole('button', { name: 'Request access' }).click();
  await expect(visitor.page.getByRole('button', { name: 'Withdraw request' })).toBeVisible();
  await one.page.getByRole('button', { name: 'Manage, 1 waiting' }).click();
  await expect(one.page.getByRole('list', { name: 'Waiting to be let in' })).toContainText(VIETNAMESE);
  await fitsIn(one, 'the menu of the creator');
  await one.page.getByRole('button', { name: 'Archive' }).click();
  await expect(other.page.getByText('archived this')).toBeAttached();
  await fitsIn(other, 'an archived session', VIEWS);
});

test('names_fit_in_a_conversation', async ({ person, lines }) => {
  const one = await person(LONG, { line: lines[0] });
  const other = await person(ARABIC);
  const path = await other.createSession(TITLES[4]!);
  await one.open(path);
  for (const each of [one, other]) await each.workspace.saved();
  await one.workspace.upload(csv(unbroken(60)));
  await expect(one.workspace.rail.locator('button.rail-item')).toHaveCount(1, { timeout: 30_000 });
  await one.workspace.run({ kind: 'Top values', fields: { Column: COLUMNS[0]! } });
  await one.workspace.canvas.locator('article[id^=run-]').getByRole('button', { name: 'Discuss' }).click();
  await one.workspace.say(`The card of ${unbroken(160)}`);
  await other.workspace.say(`@${LONG} ${TITLES.join(' ')} \`${unbroken(120)}\``);
  await other.workspace.say(`https://example.org/${unbroken(160)}`);
  await other.workspace.say(TITLES[2]!);
  await expect(one.workspace.messages).toHaveCount(4);
  await (await tools(one, 'The card')).getByRole('button', { name: '👍' }).dispatchEvent('click');
  await (await tools(other, 'The card')).getByRole('button', { name: 'Reply' }).dispatchEvent('click');
  await other.workspace.say('The answer');
  await fitsIn(one, 'a conversation', VIEWS);

  // On a phone the conversation is what is seen from now on.
  await (await tools(one, 'The card')).getByRole('button', { name: 'Delete' }).dispatchEvent('click');
  await fitsIn(one, 'the tools of a message', ['Chat']);
  await (await tools(one, `@${LONG}`)).getByRole('button', { name: 'Reply' }).dispatchEvent('click');
  await other.workspace.messageBox.pressSequentially('hm');
  await expect(one.page.getByText('is typing')).toBeAttached();
  await one.workspace.conversation.getByRole('button', { name: 'Find', exact: true }).dispatchEvent('click');
  await one.page.getByRole('searchbox', { name: 'Find messages' }).fill('card');
  await one.page.getByRole('searchbox', { name: 'Find messages' }).press('Enter');
  await expect(one.page.locator('.search .hit')).not.toHaveCount(0);
  await one.workspace.messageBox.fill('');
  await one.workspace.messageBox.pressSequentially('@');
  await expect(one.page.getByRole('listbox', { name: 'People' }).getByRole('option').first()).toBeVisible();
  await fitsIn(one, 'searching, answering and naming somebody', ['Chat']);

  await one.workspace.messageBox.fill('');
  one.expectLostLine();
  lines[0].cut();
  await expect(one.workspace.badge).toHaveAttribute('data-state', 'offline', { timeout: 30_000 });
  await one.workspace.say(unbroken(160));
  await showOn(one.page, { width: 1280, textSize: 100 });
  await one.workspace.run({ kind: 'Column profile' });
  await fitsIn(one, 'without the line', VIEWS);

  // What was asked for meanwhile is refused, here and as it is told elsewhere.
  one.expectProblem(/archived/);
  await other.page.getByRole('button', { name: 'Manage' }).click();
  await other.page.getByRole('button', { name: 'Archive' }).click();
  await expect(other.page.getByRole('button', { name: 'Restore' })).toBeVisible();
  lines[0].restore();
  await expect(one.page.getByRole('button', { name: 'Send as new' })).toBeVisible({ timeout: 20_000 });
  await fitsIn(one, 'what was refused', VIEWS);
  await one.open('/');
  await one.page.getByRole('button', { name: /not sent$/ }).click();
  await fitsIn(one, 'what waits elsewhere');
});

test('names_fit_on_every_other_page', async ({ person, visitor }) => {
  const [one, other, path] = await inSession(person);
  for (const title of TITLES) await other.createSession(title);
  await one.open(path);
  await one.workspace.upload(csv(unbroken(60)));
  await expect(one.workspace.rail.locator('button.rail-item')).toHaveCount(1, { timeout: 30_000 });
  await one.workspace.say(`@${ARABIC} ${unbroken(160)}`);
  await one.workspace.saved();
  await other.open('/');
  await expect(other.page.getByText('is here now')).toBeVisible();
  await fitsIn(other, 'home');
  await other.page.getByRole('button', { name: /^Notifications/ }).click();
  await expect(other.page.locator('.note-item')).not.toHaveCount(0);
  await fitsIn(other, 'the notifications');

  await other.open('/messages');
  await other.page.getByLabel('New room').fill(unbroken(40));
  await other.page.getByRole('button', { name: 'Create room' }).click();
  await expect(other.page.getByRole('heading', { level: 1, name: unbroken(40) })).toBeVisible();
  await other.hydrated();
  await fitsIn(other, 'a room');
  await other.open('/messages');
  await other.page.getByLabel('Message a person').fill(LONG);
  await other.page.getByRole('button', { name: 'Write to them' }).click();
  await expect(other.page.getByRole('heading', { level: 1, name: LONG })).toBeVisible();
  await other.hydrated();
  await fitsIn(other, 'a direct conversation');
  await other.open('/messages');
  await fitsIn(other, 'the list of conversations');

  // Pages that need no script.
  const look = async (who: Person, at: string) => {
    await who.page.goto(at);
    await expect(who.page.getByRole('heading', { level: 1 }).last()).toBeVisible();
    await fitsIn(who, at);
  };
  one.expectProblem(/40[0134]/);
  await one.page.goto('/account/tokens');
  await one.page.getByLabel('What is it for').fill(unbroken(60));
  await one.page.getByRole('button', { name: 'New token' }).click();
  await fitsIn(one, 'a new token');
  for (const at of ['/account/tokens', '/account', '/account/delete', '/messages/nowhere', '/session/7b1d4a52-0000-4000-8000-000000000000']) {
    await look(one, at);
  }
  await other.open(path);
  await one.open(path);
  await one.page.getByRole('button', { name: 'Manage' }).click();
  await one.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await one.page.getByRole('button', { name: 'Delete for everyone' }).click();
  other.expectProblem(/404/);
  await expect(other.page.getByRole('heading', { level: 1, name: /deleted this session/ })).toBeVisible();
  await fitsIn(other, 'a session that somebody deleted');

  const stranger = await visitor();
  await stranger.open('/register');
  await stranger.fillAccount(LONG, PASSWORD);
  await stranger.page.getByRole('button', { name: 'Create account' }).click();
  await expect(stranger.page.getByText('That name is taken')).toBeVisible();
  await fitsIn(stranger, 'a name that is taken');
  await stranger.signIn(LONG, 'not the password');
  await expect(stranger.page.getByRole('alert')).toBeVisible();
  await fitsIn(stranger, 'a password that is not right');
});
