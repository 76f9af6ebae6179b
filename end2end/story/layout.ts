/**
 * Whether a page holds together, measured in the page itself: nothing scrolls or sticks out sideways,
 * nothing lies on a control, words stay in their boxes, and what is cut short has the whole behind it.
 */
import { expect, type Page } from '@playwright/test';

export type Screen = { width: number; textSize: 100 | 200 };

/** Phone, tablet, tablet on its side, laptop and wide screen; phone and laptop also with letters of twice the size. */
export const SCREENS: Screen[] = [
  { width: 360, textSize: 100 },
  { width: 768, textSize: 100 },
  { width: 1024, textSize: 100 },
  { width: 1280, textSize: 100 },
  { width: 1920, textSize: 100 },
  { width: 360, textSize: 200 },
  { width: 1280, textSize: 200 },
];

export async function showOn(page: Page, { width, textSize }: Screen) {
  await page.setViewportSize({ width, height: 900 });
  // Through the CSSOM: the page allows no style element.
  await page.evaluate((size) => (document.documentElement.style.fontSize = size), `${textSize}%`);
}

/** Complains, without an end to the story, of everything on the page that does not fit. */
export async function fits(page: Page, where: string) {
  // A drawing is made anew for its new width; until then it may be too wide.
  const settled = expect.configure({ soft: true }).poll(() => misfits(page), { message: where, timeout: 5_000 });
  await settled.toEqual([]);
}

/** The same on every screen; `views` are shown one after the other where a screen has room for one only. */
export async function fitsEverywhere(page: Page, where: string, views: string[] = []) {
  for (const screen of SCREENS) {
    await showOn(page, screen);
    const here = `${where} at ${screen.width} px, text ${screen.textSize}%`;
    const bar = page.getByRole('navigation', { name: 'Views' });
    const shown = views.length > 0 && (await bar.isVisible()) ? views : [null];
    for (const view of shown) {
      if (view) await bar.getByRole('link', { name: new RegExp(`^${view}`) }).dispatchEvent('click');
      await fits(page, view ? `${here}, ${view}` : here);
    }
  }
}

/** What does not fit, as sentences; at most a dozen. */
export async function misfits(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    type Box = { left: number; top: number; right: number; bottom: number };
    type Thing = { element: Element; box: Box; words: string };
    const CONTROLS = 'a[href], button, input, select, textarea, summary, [role=option]';
    const found = new Set<string>();
    const styles = new Map<Element, CSSStyleDeclaration>();
    const style = (element: Element) => {
      const known = styles.get(element) ?? getComputedStyle(element);
      styles.set(element, known);
      return known;
    };
    const plain = (words: string) => words.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();
    const called = (element: Element) => {
      const kind = [element.tagName.toLowerCase(), ...element.classList].join('.');
      const words = plain(element.getAttribute('aria-label') ?? element.textContent ?? '');
      return `${kind}${element.id ? `#${element.id}` : ''} “${words.slice(0, 40)}”`;
    };
    const up = (element: Element | null, until: Element | null = null) => {
      const all: Element[] = [];
      for (let at = element; at && at !== until; at = at.parentElement) all.push(at);
      return all;
    };
    const scrolls = (element: Element) => /auto|scroll/.test(style(element).overflowX);
    const clips = (element: Element) => /hidden|clip/.test(style(element).overflowX);
    const inner = (element: Element): Box => {
      const { left, top } = element.getBoundingClientRect();
      const x = left + element.clientLeft;
      const y = top + element.clientTop;
      return { left: x, top: y, right: x + element.clientWidth, bottom: y + element.clientHeight };
    };
    const within = (a: Box, b: Box): Box => ({
      left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
      right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
    });
    const isEmpty = (box: Box, least = 1) => box.right - box.left < least || box.bottom - box.top < least;
    /** Only for those who listen, or not there at all. */
    const isUnseen = (element: Element) =>
      !element.checkVisibility({ visibilityProperty: true })
      || up(element).some((one) => one.matches('svg, .skip') || style(one).clipPath === 'inset(50%)');
    /** What lies above the page: a menu, a dialog, a tooltip. */
    const layer = (element: Element) =>
      up(element).find((one) => one.matches('dialog') || (/absolute|fixed/.test(style(one).position) && style(one).zIndex !== 'auto')) ?? null;

    const texts: Thing[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const element = node.parentElement!;
      if (!node.textContent?.trim() || element.matches('script, style, option, noscript, textarea') || isUnseen(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const { left, top, right, bottom } of range.getClientRects()) {
        if (right - left >= 1) texts.push({ element, words: plain(node.textContent), box: { left, top, right, bottom } });
      }
    }
    const controls: Thing[] = [];
    for (const element of document.querySelectorAll(CONTROLS)) {
      if (isUnseen(element) || element.matches('[type=hidden], [type=file]')) continue;
      for (const { left, top, right, bottom } of element.getClientRects()) {
        controls.push({ element, words: '', box: { left, top, right, bottom } });
      }
    }

    // Sideways: the page, and what scrolls in it but tables and code.
    const page = document.documentElement;
    const wide = page.clientWidth;
    if (page.scrollWidth > wide + 1) found.add(`the page scrolls sideways: ${page.scrollWidth} of ${wide} px`);
    for (const element of document.body.querySelectorAll('*')) {
      if (element.scrollWidth <= element.clientWidth + 1 || !scrolls(element) || isUnseen(element)) continue;
      const mayScroll = element.matches('pre, input, textarea') || element.querySelector(':scope > table, :scope > .result-wrap > table');
      if (!mayScroll) found.add(`${called(element)} scrolls sideways: ${element.scrollWidth} of ${element.clientWidth} px`);
    }
    for (const { element, box } of [...texts, ...controls]) {
      const around = up(element).find((one) => scrolls(one) || clips(one));
      if (around && (box.right <= inner(around).right + 1 || (scrolls(around) && around.scrollWidth > around.clientWidth))) continue;
      if (around && clips(around)) continue;
      if (box.left < -1 || box.right > wide + 1) found.add(`${called(element)} sticks out: ${Math.round(box.left)} to ${Math.round(box.right)} of ${wide} px`);
    }

    // Words: in the box that is drawn around them, or cut with the whole behind them.
    const isDrawn = (element: Element) => {
      const { borderLeftWidth, borderRightWidth, backgroundColor } = style(element);
      return parseFloat(borderLeftWidth) > 0 || parseFloat(borderRightWidth) > 0 || !/, 0\)$|transparent/.test(backgroundColor);
    };
    for (const { element, box, words } of texts) {
      for (const around of up(element)) {
        if (scrolls(around) || style(around).position === 'fixed') break;
        if (style(around).display === 'contents') continue;
        const edge = around.getBoundingClientRect();
        const isOut = box.left < edge.left - 2 || box.right > edge.right + 2;
        const isHigh = box.top < edge.top - 6 || box.bottom > edge.bottom + 6;
        if (clips(around) && style(around).overflowY !== 'visible') {
          if (!isOut && !isHigh) continue;
          const behind = up(element).some((one) => plain(one.getAttribute('title') ?? '').includes(words));
          if (!behind && !up(element).some((one) => one.ariaHidden === 'true')) found.add(`${called(around)} cuts “${words.slice(0, 40)}” and has no title with the whole`);
          break;
        }
        if (style(around).display.startsWith('inline') && !around.matches(CONTROLS) && !isDrawn(around)) continue;
        if (!isDrawn(around)) continue;
        if (isOut || isHigh) found.add(`“${words.slice(0, 40)}” is outside its box ${called(around)}`);
        break;
      }
    }

    // Over each other: seen through what cuts them, up to what both are in.
    const seen = ({ element, box }: Thing, until: Element) =>
      up(element.parentElement, until).filter((one) => scrolls(one) || clips(one)).reduce((left, one) => within(left, inner(one)), within(box, scrolls(element) || clips(element) ? inner(element) : box));
    const overlap = (a: Thing, b: Thing, least: number) => {
      if (a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element)) return false;
      if (isEmpty(within(a.box, b.box), least)) return false;
      const both = up(a.element).find((one) => one.contains(b.element))!;
      if (isEmpty(within(seen(a, both), seen(b, both)), least)) return false;
      return layer(a.element) === layer(b.element);
    };
    controls.forEach((one, at) => {
      for (const other of controls.slice(at + 1)) {
        if (overlap(one, other, 2)) found.add(`${called(one.element)} and ${called(other.element)} lie over each other`);
      }
    });
    /** The letters themselves, without the air of the line. */
    const lean = (thing: Thing) => {
      const air = (thing.box.bottom - thing.box.top) / 4;
      return { ...thing, box: { ...thing.box, top: thing.box.top + air, bottom: thing.box.bottom - air } };
    };
    const letters = texts.map(lean);
    letters.forEach((text, at) => {
      for (const control of controls) {
        if (overlap(text, control, 2)) found.add(`“${text.words.slice(0, 40)}” lies under or over ${called(control.element)}`);
      }
      for (const other of letters.slice(at + 1)) {
        if (overlap(text, other, 2)) found.add(`“${text.words.slice(0, 40)}” and “${other.words.slice(0, 40)}” lie over each other`);
      }
    });
    return [...found].slice(0, 12);
  });
}
