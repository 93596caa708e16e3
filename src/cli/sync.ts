import { asc, eq, or, sql } from 'drizzle-orm';
import { sources } from '#db/schema/sync.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { runSources } from '#src/domain/sync/run-sources.ts';
import { askForRun, type RunRow } from '#src/domain/sync/sources.ts';
import { number } from '#src/i18n/format.ts';
import { faultWords, sourcesRoom } from '#src/i18n/sources-room.ts';
import type { Site } from '#src/web/site.ts';
import { WrongUsage, type ExitCode } from './command.ts';

type Tools = {
  ctx: Context;
  site: Site;
  out: (line: string) => void;
  err: (line: string) => void;
  json: boolean;
};

/** `sync [SOURCE]`: reads one source, by its name or identifier, or all that are switched on, now. */
export async function syncCommand(
  args: readonly string[],
  { ctx, site, out, err, json }: Tools,
): Promise<ExitCode> {
  const [wanted, ...more] = args;
  if (more.length > 0 || wanted?.startsWith('-')) throw new WrongUsage('Cần "sync" hoặc "sync NGUỒN".');
  const found = await ctx.db
    .select()
    .from(sources)
    .where(
      wanted === undefined ? eq(sources.isOn, true) : or(eq(sources.id, wanted), eq(sources.name, wanted)),
    )
    .orderBy(asc(sources.name), asc(sources.id));
  if (wanted !== undefined && found.length !== 1)
    throw new WrongUsage(
      found.length === 0
        ? `Không có nguồn nào tên "${wanted}".`
        : `Có nhiều nguồn tên "${wanted}". Hãy dùng mã.`,
    );
  if (found.some(({ isOn }) => !isOn)) {
    out(json ? JSON.stringify({ runs: [], refused: 'source.off' }) : `Nguồn "${wanted}" đang tắt.`);
    return 1;
  }
  const runs: { run: RunRow; name: string }[] = [];
  for (const source of found) {
    await askForRun(ctx, source.id, false);
    const done = await runSources(ctx, {
      outside: site.outside,
      places: site.places,
      rule: site.config.lastDay,
      now: site.config.clock,
      only: source.id,
      progress: ({ name }, done, parts) => err(`${name}: ${done}/${parts}`),
    });
    const open = await openRunOf(ctx, source.id);
    for (const run of done.length > 0 ? done : open) runs.push({ run, name: source.name });
  }
  if (json) out(JSON.stringify({ runs: runs.map(({ run, name }) => asJson(run, name)) }));
  else if (runs.length === 0) out('Chưa có nguồn nào đang bật.');
  else for (const { run, name } of runs) report(run, name, out);
  return runs.every(
    ({ run }) =>
      (run.state === 'done' && run.refused === 0 && run.waiting === 0) || run.state === 'not_changed',
  )
    ? 0
    : 1;
}

/** Under way in another process, or stopped for a person. */
async function openRunOf(ctx: Context, sourceId: string): Promise<RunRow[]> {
  const { sourceRuns } = await import('#db/schema/sync.ts');
  return ctx.db
    .select()
    .from(sourceRuns)
    .where(
      sql`${sourceRuns.sourceId} = ${sourceId} and ${sourceRuns.state} in ('asked', 'fetching', 'applying', 'short')`,
    );
}

const asJson = (
  { id, sourceId, state, isFull, answered, known, seen, changed, unchanged, refused, waiting, fault }: RunRow,
  name: string,
) => ({
  id,
  source: { id: sourceId, name },
  state,
  isFull,
  answered,
  known,
  seen,
  changed,
  unchanged,
  refused,
  waiting,
  fault,
});

function report(run: RunRow, name: string, out: (line: string) => void): void {
  out(`${name}: ${sourcesRoom.runStates[run.state]}`);
  if (run.fault) out(`  ${faultWords(run.fault)}`);
  if (run.state === 'short') out(`  ${sourcesRoom.shortLead(run.answered, run.known)}`);
  if (run.state === 'done')
    out(
      `  ${(['seen', 'changed', 'unchanged', 'refused', 'waiting'] as const)
        .map((count) => `${sourcesRoom.counts[count]}: ${number(run[count])}`)
        .join(', ')}`,
    );
}
