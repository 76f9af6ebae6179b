/** A session's notes as somebody writing there uses them. */
import { expect, type Locator } from '@playwright/test';
import type { Person } from './person.ts';

export class Notes {
  readonly panel: Locator;
  readonly field: Locator;

  constructor(readonly one: Person) {
    this.panel = one.page.getByRole('region', { name: 'Notes' });
    this.field = this.panel.getByRole('textbox', { name: 'Text of this page' });
  }

  /** Brings the notes beside the canvas, and begins the first page where there is none. */
  async open() {
    await this.one.page.getByRole('button', { name: 'Notes', exact: true }).click();
    await this.begin();
  }

  async begin() {
    const begin = this.panel.getByRole('button', { name: 'Begin a page' });
    await expect(begin.or(this.field)).toBeVisible();
    // Another may begin it at the same moment.
    if (await begin.isVisible()) await begin.click({ timeout: 3_000 }).catch(() => {});
    await expect(this.field).toBeVisible();
  }

  /** Types at the end of the page. */
  async add(text: string) {
    await this.end();
    await this.one.page.keyboard.type(text);
  }

  async end() {
    await this.field.focus();
    await this.one.page.keyboard.press('Control+End');
  }

  /** What stands there, line by line, without anybody's flag. */
  async text() {
    return await this.field.evaluate((field) => {
      const lines = [...field.querySelectorAll('.cm-line')].map((line) => {
        const copy = line.cloneNode(true) as Element;
        copy.querySelectorAll('.caret, .cm-placeholder').forEach((extra) => extra.remove());
        return copy.textContent;
      });
      return lines.join('\n');
    });
  }

  async reads(text: string) {
    await expect.poll(() => this.text(), { timeout: 20_000 }).toBe(text);
  }

  async saved() {
    await expect(this.panel.getByText('Saved', { exact: true })).toBeVisible({ timeout: 20_000 });
  }
}

/** The text as the server has it. */
export async function written(one: Person, path: string) {
  const note = path.split('/').at(-1);
  const answer = await one.page.request.get(`/api/sessions/${note}/notes/${note}`);
  return await answer.text();
}
