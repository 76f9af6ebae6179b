/** Scrolling through large tables: how long each frame takes, and how soon what is in sight is there. */
import type { Locator } from '@playwright/test';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { table } from './stopwatch.ts';

test.use({ serverEnv: { TANDEM_MAX_UPLOAD: '2000000000', TANDEM_MAX_SESSION: '4000000000' } });

async function write(path: string, rows: number, names: string, row: (at: number) => string) {
  const file = createWriteStream(path);
  const lines = [names];
  for (let at = 0; at < rows; at += 1) {
    lines.push(row(at));
    if (lines.length === 10_000 || at === rows - 1) {
      if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
      lines.length = 0;
    }
  }
  file.end();
  await once(file, 'finish');
}

/** Eight columns of each type. */
function observation(at: number) {
  const day = `20${String(10 + (at % 15)).padStart(2, '0')}-0${1 + (at % 9)}-1${at % 10}`;
  return `${at},city ${at % 97},${at % 131},${(at % 1000) / 10},${day},${at % 2 ? 'rain' : 'sun'},c${at % 7919},note ${at}`;
}
const OBSERVED = 'id,city,wind,rain,day,sky,code,note';

/** Milliseconds a frame, each of them so many pixels further, for ten seconds: faster than anybody reads. */
const frames = (wrap: Locator, right: number, down: number) =>
  wrap.evaluate(
    async (element, [right, down]) => {
      const times: number[] = [];
      let before = await new Promise<number>(requestAnimationFrame);
      for (let frame = 0; frame < 600; frame += 1) {
        element.scrollBy(right!, down!);
        const now = await new Promise<number>(requestAnimationFrame);
        times.push(now - before);
        before = now;
      }
      return times;
    },
    [right, down],
  );

/** Milliseconds until the cell in the middle of what is in sight has its value, at sixty places. */
async function jumps(wrap: Locator, right: number, down: number) {
  const times: number[] = [];
  for (let jump = 1; jump <= 60; jump += 1) {
    const to = (jump * 0.618) % 1;
    times.push(
      await wrap.evaluate(
        async (element, [right, down]) => {
          const started = performance.now();
          const [wide, high] = [element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight];
          element.scrollTo(right! * wide, down! * high);
          for (;;) {
            await new Promise(requestAnimationFrame);
            const box = element.getBoundingClientRect();
            const seen = document.elementFromPoint(box.left + box.width / 3, box.top + box.height / 2);
            const text = seen?.closest('td')?.textContent ?? '';
            if (performance.now() - started > 17 && text !== '' && !seen!.closest('[aria-busy=true]')) break;
          }
          return performance.now() - started;
        },
        [right * to, down * to],
      ),
    );
  }
  return times;
}

const tables = [
  { name: '1,000,000 by 8', rows: 1_000_000, names: OBSERVED, row: observation, wide: false },
  { name: '10,000,000 by 8', rows: 10_000_000, names: OBSERVED, row: observation, wide: false },
  {
    name: '20,000 by 2,000',
    rows: 20_000,
    names: Array.from({ length: 2_000 }, (_, at) => `m${at}`).join(','),
    row: (at: number) => Array.from({ length: 2_000 }, (_, column) => (at * 31 + column * 7) % 1_000).join(','),
    wide: true,
  },
];

for (const { name, rows, names, row, wide } of tables) {
  test(name, async ({ person }) => {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
    try {
      const file = join(folder, 'rows.csv');
      await write(file, rows, names, row);
      const ada = await person('Ada');
      await ada.createSession(name);
      await ada.workspace.upload(file);
      await expect(ada.workspace.row('rows', 0)).toBeVisible({ timeout: 300_000 });
      const wrap = ada.workspace.preview('rows').locator('.grid-wrap');
      await wrap.scrollIntoViewIfNeeded();
      // Nine rows a frame.
      table(`${name}, a frame while scrolling down`, await frames(wrap, 0, 300), 17);
      table(`${name}, rows in sight after a jump`, await jumps(wrap, 0, 1), 100);
      if (!wide) return;
      table(`${name}, a frame while scrolling aside`, await frames(wrap, 300, 0), 17);
      table(`${name}, columns in sight after a jump`, await jumps(wrap, 1, 0), 100);
      table(`${name}, a frame while scrolling both ways`, await frames(wrap, 150, 150), 17);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
