/** Five people who write on one long page of notes at once: from a key to everybody else's pixels. */
import { expect, test } from '../fixtures.ts';
import { Notes, written } from '../story/notes.ts';
import { together, type Person } from '../story/person.ts';
import { NoteProgram } from './note-program.ts';
import { table } from './stopwatch.ts';

declare global {
  interface Window {
    /** When the last letter of each word was typed here, and when each word of somebody was painted here. */
    tandemWords: { typed: Record<string, number>; painted: Record<string, number> };
  }
}

const ROUNDS = 25;

/** Watches a page: words are a letter, a number and a full stop, as "a12.". */
const watch = (one: Person) =>
  one.page.evaluate(() => {
    const content = document.querySelector('tandem-note')!.shadowRoot!.querySelector('.cm-content')!;
    const words: Window['tandemWords'] = { typed: {}, painted: {} };
    window.tandemWords = words;
    const now = () => performance.timeOrigin + performance.now();
    let before = '';
    content.addEventListener('beforeinput', (event) => {
      const { data } = event as InputEvent;
      before = `${before}${data ?? ''}`.slice(-8);
      const word = /[a-z]\d+\.$/.exec(before)?.[0];
      if (word) words.typed[word] = now();
    }, true);
    new MutationObserver(() => {
      const found = (content.textContent ?? '').slice(-6_000).match(/[a-z]\d+\./g) ?? [];
      const fresh = found.filter((word) => !(word in words.painted));
      if (fresh.length === 0) return;
      for (const word of fresh) words.painted[word] = Number.NaN;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => fresh.forEach((word) => (words.painted[word] = now()));
      requestAnimationFrame(() => port2.postMessage(null));
    }).observe(content, { childList: true, subtree: true, characterData: true });
  });

const LONG = Array.from({ length: 2_000 }, (_, at) => `Line ${at} of a page that was written by many over years.`).join('\n');
const words = (letter: string) => Array.from({ length: ROUNDS }, (_, round) => `${letter}${round}.`);
const cookie = async (one: Person) => (await one.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');

/** Five who are in a session; the first two are at its page. */
async function five(person: (name: string) => Promise<Person>) {
  const [ada, grace, path] = await together(person);
  const people = [ada, grace];
  for (const name of ['Linus', 'Mary', 'Noor']) {
    const one = await person(name);
    one.expectProblem(/403/);
    await one.open(path);
    await one.page.getByRole('button', { name: 'Request access' }).click();
    await ada.page.getByRole('button', { name: 'Manage, 1 waiting' }).click();
    await ada.page.getByRole('button', { name: 'Let in' }).click();
    await ada.page.keyboard.press('Escape');
    await expect(one.page.getByRole('heading', { level: 1, name: 'Wildlife' })).toBeVisible();
    await one.hydrated();
    await one.workspace.saved();
    people.push(one);
  }
  return { people, path, session: path.split('/').at(-1)! };
}

/** Opens the long page for those who have a browser, each on a line of their own at its end, of five. */
async function sit(people: Person[], { path, session }: { path: string; session: string }) {
  const [first] = people;
  const notes = people.map((one) => new Notes(one));
  await notes[0]!.open();
  await first!.page.request.post(`/api/sessions/${session}/notes/${session}`, { data: LONG, headers: { 'Content-Type': 'text/plain' } });
  for (const one of notes.slice(1)) await one.open();
  await notes[0]!.end();
  for (let line = 0; line < 5; line += 1) await first!.page.keyboard.press('Enter');
  // Of a long page the editor draws what is in sight.
  await expect.poll(() => written(first!, path)).toBe(`${LONG}${'\n'.repeat(5)}`);
  for (const [at, one] of notes.entries()) {
    await one.end();
    for (let up = at; up < 4; up += 1) await one.one.page.keyboard.press('ArrowUp');
    await watch(people[at]!);
  }
  return notes;
}

const type = (one: Person, letter: string) =>
  one.page.keyboard.type(`${words(letter).join(' ')} `, { delay: 200 });

/** From each word's last letter to each other browser's pixels. */
async function timesOf(browsers: Person[], programs: NoteProgram[]) {
  const seen = await Promise.all(browsers.map((one) => one.page.evaluate(() => window.tandemWords)));
  const typed = [...seen.map((one) => one.typed), ...programs.map((one) => one.typed)];
  const took: number[] = [];
  for (const [by, words] of typed.entries()) {
    for (const [word, at] of Object.entries(words)) {
      for (const [reader, { painted }] of seen.entries()) if (reader !== by && word in painted) took.push(painted[word]! - at);
    }
  }
  return took;
}

test('five browsers write at once on a page of 100 KB', async ({ person }) => {
  test.setTimeout(600_000);
  const all = await five(person);
  const notes = await sit(all.people, all);
  await Promise.all(all.people.map((one, at) => type(one, 'abcde'[at]!)));
  for (const one of notes) await one.saved();
  const took = await timesOf(all.people, []);
  expect(took).toHaveLength(ROUNDS * 5 * 4);
  table('a key to the others’ pixels, five browsers, 100 KB', took, 100);
});

/** As on five machines: their browsers have a core each there, and here five share two. */
test('two browsers and three programs write at once on a page of 100 KB', async ({ person, server }) => {
  test.setTimeout(600_000);
  const all = await five(person);
  const [browsers, others] = [all.people.slice(0, 2), all.people.slice(2)];
  const notes = await sit(browsers, all);
  const programs: NoteProgram[] = [];
  for (const one of others) {
    await one.page.goto('about:blank');
    programs.push(await NoteProgram.join(server.url, all.session, await cookie(one)));
  }
  await Promise.all([
    ...browsers.map((one, at) => type(one, 'ab'[at]!)),
    ...programs.map((one, at) => one.write(words('cde'[at]!), 2 - at, 200)),
  ]);
  for (const one of notes) await one.saved();
  const took = await timesOf(browsers, programs);
  // Two read each other's words, and both those of three.
  expect(took).toHaveLength(ROUNDS * (2 + 3 * 2));
  table('a key to the others’ pixels, two browsers and three programs, 100 KB', took, 100);
  for (const one of programs) one.close();
});
