/** Somebody makes an account, leaves, and comes back; with scripts and without. */
import { expect, test } from '../fixtures.ts';
import { PASSWORD } from '../story/person.ts';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    const settings = { javaScriptEnabled };

    test('a_person_registers_signs_out_and_signs_in', async ({ person }) => {
      const ada = await person('Ada', settings);
      await ada.signOut();
      await ada.signIn('Ada');
      await ada.arriveHome();
    });

    test('a_wrong_password_and_an_unknown_name_get_the_same_sentence', async ({ person }) => {
      const ada = await person('Ada', settings);
      await ada.signOut();
      for (const [name, password] of [['Ada', 'not the password'], ['Nobody', PASSWORD]] as const) {
        await ada.signIn(name, password);
        await expect(ada.page.getByRole('alert')).toHaveText('That name and password do not belong together.');
        await expect(ada.page.getByLabel('Name', { exact: true })).toHaveValue(name);
        await expect(ada.page.getByLabel('Password', { exact: true })).toHaveValue('');
        await ada.hydrated();
      }
    });

    test('a_taken_name_is_refused_in_any_case', async ({ person, visitor }) => {
      await person('Ada', settings);
      const other = await visitor(settings);
      for (const name of ['Ada', 'ada']) {
        await other.open('/register');
        await other.fillAccount(name, 'another good password');
        await other.page.getByRole('button', { name: 'Create account' }).click();
        await expect(other.page.getByRole('alert')).toContainText('taken');
        await expect(other.page.getByLabel('Name', { exact: true })).toHaveValue(name);
        await other.hydrated();
      }
    });

    test('a_common_password_is_refused_with_a_sentence', async ({ visitor }) => {
      const one = await visitor(settings);
      await one.open('/register');
      await one.fillAccount('Ada', 'password123');
      await one.page.getByRole('button', { name: 'Create account' }).click();
      await expect(one.page.getByRole('alert')).toHaveText(
        'That password is among the first that anyone would try. Choose another.',
      );
      await one.hydrated();
    });

    test('a_link_to_a_session_survives_signing_in', async ({ person, visitor }) => {
      const ada = await person('Ada');
      const path = await ada.createSession('By link');
      const grace = await visitor(settings);
      await grace.open(path);
      await expect(grace.page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
      await grace.page.getByRole('link', { name: 'Create an account' }).click();
      await expect(grace.page.getByRole('heading', { level: 1, name: 'Create your account' })).toBeVisible();
      await grace.hydrated();
      await grace.fillAccount('Grace', PASSWORD);
      await grace.page.getByRole('button', { name: 'Create account' }).click();
      await grace.page.waitForURL(`**${path}`);
      await grace.hydrated();
    });
  });
}
