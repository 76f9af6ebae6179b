/** The measurements: one at a time in a whole browser, no traces, nothing else on the machine. */
import { defineConfig } from '@playwright/test';
import { chromium, wholeBrowser } from '../browser.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../test-results/bench',
  workers: 1,
  retries: 0,
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: [['list', { printSteps: false }]],
  use: { ...chromium, launchOptions: wholeBrowser, video: 'off', trace: 'off', screenshot: 'off', locale: 'en-GB', timezoneId: 'UTC' },
});
