import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectFolder } from '#db/client.ts';
import { news } from '#db/schema/news.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { slugOf } from '#src/domain/shared/text.ts';

const world = z.array(
  z.strictObject({
    title: z.string(),
    lead: z.string(),
    body: z.string(),
    titleEn: z.string().optional(),
    leadEn: z.string().optional(),
    bodyEn: z.string().optional(),
    province: z
      .string()
      .regex(/^\d{2}$/)
      .optional(),
    commune: z
      .string()
      .regex(/^\d{5}$/)
      .optional(),
    byline: z.string(),
    /** Whole days from the day on which the demo world is made. */
    published: z.int(),
    source: z.url({ protocol: /^https?$/ }).optional(),
    example: z.boolean().default(false),
  }),
);

const DAY = 86_400_000;

/**
 * Puts the news of the demo world there.
 *
 * @param idOf identifiers follow from names, as those of everything else in the demo world.
 */
export async function tellDemoNews(ctx: Context, idOf: (kind: string, key: string) => string): Promise<void> {
  const file = join(projectFolder(), 'content', 'demo', 'news.yaml');
  const rows = world.parse(parse(await readFile(file, 'utf8'))).map((it): typeof news.$inferInsert => {
    const at = new Date(ctx.now.getTime() + it.published * DAY);
    return {
      id: idOf('news', it.title),
      slug: slugOf(it.title),
      title: it.title,
      lead: it.lead,
      body: it.body.trim(),
      titleEn: it.titleEn ?? null,
      leadEn: it.leadEn ?? null,
      bodyEn: it.bodyEn?.trim() ?? null,
      provinceCode: it.province ?? null,
      communeCode: it.commune ?? null,
      byline: it.byline,
      publishedAt: at,
      source: it.source ?? null,
      isExample: it.example,
      createdAt: at,
      updatedAt: at,
    };
  });
  await ctx.db.insert(news).values(rows);
  await writeDown(
    ctx,
    rows.map((one) => ({ kind: 'news.added', subject: `news:${one.id}`, after: one, reason: 'demo world' })),
  );
}
