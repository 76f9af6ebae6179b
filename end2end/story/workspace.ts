/** The session page, as a person meets it: people, conversation, data, runs. */
import { expect, type Locator, type Page } from '@playwright/test';

export type Analysis = {
  /** A label of the form's fields and what to choose or type there, in the order of the form. */
  /** As the form's choice calls it. */
  kind: string;
  dataset?: string;
  fields?: Record<string, string>;
};

export class Workspace {
  constructor(readonly page: Page) {}

  // People

  member(name: string | RegExp) {
    return this.page.getByRole('group', { name: 'People here' }).getByRole('img', { name });
  }

  get badge() {
    return this.page.locator('button.conn');
  }

  /** The line is up and everything is in the log. */
  async saved() {
    await expect(this.badge).toHaveAttribute('data-state', 'saved', { timeout: 20_000 });
  }

  // Conversation

  get conversation() {
    return this.page.getByRole('region', { name: 'Conversation' });
  }

  get log() {
    return this.conversation.getByRole('log', { name: 'Messages' });
  }

  get messageBox() {
    return this.conversation.getByRole('textbox', { name: /^Message/ });
  }

  get messages() {
    return this.log.locator('li.msg');
  }

  message(text: string) {
    return this.messages.filter({ hasText: text });
  }

  async say(text: string) {
    await this.messageBox.fill(text);
    await this.conversation.getByRole('button', { name: 'Send' }).click();
  }

  /** What was said, in order: the words that match, wherever they stand in a message. */
  async said(pattern: RegExp): Promise<string[]> {
    const texts = await this.messages.allInnerTexts();
    return texts.flatMap((text) => text.match(pattern)?.[0] ?? []);
  }

  /** Messages that are not in the log yet. */
  get unsent() {
    return this.log.locator('li.msg:is([data-state=pending], [data-state=waiting], [data-state=failed])');
  }

  // Data

  get rail() {
    return this.page.getByRole('navigation', { name: 'Session contents' });
  }

  dataset(name: string) {
    return this.rail.getByRole('button', { name: new RegExp(`^${name} [\\d,]+ rows`) });
  }

  /** Chooses a file as the dialog behind "Add data" would. */
  async upload(file: string | { name: string; mimeType: string; buffer: Buffer }) {
    await this.page.getByLabel('Choose files').setInputFiles(file);
  }

  /** Lets a file fall on the page. */
  async drop(name: string, content: string) {
    const dataTransfer = await this.page.evaluateHandle(
      ([name, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content ?? ''], name ?? '', { type: 'text/csv' }));
        return transfer;
      },
      [name, content],
    );
    await this.page.dispatchEvent('body', 'dragover', { dataTransfer });
    await this.page.dispatchEvent('body', 'drop', { dataTransfer });
  }

  async addSample() {
    await this.rail.getByRole('button', { name: 'Try with sample data' }).click();
  }

  uploadBar(fileName: string) {
    return this.rail.getByRole('progressbar', { name: fileName });
  }

  preview(name: string) {
    return this.canvas.getByRole('article').filter({ has: this.page.getByRole('heading', { level: 2, name, exact: true }) });
  }

  rows(name: string) {
    return this.preview(name).getByRole('grid', { name: `Rows of ${name}` });
  }

  /** A row of a data set, in the file's order from 0, where it is in sight. */
  row(name: string, at: number) {
    return this.rows(name).locator(`tbody tr[data-row="${at}"]`);
  }

  /** The cells of a column from top to bottom, as they are in sight. */
  async column(name: string, at: number) {
    return this.rows(name).locator(`tbody td[data-column="${at}"]`).allTextContents();
  }

  /** The card of a data set, once its first rows are there. */
  async previewed(name: string) {
    await expect(this.row(name, 0)).toBeVisible({ timeout: 30_000 });
    return this.preview(name);
  }

  // Runs

  get canvas() {
    return this.page.getByRole('region', { name: 'Runs', exact: true });
  }

  get form() {
    return this.page.getByRole('form', { name: 'New analysis' });
  }

  /** Fills the form and presses Run. */
  async run(analysis: Analysis) {
    await this.fillRun(analysis);
    await this.form.getByRole('button', { name: 'Run', exact: true }).click();
  }

  async fillRun({ kind, dataset, fields = {} }: Analysis) {
    await this.form.getByLabel('Analysis', { exact: true }).selectOption(kind);
    if (dataset) await this.form.getByLabel('Data set', { exact: true }).selectOption(dataset);
    for (const [label, value] of Object.entries(fields)) {
      const field = this.form.getByLabel(label, { exact: true });
      if (await field.evaluate((element) => element instanceof HTMLSelectElement)) await field.selectOption(value);
      else await field.fill(value);
    }
  }

  card(title: string) {
    return this.canvas.getByRole('article').filter({ has: this.page.getByRole('heading', { level: 2, name: title, exact: true }) });
  }

  chart(card: Locator) {
    return card.locator('[role=group][aria-roledescription=chart]');
  }

  /** The numbers of a done run as a person reads them; shows the table when the chart is on top. */
  async tableOf(card: Locator): Promise<string[][]> {
    const table = card.getByRole('table');
    if (!(await table.isVisible())) await card.getByRole('button', { name: 'Show as table' }).click();
    await expect(table).toBeVisible();
    const rows = await table.locator('tbody tr').all();
    return await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
  }

  /** Back from the table to the chart. */
  async chartOf(card: Locator) {
    const chart = this.chart(card);
    if (!(await chart.isVisible())) await card.getByRole('button', { name: 'Show as chart' }).click();
    await expect(chart).toBeVisible();
    return chart;
  }
}
