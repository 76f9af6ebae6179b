/**
 * What every story stands on: a server of its own, a line for each of two people that can be cut,
 * and people with a browser context each. A console error, an uncaught error or a hydration warning
 * in anybody's page fails the story, unless it said before that it expects it. So does an event or an
 * ack, either way, that is not as the event reference says.
 */
import { test as base } from '@playwright/test';
import { Person, type PersonSettings } from './story/person.ts';
import { Contract, reference } from './tools/contract.mjs';
import { Proxy } from './tools/proxy.mjs';
import { Recorder } from './tools/recorder.mjs';
import { Server } from './tools/server.mjs';

export type Fixtures = {
  /** Further environment for the server; set with `test.use`. */
  serverEnv: Record<string, string>;
  server: Server;
  /** Two lines to the server, to be cut, slowed and restored. */
  lines: [Proxy, Proxy];
  /** Holds what travels over everybody's sockets against the event reference. */
  recorder: Recorder;
  /** A new browser context with nobody signed in. */
  visitor: (settings?: PersonSettings) => Promise<Person>;
  /** Somebody with an account, signed in through the form, on the home page. */
  person: (name: string, settings?: PersonSettings) => Promise<Person>;
};

/** The same for every story that a worker tells. */
export type Shared = { contract: Contract };

export const test = base.extend<Fixtures, Shared>({
  contract: [async ({}, use) => await use(new Contract(reference())), { scope: 'worker' }],

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
    if (server.panic) throw new Error(`The server panicked:\n${server.panic}`);
  },

  recorder: async ({ contract }, use) => {
    const recorder = new Recorder(contract);
    await use(recorder);
    const problems = [...new Set(recorder.problems)];
    if (problems.length > 0) throw new Error(`Not as the event reference says:\n${problems.join('\n')}`);
  },

  visitor: async ({ browser, server, recorder, contextOptions }, use) => {
    const people: Person[] = [];
    await use(async (settings = {}) => {
      const visitor = await Person.visit(browser, server.url, contextOptions, settings);
      people.push(visitor);
      recorder.watch(visitor.page);
      visitor.context.on('page', (page) => recorder.watch(page));
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
