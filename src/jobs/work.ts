import { APPLICATION } from '#db/embedded.ts';
import { LOG_CHANNEL } from '#src/domain/audit/audit.ts';
import { HOOKS_CHANNEL } from '#src/domain/audit/tell.ts';
import { LETTERS_CHANNEL } from '#src/domain/notifications/letters.ts';
import { SOURCES_CHANNEL } from '#src/domain/sync/sources.ts';
import type { Site } from '#src/web/site.ts';
import { appendLogJob } from './append-log.ts';
import { deliverHooksJob } from './deliver-hooks.ts';
import { JOBS } from './jobs.ts';
import { sendLetters } from './send-letters.ts';
import { syncSources } from './sync-sources.ts';

export type Work = {
  /** Rejects when the queue cannot be opened. */
  ready: Promise<void>;
  /** Ends after the letter or certificate in hand; what is left others take up, or the next start. */
  stop: () => Promise<void>;
};

/** A job of a process that was killed is given to another after so long. */
const EXPIRES_SECONDS = 900;
const FINISH_MS = 8_000;

/**
 * Opens the queue on the site's own database and does what comes. Any number of processes may: each piece of work is
 * done by one of them.
 */
export function startWork(site: Site): Work {
  let stopping = false;
  const goOn = (): boolean => !stopping;
  const say = (error: unknown): void => {
    if (!stopping) console.error('work:', error instanceof Error ? error.message : error);
  };
  const opening = open(site, goOn, say);
  const ready = opening.then(() => {});
  ready.catch(say);
  return {
    ready,
    stop: async () => {
      stopping = true;
      const close = await opening.catch(() => null);
      await close?.();
    },
  };
}

async function open(
  site: Site,
  goOn: () => boolean,
  say: (error: unknown) => void,
): Promise<() => Promise<void>> {
  // Not needed before the first visitor is served, nor by commands.
  const { PgBoss } = await import('pg-boss');
  const boss = new PgBoss({
    connectionString: site.url,
    // Who keeps the embedded server running is known by this name.
    application_name: APPLICATION,
    schema: 'pgboss',
    max: 3,
    monitorVacuum: false,
  });
  boss.on('error', say);
  await boss.start();
  const workers = new Map<string, string>();
  for (const { name, cron, wasMissed, run } of JOBS) {
    // One that waits is enough, however often it was asked for.
    await boss.createQueue(name, {
      policy: 'short',
      retryLimit: 2,
      retryDelay: 60,
      expireInSeconds: EXPIRES_SECONDS,
      deleteAfterSeconds: 86_400,
    });
    await boss.schedule(name, cron, null, { tz: 'Asia/Ho_Chi_Minh' });
    if (await wasMissed?.(site)) await boss.send(name);
    workers.set(
      name,
      await boss.work(name, { pollingIntervalSeconds: name === sendLetters.name ? 5 : 30 }, () =>
        run(site, goOn),
      ),
    );
  }
  const hear = (name: string) => (): void => {
    void boss.send(name).then(() => boss.notifyWorker(workers.get(name)!), say);
  };
  const heard = await Promise.all(
    (
      [
        [LETTERS_CHANNEL, sendLetters.name],
        [SOURCES_CHANNEL, syncSources.name],
        [HOOKS_CHANNEL, deliverHooksJob.name],
        [LOG_CHANNEL, appendLogJob.name],
      ] as const
    ).map(([channel, name]) => site.sql.listen(channel, hear(name), hear(name))),
  );
  return async () => {
    await Promise.all(heard.map((one) => one.unlisten().catch(say)));
    await boss.stop({ graceful: true, timeout: FINISH_MS });
  };
}
