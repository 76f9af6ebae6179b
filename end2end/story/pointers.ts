/** The other person's pointer as it is drawn, and where a drawing says that its values lie. */
import { expect, type Locator } from '@playwright/test';
import type { Person } from './person.ts';

export type Point = { x: number; y: number };

/** The name on somebody's pointer. It is decoration without a role. */
export function arrow(of: Person, name: string | RegExp) {
  return of.page.locator('.pointer > span').filter({ hasText: name });
}

/** Where the tip is in the window once it has stopped gliding. */
export async function tip(arrow: Locator): Promise<Point> {
  return await arrow.evaluate(async (name) => {
    const element = name.parentElement!;
    await Promise.all(element.getAnimations().map((glide) => glide.finished.catch(() => undefined)));
    const { left, top } = element.getBoundingClientRect();
    return { x: left, y: top };
  });
}

/** The place of data values in a person's window, by the drawing's own word. */
export async function valuesIn(chart: Locator, x: number, y: number): Promise<Point> {
  return await chart.locator('svg[data-plane]').evaluate(
    (drawing, [x, y]) => {
      const [l, t, r, b, left, top, right, bottom, turned] = drawing.getAttribute('data-plane')!.split(' ').map(Number) as [
        number, number, number, number, number, number, number, number, number,
      ];
      const [across, down] = turned ? [y!, x!] : [x!, y!];
      const box = drawing.getBoundingClientRect();
      return {
        x: box.left + box.width * (l + ((across - left) / (right - left)) * (r - l)),
        y: box.top + box.height * (t + ((down - top) / (bottom - top)) * (b - t)),
      };
    },
    [x, y],
  );
}

/** Whether the tip stands there, to a pixel or two. */
export async function pointsAt(arrow: Locator, place: () => Promise<Point>) {
  await expect
    .poll(async () => {
      const [found, expected] = [await tip(arrow), await place()];
      return Math.hypot(found.x - expected.x, found.y - expected.y);
    })
    .toBeLessThan(2);
}

/** Somewhere in an element, by shares of its size. */
export async function within(element: Locator, across: number, down: number): Promise<Point> {
  const box = (await element.boundingBox())!;
  return { x: box.x + across * box.width, y: box.y + down * box.height };
}

/** Counts the `pointer` events that a page sends from now on. */
export function watchPointers(of: Person) {
  const sent: { at: number; place: unknown }[] = [];
  of.page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const event = String(payload).match(/^42\/session,\d*(\["pointer",.*)$/s)?.[1];
      if (event) sent.push({ at: Date.now(), place: JSON.parse(event)[1].at });
    });
  });
  return sent;
}
