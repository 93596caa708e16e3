import { inject, test as base } from 'vitest';
import { newVisitor, type Visitor, type VisitorOptions } from './browser.ts';

export { afterAll, beforeAll, describe, expect } from 'vitest';

type Journeys = {
  /** Address of the shared server with the demo world. Journeys on it change nothing. */
  site: string;
  /** A new visitor with a browser of their own; by default a phone of 360 px, scripts on. Closed after the test. */
  visitor: (options?: VisitorOptions & { url?: string }) => Promise<Visitor>;
};

/**
 * `test` with a browser on the demo world:
 *
 *     test('a stamp is read', async ({ visitor }) => {
 *       const { page, go, complaints } = await visitor({ width: 360, script: false });
 *       expect(await go('/san-pham')).toBe(200);
 *     });
 */
export const test = base
  .extend<'site', Journeys['site']>('site', async ({}) => inject('demoUrl'))
  .extend<'visitor', Journeys['visitor']>('visitor', async ({}, { onCleanup }) => {
    const visitors: Visitor[] = [];
    onCleanup(async () => {
      await Promise.all(visitors.map((visitor) => visitor.close()));
    });
    return async ({ url = inject('demoUrl'), ...options } = {}) => {
      const visitor = await newVisitor({ endpoint: inject('browserEndpoint'), url }, options);
      visitors.push(visitor);
      return visitor;
    };
  });
