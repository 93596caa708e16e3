import { defineConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

/** `npm run test:long`: each race a hundred times. */
export default defineConfig({
  test: {
    ...config.test,
    include: ['tests/scenarios/**/*.test.ts'],
    env: { NODE_ENV: 'test', ROUNDS: '100' },
  },
});
