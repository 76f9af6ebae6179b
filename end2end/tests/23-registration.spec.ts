/** Who comes in where registration is by invitation, or closed; with scripts and without. */
import { execFileSync } from 'node:child_process';
import { expect, test } from '../fixtures.ts';
import { PASSWORD } from '../story/person.ts';
import { binary, type Server } from '../tools/server.mjs';

/** A command beside the running server, as its operator would give it. */
function tandem(server: Server, ...words: string[]): string {
  const env = { TANDEM_DATA: server.data, TANDEM_ORIGINS: server.url, TANDEM_REGISTRATION: 'invite' };
  return execFileSync(binary(), words, { env, stdio: 'pipe' }).toString();
}

test.describe('by invitation', () => {
  test.use({ serverEnv: { TANDEM_REGISTRATION: 'invite' } });

  for (const javaScriptEnabled of [true, false]) {
    test(`a_link_lets_one_person_in ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({ server, visitor }) => {
      const ada = await visitor({ javaScriptEnabled });
      ada.expectProblem(/status of 403/);
      await ada.open('/register');
      await expect(ada.page.getByRole('heading', { level: 1 })).toHaveText('Accounts here are made by invitation');
      await expect(ada.page.getByText('Nobody has an account yet')).toBeVisible();
      await expect(ada.page.getByRole('textbox')).toHaveCount(0);

      const [link = ''] = tandem(server, 'invite').split('\n');
      await ada.open(new URL(link).pathname + new URL(link).search);
      await expect(ada.page.getByText('You are invited.')).toBeVisible();
      // A mistake keeps the invitation.
      await ada.fillAccount('a', PASSWORD);
      await ada.page.getByRole('button', { name: 'Create account' }).click();
      await expect(ada.page.getByRole('alert')).toContainText('2 to 32');
      await ada.hydrated();
      await ada.fillAccount('Ada', PASSWORD);
      await ada.page.getByRole('button', { name: 'Create account' }).click();
      await ada.arriveHome();

      const grace = await visitor({ javaScriptEnabled });
      grace.expectProblem(/status of 403/);
      await grace.open(new URL(link).pathname + new URL(link).search);
      await expect(grace.page.getByRole('heading', { level: 1 })).toHaveText('This invitation cannot be used');
      await grace.page.getByRole('link', { name: 'Sign in' }).first().click();
      await expect(grace.page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
      await grace.page.getByRole('link', { name: 'Create an account' }).click();
      await expect(grace.page.getByRole('heading', { level: 1 })).toHaveText('Accounts here are made by invitation');
      await expect(grace.page.getByText('Ask whoever runs this server for a link')).toBeVisible();
    });
  }
});

test.describe('closed', () => {
  test.use({ serverEnv: { TANDEM_REGISTRATION: 'closed' } });

  test('whoever_runs_the_server_makes_the_accounts_and_closes_them', async ({ server, visitor }) => {
    const ada = await visitor();
    ada.expectProblem(/status of 403/);
    await ada.open('/register');
    await expect(ada.page.getByRole('heading', { level: 1 })).toHaveText('Accounts here are made by whoever runs this server');
    const password = tandem(server, 'person', 'add', 'Ada').split('Password: ')[1]?.trim() ?? '';
    await ada.open('/login');
    await ada.fillAccount('Ada', password);
    await ada.page.getByRole('button', { name: 'Sign in' }).click();
    await ada.arriveHome();
    tandem(server, 'person', 'disable', 'Ada');
    await ada.signIn('Ada', password);
    await expect(ada.page.getByRole('alert')).toHaveText('This account was closed by whoever runs this server. Ask them.');
  });
});
