import { defineConfig } from 'vitest/config';

/** Journeys through the built site in a real browser, all on one server with the demo world. */
export default defineConfig({
  test: {
    include: ['tests/journeys/**/*.test.ts'],
    globalSetup: ['tests/journeys/global-setup.ts'],
    env: { NODE_ENV: 'test' },
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
