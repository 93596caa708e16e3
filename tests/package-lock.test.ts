import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { missingEntries } from '#tests/support/complete-lock.mjs';

test('the lock names the parts of every package for every system, so that npm ci takes it anywhere', async () => {
  const lock = JSON.parse(await readFile(new URL('../package-lock.json', import.meta.url), 'utf8'));
  expect(Object.keys(missingEntries(lock.packages))).toEqual([]);
});
