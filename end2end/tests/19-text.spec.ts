/**
 * What people write never becomes the page, and signs that turn text around or hide in it deceive
 * nobody: real parsers, real layout.
 */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { together, type Person } from '../story/person.ts';
import { hostileTexts, NASTIEST } from '../story/texts.ts';

/** What a browser's own parser makes of a page: its elements in order, its title. */
type Parsed = { title: string; elements: string; scripts: string[] };

async function parsed(page: Page, pages: string[]): Promise<Parsed[]> {
  return await page.evaluate((pages) => {
    const shape = (element: Element): string => {
      const names = element.getAttributeNames().filter((name) => !/^(value|title|href|aria-label)$/.test(name));
      return `<${element.localName} ${names.join(' ')}>${[...element.children].map(shape).join('')}</>`;
    };
    return pages.map((html) => {
      const document = new DOMParser().parseFromString(html, 'text/html');
      const scripts = [...document.querySelectorAll('script')].map((script) => script.type);
      return { title: document.title, elements: shape(document.documentElement), scripts };
    });
  }, pages);
}

/** As pages show a name: what turns around or hides is gone, blanks are single. Only what the texts of this story hold. */
function shown(text: string) {
  const hidden = /[\u0000\u202e\u2066\u2068\u200b\ufeff\u{e0041}\u{e007f}]/gu;
  const clean = text.replace(hidden, '').replace(/[\s\u2800\u3164]+/gu, ' ').trim();
  return [...clean].slice(0, 120).join('').trim();
}

async function createSession(ada: Person, title: string) {
  const answer = await ada.context.request.post('/api/create_session', {
    form: { title },
    headers: { origin: ada.origin },
    maxRedirects: 0,
  });
  return answer.headers()['location'] ?? '';
}

async function html(one: Person, path: string) {
  return await (await one.context.request.get(path)).text();
}

test('a_thousand_titles_and_messages_leave_every_page_its_elements', async ({ person }) => {
  test.setTimeout(240_000);
  const [ada] = await together(person);
  const texts = hostileTexts(1_000);
  const harmless = await createSession(ada, 'harmless');
  const [twin] = await parsed(ada.page, [await html(ada, harmless)]);
  for (let from = 0; from < texts.length; from += 50) {
    const some = texts.slice(from, from + 50);
    const paths = await Promise.all(some.map((text) => createSession(ada, text)));
    const pages = await Promise.all(paths.map((path) => html(ada, path)));
    const found = await parsed(ada.page, pages);
    for (const [i, text] of some.entries()) {
      expect.soft(found[i]?.elements, JSON.stringify(text)).toBe(twin?.elements);
      expect.soft(found[i]?.title, JSON.stringify(text)).toBe(`${shown(text)} · Tandem`);
      expect.soft(found[i]?.scripts, JSON.stringify(text)).toEqual(twin?.scripts);
    }
    expect(test.info().errors).toEqual([]);
  }
  // All of them stand on the home page now, each in its row.
  const [home] = await parsed(ada.page, [await html(ada, '/')]);
  expect(home?.scripts).toEqual(twin?.scripts);
  expect(home?.title).toBe('Sessions · Tandem');
  expect(home?.elements.match(/<h2 /g)?.length).toBeGreaterThan(texts.length);
  expect(home?.elements).not.toMatch(/<(meta http-equiv|iframe|plaintext|img|noscript|table|select|base)/);
});

test('no_address_leaves_its_page_other_elements', async ({ person, visitor }) => {
  test.setTimeout(120_000);
  const [ada, nobody] = [await person('Ada'), await visitor()];
  await nobody.open('/login');
  const paths = (text: string): [Person, string][] => {
    const part = encodeURIComponent(text);
    return [
      [ada, `/session/${part}`],
      [ada, `/messages/${part}`],
      [ada, `/nowhere/${part}`],
      [ada, `/?${part}=${part}`],
      [nobody, `/login?problem=auth/wrong&name=${part}`],
      [nobody, `/register?problem=account/taken&name=${part}`],
    ];
  };
  const pagesOf = async (text: string) => await Promise.all(paths(text).map(([one, path]) => html(one, path)));
  const twins = await parsed(ada.page, await pagesOf('harmless'));
  for (const text of hostileTexts(100, 3)) {
    const found = await parsed(ada.page, await pagesOf(text));
    expect(found, JSON.stringify(text)).toEqual(twins);
  }
});

test('names_of_tokens_leave_their_page_its_elements', async ({ person }) => {
  const ada = await person('Ada');
  const texts = hostileTexts(40, 11).filter((text) => !/[\u0000\r\n\t]/.test(text) && shown(text).length <= 60);
  expect(texts.length).toBeGreaterThan(10);
  for (const name of texts) {
    const headers = { origin: ada.origin, accept: 'application/json' };
    const made = await ada.context.request.post('/api/create_token', { form: { name, days: '7' }, headers });
    expect(made.ok(), JSON.stringify(name)).toBe(true);
  }
  const [page] = await parsed(ada.page, [await html(ada, '/account/tokens')]);
  expect(page?.title).toBe('Tokens · Tandem');
  expect(page?.scripts).toEqual([]);
  expect(page?.elements.match(/<h2 [^>]*><bdi >/g)).toHaveLength(texts.length);
});

test('the_nastiest_titles_are_used_by_two_and_taken_in_place', async ({ person }) => {
  test.setTimeout(240_000);
  const [ada, grace, path] = await together(person);
  await ada.page.getByRole('button', { name: 'Manage' }).click();
  for (const text of NASTIEST) {
    // In place: by the creator's menu, in both browsers.
    await ada.page.getByLabel('Name of this session').fill(text);
    await ada.page.getByRole('button', { name: 'Rename' }).click();
    for (const one of [ada, grace]) {
      await expect(one.page.locator('h1.session-title')).toHaveText(shown(text));
      await expect(one.page).toHaveTitle(`${shown(text)} · Tandem`);
    }
    // Anew: the server's page is taken over and lives.
    await grace.open(path);
    await grace.workspace.saved();
    await expect(grace.page).toHaveTitle(`${shown(text)} · Tandem`);
  }
  for (const [i, text] of NASTIEST.entries()) {
    await ada.workspace.say(text);
    await expect(grace.workspace.messages).toHaveCount(i + 1);
  }
  await grace.reload();
  await grace.workspace.saved();
  await grace.workspace.say('still here');
  await expect(ada.workspace.message('still here')).toBeVisible();
});

test('names_of_files_and_columns_leave_the_page_its_elements', async ({ person }) => {
  const [ada, grace, path] = await together(person);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const csv = `${NASTIEST.map((text) => quoted(text)).join(',')}\n`.concat(
    ...[1, 2, 3].map((row) => `${NASTIEST.map((text, i) => quoted(i % 2 ? `${row}` : text)).join(',')}\n`),
  );
  await ada.workspace.upload({
    name: '</title><!-- "\u202e>.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(csv),
  });
  for (const one of [ada, grace]) {
    const grid = one.workspace.canvas.getByRole('grid');
    await expect(grid).toHaveAttribute('aria-colcount', String(NASTIEST.length + 1), { timeout: 30_000 });
    await grid.focus();
    for (const column of NASTIEST.keys()) {
      await expect(grid.locator(`th[data-column="${column}"] .sorts > *`)).toHaveCount(2);
      await grid.press('ArrowRight');
    }
  }
  await ada.workspace.run({ kind: 'Column profile' });
  await ada.workspace.run({ kind: 'Group by', fields: { Aggregate: 'count' } });
  await expect(grace.workspace.canvas.locator('article[data-state=done]')).toHaveCount(2, { timeout: 30_000 });
  // Anew: the server's page with all of it is taken over and lives.
  await grace.open(path);
  await grace.workspace.saved();
  await expect(grace.workspace.canvas.locator('article[data-state=done]')).toHaveCount(2);
  await grace.workspace.say('still here');
  await expect(ada.workspace.message('still here')).toBeVisible();
});

test('names_of_nothing_are_refused_with_a_sentence', async ({ person }) => {
  const ada = await person('Ada');
  await ada.createSession('July');
  await ada.workspace.saved();
  for (const nothing of ['\u200b\u200d', '\u3164', '\u2800\u2800', '**\u200b**']) {
    await ada.workspace.messageBox.fill(nothing);
    await expect(ada.workspace.conversation.getByRole('button', { name: 'Send' })).toBeDisabled();
    await expect(ada.page.locator('#say-problem')).toHaveText('Nothing of this would be seen. Write something first.');
  }
  await ada.workspace.messageBox.fill('');
  await expect(ada.page.locator('#say-problem')).toHaveText('');
});

test('names_that_look_alike_cannot_be_registered_beside_each_other', async ({ person, visitor }) => {
  await person('Zoë');
  const other = await visitor();
  for (const name of ['Zoе\u0308', 'Ｚｏë', 'zoe\u0308']) {
    await other.open('/register');
    await other.fillAccount(name, 'correct horse battery');
    await other.page.getByRole('button', { name: 'Create account' }).click();
    await expect(other.page.getByRole('alert')).toHaveText('That name is taken, or one that looks like it. Choose another.');
    await other.hydrated();
  }
  // In pieces, as some keyboards send it, it is the same name.
  await other.signIn('Zoe\u0308');
  await other.arriveHome();
});

const CSV = 'pho\u202eto,wind\nrain,1\n\u202esun,2\nsnow,3\n';

test('a_direction_mark_turns_nothing_else_around', async ({ person }) => {
  const [ada, grace] = await together(person);
  await ada.workspace.upload({ name: 'photo\u202egpj.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  for (const one of [ada, grace]) {
    // The name cannot pose as another ending, nor hide the mark.
    await expect(one.workspace.dataset('photogpj')).toBeVisible({ timeout: 30_000 });
    await expect(one.workspace.rail.getByText('\u202e')).toHaveCount(0);
  }
  await ada.workspace.run({ kind: 'Group by', fields: { 'Group by': 'photo', Aggregate: 'count' } });
  const card = grace.workspace.card('Rows by photo');
  await expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  const labels = await grace.workspace.chart(card).locator('svg text').allTextContents();
  expect(labels.join('')).toContain('sun');
  expect(labels.join('')).not.toMatch(/[\u202a-\u202e\u2066\u2067]/);
  // The foot: who, when, how long, in this order.
  const foot = card.locator('.card-foot');
  await expect(foot).toContainText(/Ada, .*, [\d.,]+.(ms|s)/);

  await ada.workspace.say('look at photo\u202egpj.csv now');
  const message = grace.workspace.message('look at photo');
  await expect(message).toBeVisible();
  expect(await inOrder(message.locator('.msg-head > *'))).toBe(true);
  // Nor can it pose in there; on a page from the server, too.
  await expect(message.locator('.msg-text')).toHaveText('look at photo\ufffdgpj.csv now');
  await grace.page.reload();
  await expect(message.locator('.msg-text')).toHaveText('look at photo\ufffdgpj.csv now');
});

test('an_arabic_message_and_its_composer_begin_at_the_right', async ({ person }) => {
  const [ada, grace] = await together(person);
  const words = 'مرحبا، انظروا إلى photo.csv اليوم';
  await ada.workspace.messageBox.fill(words);
  await expect(ada.workspace.messageBox).toHaveCSS('direction', 'rtl');
  await ada.workspace.say(words);
  await ada.workspace.say('hello');
  const block = grace.workspace.message('photo.csv').locator('.msg-text p');
  await expect(block).toHaveCSS('direction', 'rtl');
  await expect(grace.workspace.message('hello')).toBeVisible();
  expect(await beginsAtTheRight(grace.page, words)).toBe(true);
  expect(await beginsAtTheRight(grace.page, 'hello')).toBe(false);
  await expect(ada.workspace.messageBox).toHaveCSS('direction', 'ltr');
  // Joiners are spelling, and stay.
  const spelled = 'می\u200cخواهم 👩\u200d💻';
  await grace.workspace.say(spelled);
  await expect(ada.workspace.message(spelled).locator('.msg-text')).toHaveText(spelled);
});

test('an_arabic_name_keeps_the_foot_in_its_order', async ({ person }) => {
  const ada = await person('أحمد');
  await ada.createSession('الطقس');
  await ada.workspace.saved();
  await ada.workspace.addSample();
  const foot = ada.page.locator('.card-foot').first();
  await expect(foot).toBeVisible({ timeout: 30_000 });
  // Name, then time: from left to right, whatever the letters of the name.
  expect(await inOrder(foot.locator('.who bdi, .who time'))).toBe(true);
  await expect(ada.page.locator('h1.session-title bdi')).toHaveText('الطقس');
});

/** Whether elements stand from left to right in the order of the document. */
async function inOrder(elements: ReturnType<Page['locator']>) {
  const boxes = await elements.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  return boxes.length > 1 && boxes.every((left, i) => i === 0 || (boxes[i - 1] ?? 0) < left);
}

/** Whether the last line of a text touches the right end of its block rather than the left. */
async function beginsAtTheRight(page: Page, words: string) {
  return await page.evaluate((words) => {
    const block = [...document.querySelectorAll('.msg-text p')].find((block) => block.textContent === words);
    if (!block) throw new Error(`No message says ${words}`);
    const range = document.createRange();
    range.selectNodeContents(block);
    const [text, around] = [range.getBoundingClientRect(), block.getBoundingClientRect()];
    if (text.width === 0) throw new Error('Nothing is drawn');
    return around.right - text.right < text.left - around.left || around.right - text.right < 1;
  }, words);
}
