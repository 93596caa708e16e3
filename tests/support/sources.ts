import { eq } from 'drizzle-orm';
import { sourceRuns } from '#db/schema/sync.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { runSources } from '#src/domain/sync/run-sources.ts';
import { askForRun, keepSource, type RunRow, type SourceForm } from '#src/domain/sync/sources.ts';
import { fetchOutside } from '#src/gateways/fetch-outside.ts';
import { sourceFolder } from '#src/gateways/source-folder.ts';

export const aSource = (ctx: Context, places: Places, given: Partial<SourceForm> = {}): Promise<string> =>
  keepSource(ctx, places, null, {
    name: 'Sổ của tỉnh',
    kind: 'decisions',
    address: 'http://localhost/ds.csv',
    schedule: 'by_hand',
    tokenVariable: '',
    area: '',
    ...given,
  });

type Reading = { full?: boolean; folder?: string; tokens?: Record<string, string>; goOn?: () => boolean };

/** Reads the source as a process would that was asked to. */
export async function readSource(
  ctx: Context,
  places: Places,
  id: string,
  { full = false, folder, tokens = {}, goOn }: Reading = {},
): Promise<RunRow> {
  const run = await askForRun(ctx, id, full);
  await runSources(ctx, {
    outside: {
      ask: (address, asked) =>
        fetchOutside({ innerHosts: ['localhost'] })(address, { ...asked, withinMs: 2_000 }),
      folder: sourceFolder(folder ?? null),
      token: (variable) => tokens[variable],
    },
    places,
    rule: 'anniversary_counts',
    only: id,
    ...(goOn && { goOn }),
  });
  const [found] = await ctx.db.select().from(sourceRuns).where(eq(sourceRuns.id, run));
  return found!;
}
