/** Live data sets, as a program of a person's sends rows to them. */
import { expect } from '@playwright/test';
import type { Person } from './person.ts';

/** What a program of this person sends, with their login. */
async function post(one: Person, address: string, type: string, body: string) {
  const answer = await one.page.evaluate(
    async ([address, type, body]) => {
      const answer = await fetch(address!, { method: 'POST', headers: { 'content-type': type! }, body });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    [address, type, body],
  );
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

/** Begins a live data set in the session that somebody is in; answers what appends lines of CSV to it. */
async function begin(one: Person, name: string, columns: { name: string; type: string }[], keep: unknown) {
  const session = new URL(one.page.url()).pathname.split('/')[2];
  const begun = await post(one, `/api/sessions/${session}/live`, 'application/json', JSON.stringify({ name, columns, keep }));
  const header = columns.map((column) => column.name).join();
  return (lines: string[]) =>
    post(one, `/api/datasets/${begun.dataset_id}/rows`, 'text/csv', `${header}\n${lines.join('\n')}\n`);
}

/** A live data set "wind"; answers what appends so many rows to it. */
export async function wind(one: Person, keep: unknown = 'all') {
  const columns = [{ name: 'at', type: 'integer' }, { name: 'speed', type: 'number' }];
  const append = await begin(one, 'wind', columns, keep);
  let next = 0;
  return async (rows: number) => {
    await append(Array.from({ length: rows }, () => `${next},${(next++ % 10) / 2}`));
  };
}

/** A live data set "gusts" with a row each ten seconds from noon on; answers what appends so many minutes to it. */
export async function gusts(one: Person, keep: unknown = 'all') {
  const columns = [{ name: 'at', type: 'date_time' }, { name: 'speed', type: 'number' }];
  const append = await begin(one, 'gusts', columns, keep);
  const noon = Date.UTC(2024, 2, 1, 12);
  let next = 0;
  return async (minutes: number) => {
    const row = () => `${new Date(noon + 10_000 * next).toISOString()},${(next++ % 7) / 2}`;
    await append(Array.from({ length: 6 * minutes }, row));
  };
}
