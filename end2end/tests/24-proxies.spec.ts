/** Behind a proxy that is as it should be, and behind one that is not: what works, and what is said. */
import { networkInterfaces } from 'node:os';
import type { Browser, BrowserContextOptions } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { Person } from '../story/person.ts';
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
    // The browser's own words on the same matter.
    ada.expectProblem(/Cross-Origin-Opener-Policy header has been ignored/);
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
      const cookies = await ada.context.cookies();
      const login = cookies.find((cookie) => cookie.name === '__Host-tandem');
      expect(login).toMatchObject({ secure: true, httpOnly: true, path: '/' });
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
    grace.expectProblem(/WebSocket connection to .* failed/);
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
    // Three pages, two sockets each: some attempts, no storm.
    expect(front.asked(/transport=websocket/)).toBeLessThan(40);
    expect(server.log.match(/A WebSocket request came without its headers/g)).toHaveLength(1);
    // Not "blocked" for ever: without the server it is plainly offline.
    for (const one of [ada, grace]) one.expectLostLine();
    await server.kill();
    await grace.workspace.badge.click();
    await expect(grace.workspace.badge).toContainText('offline', { timeout: 15_000 });
    await expect(sentence).toBeHidden();
  } finally {
    await front.close();
  }
});

/** Everything that has an address, as a person meets it below `/tandem`. */
async function walk(front: Front, person: (name: string, settings: ReturnType<typeof through>) => Promise<Person>) {
  const outside: string[] = [];
  const below = (url: string) => !url.startsWith(front.url) || new URL(url).pathname.startsWith('/tandem');
  const ada = await person('Ada', through(front));
  const grace = await person('Grace', through(front));
  for (const one of [ada, grace]) {
    one.page.on('request', (request) => { if (!below(request.url())) outside.push(request.url()); });
    one.page.on('websocket', (socket) => {
      if (!socket.url().includes('/tandem/socket.io/')) outside.push(socket.url());
    });
  }
  await ada.page.getByRole('textbox', { name: 'Title' }).fill('Wildlife');
  await ada.page.getByRole('button', { name: 'New session' }).click();
  await ada.page.waitForURL(/\/tandem\/session\/[0-9a-f-]{36}$/);
  await ada.hydrated();
  const path = new URL(ada.page.url()).pathname;
  // Files: an upload, a run, the result.
  await ada.workspace.saved();
  await ada.workspace.addSample();
  await expect(ada.workspace.rail.locator('button.rail-item')).toHaveCount(1, { timeout: 30_000 });
  await ada.workspace.run({ kind: 'Histogram' });
  await expect(ada.workspace.canvas.locator('article[data-state=done]')).toHaveCount(1, { timeout: 30_000 });
  // The invitation, as it is copied.
  await ada.page.getByRole('button', { name: 'Invite' }).click();
  await expect(ada.page.getByText('Link copied')).toBeVisible();
  const invitation = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(invitation).toBe(`${front.url}${path}`);
  await grace.open(invitation);
  await grace.workspace.saved();
  await ada.workspace.say('look, @Grace');
  await expect(grace.workspace.message('look, @Grace')).toBeVisible();
  // Page to page without loading anew, and back through the history.
  await ada.markDocument();
  await ada.page.getByRole('link', { name: /Tandem, all sessions/ }).click();
  await expect(ada.page).toHaveURL(`${front.url}/tandem/`);
  await ada.page.getByRole('link', { name: 'Messages' }).click();
  await expect(ada.page).toHaveURL(`${front.url}/tandem/messages`);
  await ada.page.goBack();
  await expect(ada.page).toHaveURL(`${front.url}/tandem/`);
  await ada.page.goBack();
  await expect(ada.page.getByRole('heading', { level: 1, name: 'Wildlife' })).toBeVisible();
  expect(await ada.sameDocument()).toBe(true);
  await ada.workspace.saved();
  // A notification leads to its session.
  await grace.page.getByRole('link', { name: /Tandem, all sessions/ }).click();
  await expect(grace.page).toHaveURL(`${front.url}/tandem/`);
  await ada.workspace.say('come back, @Grace');
  await grace.page.getByRole('button', { name: /^Notifications, \d+ new/ }).click();
  await grace.page.locator('.bell-pop a').first().click();
  await expect(grace.page).toHaveURL(new RegExp(`${path}$`));
  // Printed pages: their sheet, their forms.
  for (const at of ['/tandem/account/tokens', '/tandem/docs/events']) {
    const sheets: number[] = [];
    grace.page.on('response', (one) => { if (one.url().endsWith('.css')) sheets.push(one.status()); });
    await grace.page.goto(`${front.url}${at}`);
    expect(sheets.length).toBeGreaterThan(0);
    expect(sheets.filter((status) => status !== 200 && status !== 304)).toEqual([]);
  }
  // Out, and in again at the place that was asked for.
  await grace.open('/tandem/');
  await grace.page.getByRole('button', { name: 'Sign out' }).click();
  await expect(grace.page).toHaveURL(`${front.url}/tandem/`);
  await grace.open(path);
  expect(new URL(grace.page.url()).searchParams.get('next')).toBe(path.replace('/tandem', ''));
  await grace.fillAccount('Grace', 'correct horse battery');
  await grace.page.getByRole('button', { name: 'Sign in' }).click();
  await expect(grace.page).toHaveURL(`${front.url}${path}`);
  await grace.workspace.saved();
  const cookies = await grace.context.cookies();
  expect(cookies.map((cookie) => cookie.name)).toContain('__Host-tandem-tandem');
  expect(outside).toEqual([]);
}

test.describe('below a path', () => {
  test.use({ serverEnv: { ...PLAIN, TANDEM_BASE: '/tandem' } });

  for (const [how, address] of [['passes_the_path_on', ''], ['takes_the_path_off', '/']] as const) {
    test(`nginx_that_${how}_serves_all_of_it`, async ({ visitor, server }) => {
      const front = await Front.nginx(`
        proxy_set_header Host $http_host; ${WEBSOCKET}
        location /tandem/ { proxy_pass ${upstream(server)}${address}; }`);
      try {
        await walk(front, signedUp(visitor));
      } finally {
        await front.close();
      }
    });
  }

  for (const [how, directive] of [['passes_the_path_on', 'handle'], ['takes_the_path_off', 'handle_path']] as const) {
    test(`caddy_that_${how}_serves_all_of_it`, async ({ visitor, server }) => {
      const front = await Front.caddy(`${directive} /tandem/* {\n\t\treverse_proxy 127.0.0.1:${server.port}\n\t}`);
      try {
        await walk(front, signedUp(visitor));
      } finally {
        await front.close();
      }
    });
  }
});

type Visitor = (settings?: Parameters<typeof Person.visit>[3]) => Promise<Person>;

function signedUp(visitor: Visitor) {
  return async (name: string, settings: ReturnType<typeof through>) => {
    const one = await visitor(settings);
    one.name = name;
    await one.open('/tandem/register');
    await one.fillAccount(name, 'correct horse battery');
    await one.page.getByRole('button', { name: 'Create account' }).click();
    await expect(one.page).toHaveURL(`${settings.line.url}/tandem/`);
    await one.hydrated();
    return one;
  };
}
