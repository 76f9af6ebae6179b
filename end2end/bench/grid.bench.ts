/** Scrolling through a million rows: how long each frame takes, and how soon the rows that are in sight are there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { table } from './stopwatch.ts';

const ROWS = 1_000_000;

function writeRows(path: string) {
  const lines = ['id,city,wind,rain,day,sky,code,note'];
  for (let at = 0; at < ROWS; at += 1) {
    const day = `20${String(10 + (at % 15)).padStart(2, '0')}-0${1 + (at % 9)}-1${at % 10}`;
    lines.push(`${at},city ${at % 97},${at % 131},${(at % 1000) / 10},${day},${at % 2 ? 'rain' : 'sun'},c${at % 7919},note ${at}`);
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}

test('a million rows', async ({ person }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  try {
    const file = join(folder, 'rows.csv');
    writeRows(file);
    const ada = await person('Ada');
    await ada.createSession('A million rows');
    await ada.workspace.upload(file);
    await expect(ada.workspace.row('rows', 0)).toBeVisible({ timeout: 120_000 });
    const wrap = ada.workspace.preview('rows').locator('.grid-wrap');
    await wrap.scrollIntoViewIfNeeded();

    // Nine rows a frame, for ten seconds: faster than anybody reads.
    const frames = await wrap.evaluate(async (element) => {
      const times: number[] = [];
      let before = await new Promise<number>(requestAnimationFrame);
      for (let frame = 0; frame < 600; frame += 1) {
        element.scrollBy(0, 300);
        const now = await new Promise<number>(requestAnimationFrame);
        times.push(now - before);
        before = now;
      }
      return times;
    });
    table('grid, a frame while scrolling', frames, 17);

    // To anywhere: until the row in the middle of what is in sight has its values.
    const jumps: number[] = [];
    for (let jump = 1; jump <= 60; jump += 1) {
      jumps.push(
        await wrap.evaluate(async (element, to) => {
          const started = performance.now();
          element.scrollTo(0, to * (element.scrollHeight - element.clientHeight));
          for (;;) {
            await new Promise(requestAnimationFrame);
            const box = element.getBoundingClientRect();
            const seen = document.elementFromPoint(box.left + box.width / 3, box.top + box.height / 2);
            const text = seen?.closest('td')?.textContent ?? '';
            if (performance.now() - started > 17 && text !== '' && !seen!.closest('[aria-busy=true]')) break;
          }
          return performance.now() - started;
        }, (jump * 0.618) % 1),
      );
    }
    table('grid, rows in sight after a jump', jumps, 100);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
