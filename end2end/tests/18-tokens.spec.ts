/** Personal access tokens: made and revoked on their page, shown to a script, which takes part. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '../fixtures.ts';
import { together } from '../story/person.ts';

const run = promisify(execFile);
const bot = fileURLToPath(new URL('../examples/bot.mjs', import.meta.url));

test('a_script_takes_part_with_a_token_until_it_is_revoked', async ({ person, server }) => {
  const [ada, grace, path] = await together(person);
  await ada.workspace.addSample();
  await expect(grace.workspace.rail.locator('button.rail-item')).toHaveCount(1, { timeout: 30_000 });

  await ada.page.goto('/account/tokens');
  await ada.page.getByLabel('What is it for').fill('Nightly report');
  await ada.page.getByLabel('Lasts').selectOption('7 days');
  await ada.page.getByRole('button', { name: 'New token' }).click();
  const secret = await ada.page.getByRole('status').locator('code').innerText();
  await ada.page.goto('/account/tokens');
  await expect(ada.page.getByRole('heading', { name: 'Nightly report' })).toBeVisible();
  await expect(ada.page.getByText(secret)).toHaveCount(0);

  const env = { ...process.env, TANDEM_URL: server.url, TANDEM_TOKEN: secret };
  const uuid = path.split('/').at(-1) ?? '';
  const { stdout } = await run('node', [bot, uuid], { env, timeout: 60_000 });
  expect(stdout).not.toBe('');
  const card = grace.workspace.canvas.locator('article[data-state=done]');
  await expect(card).toHaveCount(1);
  await expect(grace.workspace.message('I am going to profile the data.')).toContainText('Ada');

  await ada.page.getByRole('button', { name: 'Revoke Nightly report' }).click();
  await expect(ada.page.getByText('No tokens yet.')).toBeVisible();
  const refused = await run('node', [bot, uuid], { env, timeout: 60_000 }).then(() => null, (error) => error);
  expect(refused?.code).toBeGreaterThan(0);
});
