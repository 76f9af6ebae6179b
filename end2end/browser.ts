/** The browser: the system's Chromium, told to talk to nobody but the pages it opens. */
import { existsSync } from 'node:fs';
import type { PlaywrightTestConfig } from '@playwright/test';

type LaunchOptions = NonNullable<PlaywrightTestConfig['use']>['launchOptions'];

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** With all that a desktop has: permissions to notify among them. */
export const wholeBrowser: LaunchOptions = {
  executablePath: process.env.TANDEM_CHROMIUM ?? '/usr/bin/chromium',
  args,
};

/** The same engine without a desktop around it, where it is installed: it takes half the time. */
const shell = '/usr/bin/chromium-headless-shell';
const launchOptions: LaunchOptions =
  process.env.TANDEM_CHROMIUM === undefined && existsSync(shell)
    ? { executablePath: shell, args }
    : wholeBrowser;

export const chromium: PlaywrightTestConfig['use'] = {
  browserName: 'chromium',
  viewport: { width: 1280, height: 800 },
  launchOptions,
};
