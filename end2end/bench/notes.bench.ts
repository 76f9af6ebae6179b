/** Five people who write on one long page of notes at once: from a key to everybody else's pixels. */
import { expect, test } from '../fixtures.ts';
import { Notes, written } from '../story/notes.ts';
import { together, type Person } from '../story/person.ts';
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

test('five_write_at_once_on_a_page_of_100_kb', async ({ person }) => {
  test.setTimeout(600_000);
  const [ada, grace, path] = await together(person);
  const others = [];
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
    others.push(one);
  }
  const people = [ada, grace, ...others];
  const session = path.split('/').at(-1);
  const notes = people.map((one) => new Notes(one));
  await notes[0]!.open();
  const long = Array.from({ length: 2_000 }, (_, at) => `Line ${at} of a page that was written by many over years.`).join('\n');
  await ada.page.request.post(`/api/sessions/${session}/notes/${session}`, { data: long, headers: { 'Content-Type': 'text/plain' } });
  for (const one of notes.slice(1)) await one.open();
  // Each on a line of their own, at the end of the page.
  for (const [at, one] of notes.entries()) {
    await one.end();
    await one.one.page.keyboard.press('Enter');
    // Of a long page the editor draws what is in sight.
    await expect.poll(() => written(ada, path)).toBe(`${long}${'\n'.repeat(at + 1)}`);
  }
  for (const [at, one] of notes.entries()) {
    await one.end();
    for (let up = at; up < notes.length - 1; up += 1) await one.one.page.keyboard.press('ArrowUp');
    await watch(people[at]!);
  }
  await Promise.all(people.map(async (one, at) => {
    const letter = 'abcde'[at];
    for (let round = 0; round < ROUNDS; round += 1) await one.page.keyboard.type(`${letter}${round}. `, { delay: 200 });
  }));
  for (const one of notes) await one.saved();
  const seen = await Promise.all(people.map((one) => one.page.evaluate(() => window.tandemWords)));
  const took: number[] = [];
  for (const [by, { typed }] of seen.entries()) {
    for (const [word, at] of Object.entries(typed)) {
      for (const [reader, { painted }] of seen.entries()) if (reader !== by && word in painted) took.push(painted[word]! - at);
    }
  }
  expect(took).toHaveLength(ROUNDS * people.length * (people.length - 1));
  table('a key to the others’ pixels, five, 100 KB', took, 100);
});
