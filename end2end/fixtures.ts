/**
 * What every story stands on: a server of its own, a line for each of two people that can be cut,
 * and people with a browser context each. A console error, an uncaught error or a hydration warning
 * in anybody's page fails the story, unless it said before that it expects it.
 */
import { test as base } from '@playwright/test';
import { Person, type PersonSettings } from './story/person.ts';
import { Proxy } from './tools/proxy.mjs';
import { Server } from './tools/server.mjs';

export type Fixtures = {
  /** Further environment for the server; set with `test.use`. */
  serverEnv: Record<string, string>;
  server: Server;
  /** Two lines to the server, to be cut, slowed and restored. */
  lines: [Proxy, Proxy];
  /** A new browser context with nobody signed in. */
  visitor: (settings?: PersonSettings) => Promise<Person>;
  /** Somebody with an account, signed in through the form, on the home page. */
  person: (name: string, settings?: PersonSettings) => Promise<Person>;
};

export const test = base.extend<Fixtures>({
  serverEnv: [{}, { option: true }],

  lines: async ({}, use) => {
    const lines: [Proxy, Proxy] = [await Proxy.open(), await Proxy.open()];
    await use(lines);
    await Promise.all(lines.map((line) => line.close()));
  },

  server: async ({ lines, serverEnv }, use, info) => {
    const server = await Server.start({ origins: lines.map((line) => line.url), env: serverEnv });
    for (const line of lines) line.to(server.port);
    await use(server);
    if (info.status !== info.expectedStatus) {
      await info.attach('server log', { body: server.log, contentType: 'text/plain' });
    }
    await server.stop();
  },

  visitor: async ({ browser, server, contextOptions }, use) => {
    const people: Person[] = [];
    await use(async (settings = {}) => {
      const visitor = await Person.visit(browser, server.url, contextOptions, settings);
      people.push(visitor);
      return visitor;
    });
    const problems = people.flatMap((one) => one.problems());
    await Promise.all(people.map((one) => one.context.close()));
    if (problems.length > 0) throw new Error(`Unexpected in the browser:\n${problems.join('\n')}`);
  },

  person: async ({ visitor }, use) => {
    await use(async (name, settings) => {
      const one = await visitor(settings);
      await one.register(name);
      return one;
    });
  },
});

export { expect } from '@playwright/test';
