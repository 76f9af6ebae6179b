/** Too much at once: the page says how much there may be, nothing is sent, and nothing is lost. */
import { expect, test } from '../fixtures.ts';
import { together } from '../story/person.ts';

const LONG = 300_000;

test('a_huge_paste_stays_in_the_field_with_both_numbers', async ({ person }) => {
  const [ada, grace] = await together(person);
  const { messageBox, conversation } = ada.workspace;
  const sent: string[] = [];
  ada.page.on('websocket', () => sent.push('a new line'));
  await ada.workspace.saved();
  await ada.page.evaluate((text) => navigator.clipboard.writeText(text), 'x'.repeat(LONG));
  await messageBox.focus();
  await ada.page.keyboard.press('ControlOrMeta+V');
  await expect(conversation.getByText(`Too long: ${LONG} of at most 4000 characters.`).first()).toBeVisible();
  await ada.page.keyboard.press('Enter');
  await conversation.getByRole('button', { name: 'Send' }).click({ force: true });
  expect((await messageBox.inputValue()).length).toBe(LONG);
  await expect(ada.workspace.unsent).toHaveCount(0);
  await ada.workspace.saved();
  // The line is the same one, and what others say comes.
  await grace.workspace.say('that was long');
  await expect(ada.workspace.message('that was long')).toBeVisible();
  expect(sent).toEqual([]);
  await expect(grace.workspace.message('xxx')).toHaveCount(0);
  // Made shorter, it goes.
  await messageBox.fill('short');
  await ada.page.keyboard.press('Enter');
  await expect(grace.workspace.message('short')).toBeVisible();
});
