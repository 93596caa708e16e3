import type { Site } from '#src/web/site.ts';
import { listenToFacts } from './facts-listener.ts';
import type { PageCache } from './page-cache.ts';

/** Products whose change could not be indexed when it was heard of are tried again. */
const CATCH_UP_MS = 60_000;

const RETRY_MS = 1_000;

export type Follower = {
  /** From now on pages are kept, and what this site holds is read again when its facts change. */
  begin: (site: Pick<Site, 'factsChanged'>) => void;
  stop: () => Promise<void>;
};

/** Keeps the kept pages, and what the site holds in memory, in step with the facts that any process changes. */
export async function followFacts(url: string, cache: PageCache, onPurge: () => void): Promise<Follower> {
  let site: Pick<Site, 'factsChanged'> | undefined;
  let listening = false;
  /** Heard while the site was still reading: it may have read the facts of before. */
  const heardEarly: string[] = [];
  let reading: Promise<void> = Promise.resolve();
  let stopped = false;
  let again: NodeJS.Timeout | undefined;

  /** One after the other. A page that was made while the site still held the old facts is not kept. */
  function readAgain(tags: readonly string[]): void {
    reading = reading.then(async () => {
      try {
        await site?.factsChanged(tags);
        if (!tags.includes('all')) cache.purge(tags);
        else if (listening) cache.open();
      } catch (error) {
        // What is held, or the index, is as it was before. Lists are made anew until it is right.
        cache.purge(tags);
        console.error(error);
        if (tags.includes('all') && !stopped) setTimeout(() => readAgain(tags), RETRY_MS).unref();
      }
    });
  }

  const listener = await listenToFacts(url, {
    onListening: () => {
      listening = true;
      if (site) readAgain(['all']);
      else heardEarly.push('all');
    },
    onDeaf: () => {
      listening = false;
      cache.shut();
    },
    onFacts: (tags) => {
      onPurge();
      cache.purge(tags);
      if (site) readAgain(tags);
      else heardEarly.push(...tags);
    },
  });
  const firstListening = heardEarly.indexOf('all');
  if (firstListening >= 0) heardEarly.splice(firstListening, 1);
  return {
    begin: (begun) => {
      site = begun;
      if (heardEarly.length > 0) readAgain(['all']);
      else if (listening) cache.open();
      // What changed while nobody served, or while the engine of the search was down.
      readAgain(['products']);
      again = setInterval(() => readAgain(['products']), CATCH_UP_MS).unref();
    },
    stop: async () => {
      stopped = true;
      clearInterval(again);
      await listener.stop();
      await reading;
    },
  };
}
