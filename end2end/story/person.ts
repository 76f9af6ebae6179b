/**
 * One person at their browser: a context of their own, one page, and what they do in words of the
 * product. Everything is found by role and label, as somebody using the page would.
 */
import { expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page, type Response } from '@playwright/test';
import type { Proxy } from '../tools/proxy.mjs';
import { Workspace } from './workspace.ts';

export const PASSWORD = 'correct horse battery';

export type PersonSettings = BrowserContextOptions & {
  /** The line they reach the server through; straight to it when not given. */
  line?: Proxy;
};

export class Person {
  name = '';
  #problems: string[] = [];
  #expected: RegExp[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly origin: string,
    readonly javaScript: boolean,
  ) {
    context.on('page', (page) => this.#watch(page));
    this.#watch(page);
  }

  static async visit(browser: Browser, server: string, defaults: BrowserContextOptions, settings: PersonSettings) {
    const { line, ...options } = settings;
    const origin = line?.url ?? server;
    const context = await browser.newContext({ ...defaults, ...options, baseURL: origin });
    // A page over http from a network has no clipboard that could be granted.
    const trusted = /^(https:|http:\/\/(127\.0\.0\.1|localhost)\b)/.test(origin);
    if (trusted) await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    return new Person(context, await context.newPage(), origin, options.javaScriptEnabled ?? true);
  }

  /** What the browser complained about and no story expected. */
  problems() {
    return this.#problems.filter((problem) => !this.#expected.some((pattern) => pattern.test(problem)));
  }

  /** Says that the browser will complain, as of a refused page or a lost line. */
  expectProblem(pattern: RegExp) {
    this.#expected.push(pattern);
  }

  /** The complaints of a browser whose line is cut or whose server is gone. */
  expectLostLine() {
    this.expectProblem(/WebSocket connection to .* failed|net::ERR_|Failed to fetch[^]*__wasm_split|status of 50[234]/);
  }

  #watch(page: Page) {
    const who = () => this.name || 'a visitor';
    page.on('pageerror', (error) => this.#problems.push(`${who()}: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' || /hydrat|panicked/i.test(text)) {
        this.#problems.push(`${who()}: ${text} (${message.location().url})`);
      }
    });
  }

  /** Opens a path and waits until the page is alive. */
  async open(path: string): Promise<Response> {
    const response = await this.page.goto(path);
    if (!response) throw new Error(`No answer for ${path}`);
    await this.hydrated();
    return response;
  }

  async reload() {
    await this.page.reload();
    await this.hydrated();
  }

  async hydrated() {
    if (this.javaScript) await this.page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  }

  async register(name: string, password = PASSWORD) {
    this.name = name;
    await this.open('/register');
    await this.fillAccount(name, password);
    await this.page.getByRole('button', { name: 'Create account' }).click();
    await this.arriveHome();
  }

  async signIn(name: string, password = PASSWORD) {
    this.name = name;
    await this.open('/login');
    await this.fillAccount(name, password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  async fillAccount(name: string, password: string) {
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
  }

  async arriveHome() {
    await expect(this.page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible();
    await this.hydrated();
  }

  async signOut() {
    await this.page.getByRole('button', { name: 'Sign out' }).click();
    await expect(this.page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
    await this.hydrated();
  }

  /** Makes a session from the home page and stands in it. Returns its path, which is the invitation. */
  async createSession(title: string): Promise<string> {
    await this.open('/');
    await this.page.getByRole('textbox', { name: 'Title' }).fill(title);
    await this.page.getByRole('button', { name: 'New session' }).click();
    await this.page.waitForURL(/\/session\/[0-9a-f-]{36}$/);
    await this.hydrated();
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    return new URL(this.page.url()).pathname;
  }

  /** What this person does inside a session. */
  get workspace() {
    return new Workspace(this.page);
  }

  /** Marks the page; `sameDocument` is false once it was loaded anew. */
  async markDocument() {
    await this.page.evaluate(() => Object.assign(window, { tandemStoryMark: true }));
  }

  async sameDocument() {
    return await this.page.evaluate(() => 'tandemStoryMark' in window);
  }
}

/** Two people in one session, both live and both seen by each other. */
export async function together(
  person: (name: string, settings?: PersonSettings) => Promise<Person>,
  lines?: [Proxy, Proxy],
): Promise<[Person, Person, string]> {
  const ada = await person('Ada', lines && { line: lines[0] });
  const grace = await person('Grace', lines && { line: lines[1] });
  const path = await ada.createSession('Wildlife');
  await grace.open(path);
  for (const one of [ada, grace]) await one.workspace.saved();
  await expect(ada.workspace.member(/^Grace, active/)).toBeVisible();
  await expect(grace.workspace.member(/^Ada, active/)).toBeVisible();
  return [ada, grace, path];
}
