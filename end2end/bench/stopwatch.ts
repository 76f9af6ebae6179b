/**
 * Times from one person's click to the other person's pixels. Both browsers run on one machine and
 * share its clock: `performance.timeOrigin + performance.now()` is the same instant in both. The
 * clock starts in the capture phase of the input event and stops after the frame in which the other
 * page's change was painted.
 */
import type { Page } from '@playwright/test';

declare global {
  interface Window {
    tandemClicked?: number;
    tandemSeen?: Promise<number>;
  }
}

/** Notes when the next click, key press or chosen file arrives at the page. */
export async function startAtNextInput(page: Page) {
  await page.evaluate(() => {
    const note = () => {
      window.tandemClicked = performance.timeOrigin + performance.now();
      for (const kind of ['pointerdown', 'keydown', 'change'] as const) removeEventListener(kind, note, true);
    };
    for (const kind of ['pointerdown', 'keydown', 'change'] as const) addEventListener(kind, note, { capture: true });
  });
}

export type Awaited =
  /** A message with this text. */
  | { message: string }
  /** More done runs than this, each with its chart drawn. */
  | { doneRuns: number }
  /** The first rows of a file of this name. */
  | { firstRowsOf: string };

/** Notes when what is awaited has been painted. */
export async function stopWhenPainted(page: Page, awaited: Awaited) {
  await page.evaluate((awaited) => {
    const isThere = () => {
      if ('message' in awaited) {
        const messages = document.querySelectorAll('[role=log] li.msg');
        return messages[messages.length - 1]?.textContent?.includes(awaited.message) ?? false;
      }
      if ('firstRowsOf' in awaited) {
        const tables = document.querySelectorAll('.first-rows table');
        return [...tables].some((table) => table.textContent?.includes(awaited.firstRowsOf) && table.querySelector('tbody td'));
      }
      const charts = document.querySelectorAll('article[data-state=done] [aria-roledescription=chart] svg');
      return charts.length > awaited.doneRuns;
    };
    window.tandemSeen = new Promise((resolve) => {
      const painted = () => {
        // A frame's callbacks run just before it is painted, a message sent from one just after.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        requestAnimationFrame(() => port2.postMessage(null));
      };
      const observer = new MutationObserver(() => {
        if (!isThere()) return;
        observer.disconnect();
        painted();
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
    });
  }, awaited);
}

/** Milliseconds between the two notes. */
export async function elapsed(clicker: Page, watcher: Page): Promise<number> {
  const seen = await watcher.evaluate(() => window.tandemSeen!);
  const clicked = await clicker.evaluate(() => window.tandemClicked!);
  return seen - clicked;
}

/** The smallest value that at least `share` of all values do not exceed. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}

export function table(name: string, values: number[], aimP95: number) {
  const ms = (value: number) => `${value.toFixed(1)} ms`.padStart(10);
  const columns = [0.5, 0.95, 0.99].map((share) => `p${share * 100} ${ms(percentile(values, share))}`);
  const verdict = percentile(values, 0.95) < aimP95 ? 'reached' : 'missed';
  console.log(`\n${name.padEnd(38)} ${columns.join('  ')}  max ${ms(Math.max(...values))}  n ${values.length}  aim p95 < ${aimP95} ms: ${verdict}`);
}
