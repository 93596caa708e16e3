import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectFolder } from '#db/client.ts';
import { fairGoods, fairs, fairStalls } from '#db/schema/fairs.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { FAIR_KINDS } from '#src/domain/fairs/fair.ts';
import { addDays, dayInVietnam, isDay, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { slugOf } from '#src/domain/shared/text.ts';

const day = z.custom<Day>((value) => typeof value === 'string' && isDay(value), 'YYYY-MM-DD');
const fair = {
  name: z.string(),
  nameEn: z.string().optional(),
  kind: z.enum(FAIR_KINDS),
  hours: z.tuple([z.int(), z.int()]).optional(),
  province: z.string().regex(/^\d{2}$/),
  commune: z
    .string()
    .regex(/^\d{5}$/)
    .optional(),
  spot: z.string(),
  spotEn: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  organiser: z.string(),
  about: z.string().optional(),
  aboutEn: z.string().optional(),
  results: z.string().optional(),
  resultsEn: z.string().optional(),
};
const world = z.strictObject({
  real: z.array(z.strictObject({ ...fair, first: day, last: day, source: z.url({ protocol: /^https?$/ }) })),
  examples: z.array(
    z.strictObject({
      ...fair,
      first: z.int(),
      last: z.int(),
      cancelled: z.strictObject({ on: z.int(), reason: z.string() }).optional(),
      stalls: z
        .array(
          z.strictObject({
            producer: z.string(),
            brings: z.string().optional(),
            goods: z.array(z.string()).default([]),
            /** All of it may be ordered ahead. */
            reserves: z.boolean().default(false),
          }),
        )
        .default([]),
    }),
  ),
});

/**
 * Puts the fairs of the demo world into the calendar.
 *
 * @param idOf identifiers follow from names, as those of everything else in the demo world.
 * @param producers identifiers of the examples, by their name in the files.
 * @param products identifiers of the examples, by what they are called.
 */
export async function holdDemoFairs(
  ctx: Context,
  idOf: (kind: string, key: string) => string,
  producers: ReadonlyMap<string, string>,
  products: ReadonlyMap<string, string>,
): Promise<void> {
  const file = join(projectFolder(), 'content', 'demo', 'fairs.yaml');
  const { real, examples } = world.parse(parse(await readFile(file, 'utf8')));
  const today = dayInVietnam(ctx.now);
  const known = (of: ReadonlyMap<string, string>, name: string): string => {
    const id = of.get(name);
    if (id === undefined) throw new Error(`no example is called ${name}`);
    return id;
  };
  const row = (
    it: (typeof real)[number] | (typeof examples)[number],
    firstOn: Day,
    lastOn: Day,
  ): typeof fairs.$inferInsert => ({
    id: idOf('fair', it.name),
    slug: slugOf(it.name),
    name: it.name,
    nameEn: it.nameEn ?? null,
    kind: it.kind,
    firstOn,
    lastOn,
    opensAt: it.hours?.[0] ?? null,
    closesAt: it.hours?.[1] ?? null,
    provinceCode: it.province,
    communeCode: it.commune ?? null,
    spot: it.spot,
    spotEn: it.spotEn ?? null,
    latitude: it.latitude ?? null,
    longitude: it.longitude ?? null,
    organiser: it.organiser,
    about: it.about?.trim() ?? null,
    aboutEn: it.aboutEn?.trim() ?? null,
    results: it.results?.trim() ?? null,
    resultsEn: it.resultsEn?.trim() ?? null,
    publishedAt: ctx.now,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  const rows = [
    ...real.map((it) => ({ ...row(it, it.first, it.last), source: it.source })),
    ...examples.map((it) => ({
      ...row(it, addDays(today, it.first), addDays(today, it.last)),
      cancelledOn: it.cancelled ? addDays(today, it.cancelled.on) : null,
      cancelledReason: it.cancelled?.reason ?? null,
      isExample: true,
    })),
  ];
  const stalls = examples.flatMap((it) => it.stalls.map((stall) => ({ fair: it, ...stall })));
  await ctx.db.insert(fairs).values(rows);
  await ctx.db.insert(fairStalls).values(
    stalls.map((stall) => ({
      fairId: idOf('fair', stall.fair.name),
      producerId: known(producers, stall.producer),
      brings: stall.brings ?? null,
    })),
  );
  await ctx.db.insert(fairGoods).values(
    stalls.flatMap((stall) =>
      stall.goods.map((name) => ({
        fairId: idOf('fair', stall.fair.name),
        productId: known(products, name),
        isReservable: stall.reserves,
      })),
    ),
  );
  await writeDown(
    ctx,
    rows.map((one) => ({ kind: 'fair.added', subject: `fair:${one.id}`, after: one, reason: 'demo world' })),
  );
}
