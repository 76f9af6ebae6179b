/** Behind a proxy that is as it should be, and behind one that is not: what works, and what is said. */
import { networkInterfaces } from 'node:os';
import type { Browser, BrowserContextOptions } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { Person, together } from '../story/person.ts';
import { Front } from '../tools/front.mjs';
import type { Proxy } from '../tools/proxy.mjs';
import { Server } from '../tools/server.mjs';

/** As an operator starts it behind a proxy, before reading on. */
const PLAIN = { TANDEM_ORIGINS: '', TANDEM_PLAIN_HTTP: '0' };

/** An address of this machine that is not its own name for itself. */
function networkAddress() {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const found = all.find((address) => address.family === 'IPv4' && !address.internal);
  if (!found) throw new Error('This machine has no address in a network.');
  return found.address;
}

/** How a browser comes in through a proxy of the story. */
function through(front: Front) {
  return { ignoreHTTPSErrors: true, line: { url: front.url } as Proxy };
}

const upstream = (server: Server) => `http://127.0.0.1:${server.port}`;

/** What nginx needs for WebSocket, as in docs/RUNNING.md. */
const WEBSOCKET = `
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_upgrade;`;

async function visit(browser: Browser, url: string, options: BrowserContextOptions) {
  return await Person.visit(browser, url, options, {});
}

test('over_http_in_a_network_the_start_and_the_page_say_that_sign_in_needs_https', async ({ browser, contextOptions }) => {
  const server = await Server.start({ host: '0.0.0.0', env: PLAIN });
  try {
    expect(server.log).toMatch(/TANDEM_ORIGINS is not set.*Expected: .*https/);
    expect(server.log).toContain(`0.0.0.0:${server.port}`);
    const ada = await visit(browser, `http://${networkAddress()}:${server.port}`, contextOptions);
    const sentence = ada.page.getByRole('alert').filter({ hasText: 'Signing in needs https' });
    await ada.open('/register');
    await expect(sentence).toBeVisible();
    await ada.fillAccount('Ada', 'correct horse battery');
    await ada.page.getByRole('button', { name: 'Create account' }).click();
    // Not a silent way back to an empty form, and not an account that nobody can stay in.
    await expect(ada.page).toHaveURL(/problem=auth%2Fhttps&name=Ada/);
    await expect(sentence).toBeVisible();
    await expect(ada.page.getByRole('textbox', { name: 'Name' })).toHaveValue('Ada');
    // From page to page without loading anew, too.
    await ada.page.getByRole('link', { name: 'Sign in' }).click();
    await expect(ada.page).toHaveURL(/\/login/);
    await expect(sentence).toBeVisible();
    expect(ada.problems()).toEqual([]);
    await ada.context.close();
    const local = await visit(browser, server.url, contextOptions);
    await local.register('Ada');
    await local.context.close();
  } finally {
    await server.stop();
  }
});

test.describe('behind TLS, with nothing set', () => {
  test.use({ serverEnv: PLAIN });

  test('caddy_passes_host_on_and_everything_works', async ({ person, server }) => {
    const front = await Front.caddy(`reverse_proxy 127.0.0.1:${server.port}`);
    try {
      const ada = await person('Ada', through(front));
      const path = await ada.createSession('Wildlife');
      const grace = await person('Grace', through(front));
      await grace.open(path);
      for (const one of [ada, grace]) await one.workspace.saved();
      await ada.workspace.say('hello over TLS');
      await expect(grace.workspace.message('hello over TLS')).toBeVisible();
      const [cookie] = await ada.context.cookies();
      expect(cookie).toMatchObject({ name: '__Host-tandem', secure: true, httpOnly: true, path: '/' });
    } finally {
      await front.close();
    }
  });

  test('a_proxy_that_keeps_host_to_itself_is_told_of_in_the_page_and_once_in_the_log', async ({ visitor, server }) => {
    const front = await Front.nginx(`location / { proxy_pass ${upstream(server)}; }`);
    try {
      const ada = await visitor(through(front));
      ada.expectProblem(/status of 403/);
      for (let attempt = 1; attempt <= 2; attempt += 1) {
        await ada.open('/register');
        await ada.fillAccount('Ada', 'correct horse battery');
        await ada.page.getByRole('button', { name: 'Create account' }).click();
        await expect(ada.page.getByRole('heading', { level: 1 })).toHaveText(/address that Tandem does not know/);
        await expect(ada.page.getByText('TANDEM_ORIGINS')).toBeVisible();
      }
      const told = server.log.split('\n').filter((line) => line.includes('TANDEM_ORIGINS'));
      expect(told).toHaveLength(1);
      expect(told[0]).toContain(`Seen: ${front.url}. Expected: `);
      expect(told[0]).toContain(`127.0.0.1:${server.port}`);
      // The page of a refused form is a page of ours: the same sheet, the way home.
      expect(await ada.page.locator('link[rel=stylesheet]').count()).toBe(1);
      await expect(ada.page.getByRole('link', { name: 'Open Tandem' })).toBeVisible();
    } finally {
      await front.close();
    }
  });
});

test('a_proxy_that_lets_no_websocket_through_is_told_of_within_ten_seconds', async ({ person, server }) => {
  const headers = 'proxy_set_header Host $http_host;';
  const front = await Front.nginx(`${headers} location / { proxy_pass ${upstream(server)}; }`);
  server.origins.push(front.url);
  await server.drain();
  await server.up();
  try {
    const ada = await person('Ada');
    const path = await ada.createSession('Wildlife');
    await ada.workspace.saved();
    await ada.workspace.say('said before');
    await ada.workspace.saved();
    const grace = await person('Grace', through(front));
    grace.expectProblem(/WebSocket connection to .* failed|status of 426/);
    const sentence = grace.page.getByRole('alert').filter({ hasText: 'The live line is blocked' });
    await grace.open(path);
    const opened = Date.now();
    await expect(sentence).toBeVisible({ timeout: 10_000 });
    expect(Date.now() - opened).toBeLessThan(10_000);
    await expect(sentence).toContainText('Ask whoever runs this server');
    await expect(grace.workspace.badge).toContainText('live line blocked');
    // What is there can be read, and what is new after a reload.
    await expect(grace.workspace.message('said before')).toBeVisible();
    await ada.workspace.say('said later');
    await ada.workspace.saved();
    await grace.reload();
    await expect(grace.workspace.message('said later')).toBeVisible();
    await expect(sentence).toBeVisible({ timeout: 10_000 });
    // The whole page is still in the window.
    await expect(grace.workspace.messageBox).toBeInViewport();
    // Three pages, two sockets each: some attempts and as many questions, no storm.
    expect(front.asked(/transport=websocket/)).toBeLessThan(50);
    expect(server.log.match(/A WebSocket request came without its headers/g)).toHaveLength(1);
    // Not "blocked" for ever: without the server it is plainly offline.
    await server.kill();
    grace.expectLostLine();
    await grace.workspace.badge.click();
    await expect(grace.workspace.badge).toContainText('offline', { timeout: 15_000 });
    await expect(sentence).toBeHidden();
  } finally {
    await front.close();
  }
});
