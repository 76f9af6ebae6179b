/** A chart saved as files of its own: what holds for each of them, wherever it is opened. */
import { readFileSync } from 'node:fs';
import { expect, type Browser, type Locator } from '@playwright/test';
import type { Person } from './person.ts';

async function saved(one: Person, card: Locator, name: string) {
  const [download] = await Promise.all([
    one.page.waitForEvent('download'),
    card.getByRole('link', { name }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/**
 * Saves the card's picture in both themes and opens it as a document of its own: it says what it is of and the words,
 * its letters stand out from the ground, nothing lies outside, and the PNG is the same at twice the size.
 */
export async function isSaved(browser: Browser, one: Person, card: Locator, words: string[]) {
  const title = (await card.getByRole('heading').innerText()).trim();
  await card.getByRole('button', { name: 'Save picture' }).click();
  for (const theme of ['light', 'dark']) {
    const svg = await saved(one, card, `SVG, ${theme}`);
    expect(svg.name).toBe(`${title}.svg`);
    const png = await saved(one, card, `PNG, ${theme}`);
    expect(png.name).toBe(`${title}.png`);
    expect(svg.bytes.toString('utf8')).not.toMatch(/<style|style=|url\(|href|@import|="var\(/);
    const page = await browser.newPage();
    await page.goto(`data:image/svg+xml;base64,${svg.bytes.toString('base64')}`);
    const drawn = page.locator('svg').first();
    for (const told of [title, /From .*, [\d,]+ rows/, /Ada, \d{4}-\d\d-\d\d \d\d:\d\d UTC/, ...words]) {
      await expect(drawn).toContainText(told);
    }
    expect(await drawn.evaluate(outside)).toEqual([]);
    expect(await drawn.evaluate(pale)).toEqual([]);
    const size = await drawn.evaluate((svg) => ['width', 'height'].map((side) => Number(svg.getAttribute(side))));
    expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual(size.map((side) => side * 2));
    await page.close();
  }
}

/** What is not wholly in the frame. */
function outside(svg: Element) {
  const frame = svg.getBoundingClientRect();
  const parts = [...svg.querySelectorAll('text, path, circle')].map((one) => [one, one.getBoundingClientRect()] as const);
  const isOut = (box: DOMRect) =>
    box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  return parts.filter(([, box]) => isOut(box)).map(([one]) => one.outerHTML);
}

/** Letters with a contrast below 4.5 to the ground (WCAG 2.2, 1.4.3). */
function pale(svg: Element) {
  const light = (color: string) => {
    const [r, g, b] = color.match(/[\d.]+/g)!.map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! + 0.05;
  };
  const ground = light(getComputedStyle(svg.querySelector('rect')!).fill);
  const contrast = (text: Element) => {
    const ink = light(getComputedStyle(text).fill);
    return Math.max(ink, ground) / Math.min(ink, ground);
  };
  return [...svg.querySelectorAll('text')].filter((text) => contrast(text) < 4.5).map((text) => text.outerHTML);
}
