// @ts-check
/**
 * Takes the README's picture from the real app: two people, the sample data, two runs, a talk.
 * `node tools/screenshot.mjs FILE [WIDTH HEIGHT light|dark]`, after a release build.
 */
import { chromium } from '@playwright/test';
import { Server } from './server.mjs';

const [file = 'screenshot.png', width = '1440', height = '1060', scheme = 'light'] = process.argv.slice(2);
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const executablePath = process.env.TANDEM_CHROMIUM ?? '/usr/bin/chromium';

const server = await Server.start();
const browser = await chromium.launch({ executablePath, args });

/** @param {string} name @param {string} next */
async function person(name, next) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 980 },
    colorScheme: scheme === 'dark' ? 'dark' : 'light',
    deviceScaleFactor: 1.5,
  });
  const page = await context.newPage();
  await page.goto(`${server.url}/register?next=${encodeURIComponent(next)}`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Create account' }).click();
  return page;
}

/** @param {import('@playwright/test').Page} page @param {string} text */
async function say(page, text) {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('log').getByText(text).waitFor();
}

/** @param {import('@playwright/test').Page} page @param {Record<string, string>} choices @param {string} title */
async function run(page, choices, title) {
  for (const [label, choice] of Object.entries(choices)) {
    await page.getByLabel(label, { exact: true }).selectOption(choice);
  }
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const card = page.getByRole('article', { name: title });
  await card.locator('svg').first().waitFor();
}

try {
  const ada = await person('Ada', '/');
  await ada.getByLabel('Title').fill('What makes a heavy penguin?');
  await ada.getByRole('button', { name: 'New session' }).click();
  await ada.locator('html[data-hydrated]').waitFor();
  const grace = await person('Grace', new URL(ada.url()).pathname);
  await grace.locator('html[data-hydrated]').waitFor();
  await ada.getByRole('button', { name: 'Try with sample data' }).click();
  await ada.getByText(/^Rows 1–/).waitFor();
  await say(ada, 'The sample is in: 344 penguins, three islands.');
  await say(grace, 'Is it the species or the flipper?');
  await run(grace, { Analysis: 'Group by', 'Group by': 'species', Aggregate: 'mean', Of: 'body_mass_g' },
    'Mean of body_mass_g by species');
  await run(ada, { Analysis: 'Scatter with regression', X: 'flipper_length_mm', Y: 'body_mass_g' },
    'body_mass_g against flipper_length_mm');
  await say(ada, 'Both. Longer flippers, heavier birds: R² 0.76 over all three.');
  await say(grace, 'And Gentoo is a cloud of its own.');
  await grace.getByRole('textbox', { name: 'Message' }).pressSequentially('Shall we');
  await ada.getByText('Grace is typing').waitFor();
  await ada.setViewportSize({ width: Number(width), height: Number(height) });
  await ada.getByRole('heading', { name: 'penguins', exact: true }).scrollIntoViewIfNeeded();
  // The charts redraw at their new width in the next frames.
  await ada.evaluate(() => new Promise((drawn) => setTimeout(drawn, 500)));
  await ada.screenshot({ path: file });
} finally {
  await browser.close();
  await server.stop();
}
