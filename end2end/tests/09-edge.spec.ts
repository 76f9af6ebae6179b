/** What every answer carries, and what no page contains. */
import type { APIResponse } from '@playwright/test';
import { expect, test } from '../fixtures.ts';

const STYLE_ATTRIBUTE = /<[a-z][^<>]*\sstyle\s*=/i;

function carriesTheHeaders(response: APIResponse) {
  const headers = response.headers();
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toContain("default-src");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("'unsafe-inline'");
  expect(policy.replace("'wasm-unsafe-eval'", '')).not.toContain('unsafe-eval');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('same-origin');
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['cross-origin-resource-policy']).toBe('same-origin');
}

test('every_answer_carries_the_security_headers', async ({ person, server }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Headers');
  const { request } = ada.context;
  for (const at of ['/', '/login', '/register', path, '/session/nowhere', '/nowhere', '/healthz', '/api/datasets/nowhere/rows']) {
    carriesTheHeaders(await request.get(`${server.url}${at}`));
  }
  carriesTheHeaders(await request.post(`${server.url}/api/login`, { form: { username: 'Ada', password: 'wrong wrong' } }));
});

test('no_page_has_a_style_attribute', async ({ person, visitor, server }) => {
  const ada = await person('Ada');
  const path = await ada.createSession('Styles');
  await ada.workspace.addSample();
  await expect(ada.workspace.rail.locator('button.rail-item')).toHaveCount(1, { timeout: 30_000 });
  await ada.workspace.run({ kind: 'Histogram' });
  await expect(ada.workspace.canvas.locator('article[data-state=done]')).toHaveCount(1, { timeout: 30_000 });
  const stranger = await visitor();
  for (const [who, at] of [[stranger, '/'], [stranger, '/login'], [stranger, '/register'], [ada, '/'], [ada, path]] as const) {
    const html = await (await who.context.request.get(`${server.url}${at}`)).text();
    expect(html).toContain('<html');
    expect(html.match(STYLE_ATTRIBUTE)?.[0]).toBeUndefined();
  }
});

test('the_login_cookie_is_out_of_reach', async ({ person }) => {
  const ada = await person('Ada');
  const cookies = await ada.context.cookies();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(await ada.page.evaluate(() => document.cookie)).toBe('');
});

test('another_site_cannot_change_anything', async ({ person, server }) => {
  const ada = await person('Ada');
  const foreign: Record<string, string>[] = [
    { Origin: 'http://elsewhere.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
  ];
  for (const headers of foreign) {
    const answer = await ada.context.request.post(`${server.url}/api/create_session`, {
      headers,
      form: { title: 'Not mine' },
      maxRedirects: 0,
    });
    expect(answer.status()).toBe(403);
  }
  await ada.open('/');
  await expect(ada.page.getByRole('link', { name: 'Not mine' })).toHaveCount(0);
});

test('pages_behind_the_login_lead_to_it', async ({ visitor, server }) => {
  const stranger = await visitor();
  const path = '/session/8f14e45f-ceea-467f-a8d3-2f7d7c3e8a11';
  await stranger.open(path);
  const at = new URL(stranger.page.url());
  expect(at.pathname).toBe('/login');
  expect(at.searchParams.get('next')).toBe(path);
  const refused = await stranger.context.request.get(`${server.url}/socket.io/?EIO=4&transport=polling`);
  expect(refused.status()).toBe(401);
});
