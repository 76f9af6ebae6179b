/** axe finds nothing to complain of, in both themes, wide and narrow; nothing is cut off. */
import { expect, test } from '../fixtures.ts';
import { birdstrikes } from '../story/files.ts';
import { isFine } from '../story/fine.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`pages_are_fine_in_${colorScheme}_at_${width}`, async ({ person, visitor }) => {
      const settings = { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' as const };
      const stranger = await visitor(settings);
      for (const path of ['/', '/login', '/register', '/login?problem=auth%2Fwrong&name=Ada']) {
        await stranger.open(path);
        await isFine(stranger.page, path);
      }

      const ada = await person('Ada', settings);
      await isFine(ada.page, 'home, empty');
      const path = await ada.createSession('Wildlife');
      await isFine(ada.page, 'session, empty');
      const grace = await person('Grace', settings);
      await grace.open(path);
      await ada.workspace.upload(birdstrikes);
      await expect(ada.workspace.card('birdstrikes')).toBeAttached({ timeout: 30_000 });
      // On a phone the panel is another view.
      const views = width < 832 ? ['Runs', 'Data', 'Chat', 'Notes'] : [null];
      const show = async (view: string | null) => {
        if (view) await ada.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
      };
      await show(views[0]!);
      for (const [analysis, title] of [
        [{ kind: 'Column profile' }, 'Profile of birdstrikes'],
        [{ kind: 'Group by', fields: { 'Group by': 'Wildlife Size' } }, 'Rows by Wildlife Size'],
        [{ kind: 'Scatter with regression', fields: {} }, /against/],
      ] as const) {
        await ada.workspace.run(analysis);
        const card = ada.workspace.canvas.getByRole('article').filter({ has: ada.page.getByRole('heading', { name: title }) });
        await expect(card).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
      }
      await ada.workspace.tableOf(ada.workspace.card('Profile of birdstrikes'));
      if (width < 832) await show('Chat');
      await ada.workspace.say('Most of them are small');
      await expect(ada.workspace.message('Most of them are small')).toBeVisible();
      for (const view of views) {
        await show(view);
        await isFine(ada.page, `session, ${view ?? 'all'}`);
      }
      await ada.open('/');
      await isFine(ada.page, 'home');

      const noor = await person('Noor', settings);
      noor.expectProblem(/status of 40[34]/);
      await noor.open(path);
      await isFine(noor.page, 'refused');
      await noor.open('/session/8f14e45f-ceea-467f-a8d3-2f7d7c3e8a11');
      await isFine(noor.page, 'unknown session');
    });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`talk_and_menus_are_fine_in_${colorScheme}_at_${width}`, async ({ person }) => {
      const settings = { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' as const };
      const [ada, grace, noor] = [await person('Ada', settings), await person('Grace'), await person('Noor', settings)];
      const path = await ada.createSession('Wildlife');
      await grace.open(path);
      noor.expectProblem(/403/);
      await noor.open(path);
      await isFine(noor.page, 'refused');
      await noor.page.getByRole('button', { name: 'Request access' }).click();
      await expect(noor.page.getByRole('button', { name: 'Withdraw request' })).toBeVisible();
      await isFine(noor.page, 'asked');
      await ada.page.getByRole('button', { name: 'Manage, 1 waiting' }).click();
      await isFine(ada.page, 'the creator’s menu');
      await ada.page.keyboard.press('Escape');
      await ada.page.getByRole('button', { name: 'Notifications, 1 new' }).click();
      await expect(ada.page.getByRole('link', { name: /Noor/ })).toBeVisible();
      await isFine(ada.page, 'the bell');
      await ada.page.keyboard.press('Escape');

      if (width < 832) await ada.page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Chat' }).click();
      await ada.workspace.say('**Look** at `wind`, @Grace:\n- one\n- two\n> quoted');
      const said = ada.workspace.message('Look');
      await said.getByRole('button', { name: /^More for/ }).press('Enter');
      await said.getByRole('button', { name: '👍', exact: true }).click();
      await expect(said.locator('.reaction')).toBeVisible();
      await isFine(ada.page, 'a message and its tools');

      await noor.open('/messages');
      await isFine(noor.page, 'rooms');
      await noor.open('/messages/lobby');
      await noor.page.getByRole('textbox', { name: 'Message', exact: true }).fill('Hello');
      await noor.page.getByRole('button', { name: 'Send' }).click();
      await expect(noor.page.getByRole('log').getByText('Hello')).toBeVisible();
      await isFine(noor.page, 'the lobby');
      await noor.page.goto('/account/tokens');
      await isFine(noor.page, 'tokens');
    });
  }
}
