import postgres from 'postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { APPLICATION } from '#db/embedded.ts';
import { FACTS_CHANNEL } from '#src/domain/audit/audit.ts';

export type FactsListener = { stop: () => Promise<void> };

type Hearing = {
  /** Now everything that changes is heard of; what changed before may not have been. */
  onListening: () => void;
  /** Nothing is heard any more. */
  onDeaf: () => void;
  onFacts: (tags: string[]) => void;
};

const HEARTBEAT_MS = 5_000;
const AGAIN_MS = 250;

/**
 * Hears on a connection of its own which facts have changed. A connection that is lost, or that no longer
 * answers, makes it deaf until it listens again; it goes on trying as long as the process lives.
 */
export async function listenToFacts(url: string, hearing: Hearing): Promise<FactsListener> {
  let stopped = false;
  let lost: () => void = () => {};
  const options = {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    connect_timeout: 5,
    onnotice: () => {},
    onclose: () => lost(),
    onnotify: (channel: string, payload: string) => {
      if (channel === FACTS_CHANNEL) hearing.onFacts(payload.split(' ').filter((tag) => tag !== ''));
    },
    connection: { application_name: APPLICATION },
  };
  let sql = postgres(url, options);
  // The names are constants of ours: LISTEN takes no parameters.
  const listen = (): Promise<unknown> => withinTime(sql.unsafe(`listen "${FACTS_CHANNEL}"`));

  let first: () => void = () => {};
  const firstTry = new Promise<void>((done) => (first = done));

  async function hold(): Promise<void> {
    const gone = new Promise<void>((done) => (lost = done));
    await listen();
    if (stopped) return;
    hearing.onListening();
    first();
    try {
      for (;;) {
        const over = await Promise.race([gone.then(() => true), sleep(HEARTBEAT_MS, false, { ref: false })]);
        if (over || stopped) return;
        await withinTime(sql`select 1`);
      }
    } finally {
      hearing.onDeaf();
    }
  }

  const running = (async () => {
    while (!stopped) {
      await hold().catch(() => {});
      first();
      if (stopped) break;
      // A connection that does not answer is not used again.
      void sql.end({ timeout: 0 }).catch(() => {});
      await sleep(AGAIN_MS);
      sql = postgres(url, options);
    }
  })();
  await firstTry;
  return {
    stop: async () => {
      stopped = true;
      lost();
      await sql.end({ timeout: 1 }).catch(() => {});
      await running;
    },
  };
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  const late = sleep(HEARTBEAT_MS, undefined, { ref: false }).then(() => {
    throw new Error('no answer in time');
  });
  return Promise.race([work, late]);
}
