import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';

const NAME = 'origin';

/** Keeps under which address this register is found: what is written down here names lots by it. */
export async function keepOrigin(ctx: Context, origin: string): Promise<void> {
  await ctx.db.execute(sql`
    insert into site_settings (name, value, updated_at) values (${NAME}, ${JSON.stringify(origin)}::jsonb, ${ctx.now.toISOString()})
    on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at
    where site_settings.value <> excluded.value`);
}

export async function isOriginKept(ctx: Pick<Context, 'db'>): Promise<boolean> {
  return (await ctx.db.execute(sql`select 1 from site_settings where name = ${NAME}`)).length > 0;
}

/** Scheme and host under which this register is found. */
export async function originOf(ctx: Pick<Context, 'db'>): Promise<string> {
  const [kept] = await ctx.db.execute<{ value: string }>(
    sql`select value #>> '{}' as value from site_settings where name = ${NAME}`,
  );
  return kept?.value ?? 'http://localhost';
}

/** An identifier of our own for what has no address: a party, a place, a material. @source RFC 4151. */
export const ownTag = (origin: string, kind: string, id: string): string =>
  `tag:${new URL(origin).hostname},2026:${kind}/${id}`;

/** What such an identifier names; `null`: it is none. */
export function readTag(uri: string): { kind: string; id: string } | null {
  const [, kind, id] = /^tag:[^,]+,2026:([a-z]+)\/([0-9a-z]{12})$/.exec(uri) ?? [];
  return kind && id ? { kind, id } : null;
}
