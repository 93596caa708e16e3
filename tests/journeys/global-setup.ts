import type { TestProject } from 'vitest/node';
import { launchBrowser } from '#tests/support/browser.ts';
import { ensureBuilt, startServer } from '#tests/support/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server with the demo world, shared by all journeys: they look, and change nothing. */
    demoUrl: string;
    /** Its database. */
    demoDatabaseUrl: string;
    browserEndpoint: string;
  }
}

/** The day on which the demo world is looked at. */
export const DEMO_NOW = '2026-11-22T03:00:00Z';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureBuilt();
  const server = await startServer({ demo: true, env: { TEST_CLOCK: DEMO_NOW } });
  const browser = await launchBrowser();
  project.provide('demoUrl', server.url);
  project.provide('demoDatabaseUrl', server.databaseUrl);
  project.provide('browserEndpoint', browser.endpoint);
  return async () => {
    await browser.close();
    await server.stop();
  };
}
