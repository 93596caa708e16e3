import { appendLog } from '#src/domain/registry-log/append-log.ts';
import { askWitnesses } from '#src/domain/registry-log/ask-witnesses.ts';
import { keepStatusLists } from '#src/domain/registry-log/credentials.ts';
import type { Job } from './jobs.ts';

const WITHIN_MS = 15_000;
const MOST_BYTES = 64 * 1024;

/** Writes the registry log as soon as something changed, and has the witnesses see it. */
export const appendLogJob: Job = {
  name: 'append_log',
  cron: '* * * * *',
  run: async ({ db, config, log, outside }, goOn) => {
    const ctx = { db, now: config.clock(), actor: { kind: 'system', task: 'append_log' } } as const;
    const lists = await keepStatusLists(ctx);
    const settings = {
      ...log.settings,
      ...Object.fromEntries(
        lists.map(({ purpose, list, sha256 }) => [`status_list:${purpose}/${list}`, { purpose, sha256 }]),
      ),
    };
    const done = await appendLog(ctx, { ...log, settings }, goOn);
    if ('fault' in done) {
      process.stderr.write(
        'LOG_SECRET không phải khoá đã dùng để ký sổ cái: sổ cái không được ghi tiếp cho đến khi đặt lại khoá cũ.\n',
      );
      return { keyChanged: 1 };
    }
    const witnessed = await askWitnesses(ctx, config.witnesses, async (address, body) => {
      const answer = await outside.ask(address, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        mostBytes: MOST_BYTES,
        withinMs: WITHIN_MS,
      });
      const parts: Uint8Array[] = [];
      for await (const part of answer.body) parts.push(part);
      return { status: answer.status, body: Buffer.concat(parts).toString('utf8') };
    });
    return { entries: done.entries, witnessed: witnessed.filter(({ fault }) => fault === null).length };
  },
};
