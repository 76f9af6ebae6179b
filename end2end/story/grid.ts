/** The grid of a data set as somebody reading it uses it. */
import { expect, type Locator } from '@playwright/test';
import type { Person } from './person.ts';

export const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

/** 300 rows: the day from 1, its wind 0 to 9, its sky. */
export const WIND = csv(
  'wind.csv',
  `day,wind,sky\n${Array.from({ length: 300 }, (_, at) => `${at + 1},${at % 10},${['sun', 'rain', 'fog'][at % 3]}`).join('\n')}\n`,
);

/** Brings a file to a session; answers the data set's name once everyone has its rows. */
export async function bring(people: Person[], file: ReturnType<typeof csv>) {
  const name = file.name.replace('.csv', '');
  await people[0]!.workspace.upload(file);
  for (const one of people) await one.workspace.previewed(name);
  return name;
}

/** The head of a column. */
export const head = (one: Person, name: string, column: string) =>
  one.workspace.rows(name).getByRole('columnheader', { name: new RegExp(`^${column}`) });

export const sortBy = (one: Person, name: string, column: string, modifiers: 'Shift'[] = []) =>
  head(one, name, column).locator('[data-act=sort]').click({ modifiers });

export async function menuOf(one: Person, name: string, column: string) {
  await head(one, name, column).getByRole('button', { name: `Filter and arrange ${column}` }).click();
  return one.page.getByRole('region', { name: `Column ${column}` });
}

/** The line below the grid that says which rows are seen. */
export const foot = (one: Person, name: string, text: RegExp) => expect(one.workspace.preview(name).getByText(text)).toBeVisible();

/** Row and column of the cell that the keys are at, from 0 as a screen reader is told; the names are row -1. */
export async function at(grid: Locator) {
  return await grid.evaluate((table) => {
    const id = table.getAttribute('aria-activedescendant');
    const cell = id === null ? null : document.getElementById(id);
    const index = (element: Element | null | undefined, of: string) => Number(element?.getAttribute(`aria-${of}index`)) - 2;
    return cell ? [index(cell.closest('tr'), 'row'), index(cell, 'col')] : null;
  });
}
