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

/** Begins a live data set "wind" in the session that somebody is in; answers what appends rows to it. */
export async function wind(one: Person, keep: unknown = 'all') {
  const columns = [{ name: 'at', type: 'integer' }, { name: 'speed', type: 'number' }];
  const session = new URL(one.page.url()).pathname.split('/')[2];
  const begun = await post(one, `/api/sessions/${session}/live`, 'application/json', JSON.stringify({ name: 'wind', columns, keep }));
  let next = 0;
  return async (rows: number) => {
    const lines = Array.from({ length: rows }, () => `${next},${(next++ % 10) / 2}`);
    await post(one, `/api/datasets/${begun.dataset_id}/rows`, 'text/csv', `at,speed\n${lines.join('\n')}\n`);
  };
}
