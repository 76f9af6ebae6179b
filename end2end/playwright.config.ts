/** How the stories are told: Debian's Chromium, one worker a story, no retries. */
import { defineConfig } from '@playwright/test';
import { chromium } from './browser.ts';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // Each story starts a server with its query workers; two cores carry three stories, which also wait.
  workers: 3,
  fullyParallel: true,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    ...chromium,
    video: 'off',
    // Recording one takes as long as the story does: `--trace retain-on-failure` for those that failed.
    trace: 'off',
    screenshot: 'only-on-failure',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    locale: 'en-GB',
    timezoneId: 'UTC',
  },
});
