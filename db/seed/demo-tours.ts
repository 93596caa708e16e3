import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectFolder } from '#db/client.ts';
import { tourRevisions, tours, tourStopProducts, tourStops } from '#db/schema/tourism.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { dong } from '#src/domain/shared/dong.ts';
import { slugOf } from '#src/domain/shared/text.ts';
import { STOP_KINDS, WAY_MODES } from '#src/domain/tourism/tour.ts';

const month = z.int().min(1).max(12);
const tour = z.strictObject({
  title: z.string(),
  titleEn: z.string(),
  /** `false`: of real facts, each with its source. */
  example: z.boolean().default(true),
  province: z.string().regex(/^\d{2}$/),
  commune: z
    .string()
    .regex(/^\d{5}$/)
    .optional(),
  startsAt: z.int(),
  months: z.array(month),
  people: z.int().optional(),
  price: z.int().optional(),
  priceNote: z.string().optional(),
  priceNoteEn: z.string().optional(),
  contactName: z.string().optional(),
  source: z.url().optional(),
  summary: z.string(),
  summaryEn: z.string(),
  story: z.string().optional(),
  storyEn: z.string().optional(),
  stops: z.array(
    z.strictObject({
      key: z.string(),
      kind: z.enum(STOP_KINDS),
      producer: z.string().optional(),
      pointOfSale: z.string().optional(),
      product: z.string().optional(),
      name: z.string().optional(),
      nameEn: z.string().optional(),
      what: z.string(),
      whatEn: z.string(),
      source: z.string().optional(),
      latitude: z.number().optional(),
      longitude: z.number().optional(),
      arrivesAt: z.int().optional(),
      minutes: z.int(),
      people: z.int().optional(),
      way: z.enum(WAY_MODES).optional(),
      wayKilometres: z.number().optional(),
      wayMinutes: z.int().optional(),
      products: z.array(z.string()).default([]),
    }),
  ),
});
/** What is made up says so in its title; what is real says where it is from, and has neither price nor person. */
const world = z.array(
  tour.refine(({ example, title, titleEn, price, contactName, source, stops }) =>
    example
      ? title.endsWith('(ví dụ)') && titleEn.endsWith('(example)')
      : price === undefined &&
        contactName === undefined &&
        source !== undefined &&
        stops.every((stop) => stop.source !== undefined && stop.arrivesAt === undefined),
  ),
);

/** The same name has the same identifier in every demo world. */
const idOf = (name: string): string => createHash('sha256').update(`tour ${name}`).digest('hex').slice(0, 12);

/**
 * Routes between the made-up makers, and one of real facts, public from the first day.
 *
 * @param known identifiers: producers of the examples by their name in the files, the rest by what they are called.
 */
export async function openDemoTours(
  ctx: Context,
  known: Readonly<Record<'producers' | 'products' | 'pointsOfSale', ReadonlyMap<string, string>>>,
): Promise<void> {
  const file = join(projectFolder(), 'content', 'demo', 'tours.yaml');
  const idBy = (of: ReadonlyMap<string, string>, name: string | undefined): string | null => {
    const id = name === undefined ? null : of.get(name);
    if (id === undefined) throw new Error(`no example is called ${name}`);
    return id;
  };
  for (const { stops, title, province, commune, price, example, ...it } of world.parse(
    parse(await readFile(file, 'utf8')),
  )) {
    const id = idOf(title);
    const revisionId = idOf(`${title} 1`);
    const by = 'system:demo';
    const place = { provinceCode: province, communeCode: commune ?? null };
    await ctx.db.insert(tours).values({
      ...place,
      id,
      slug: slugOf(title),
      isExample: example,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    });
    await ctx.db.insert(tourRevisions).values({
      id: revisionId,
      tourId: id,
      number: 1,
      state: 'published',
      titleVi: title,
      titleEn: it.titleEn,
      summaryVi: it.summary,
      summaryEn: it.summaryEn,
      storyVi: it.story ?? null,
      storyEn: it.storyEn ?? null,
      startsAt: it.startsAt,
      months: it.months,
      people: it.people ?? null,
      price: price === undefined ? null : dong(price),
      priceNoteVi: it.priceNote ?? null,
      priceNoteEn: it.priceNoteEn ?? null,
      contactName: it.contactName ?? null,
      source: it.source ?? null,
      writtenBy: by,
      writtenAt: ctx.now,
      sentBy: by,
      sentAt: ctx.now,
      publishedBy: by,
      publishedAt: ctx.now,
    });
    const rows = stops.map((stop, position) => ({
      id: idOf(`${title} ${stop.key}`),
      revisionId,
      position,
      key: stop.key,
      kind: stop.kind,
      producerId: idBy(known.producers, stop.producer),
      pointOfSaleId: idBy(known.pointsOfSale, stop.pointOfSale),
      productId: idBy(known.products, stop.product),
      nameVi: stop.name ?? null,
      nameEn: stop.nameEn ?? null,
      whatVi: stop.source ? `${stop.what}\nNguồn: ${stop.source}.` : stop.what,
      whatEn: stop.source ? `${stop.whatEn}\nSource: ${stop.source}.` : stop.whatEn,
      latitude: stop.latitude ?? null,
      longitude: stop.longitude ?? null,
      arrivesAt: stop.arrivesAt ?? null,
      minutes: stop.minutes,
      people: stop.people ?? null,
      wayMode: stop.way ?? null,
      wayMetres: stop.wayKilometres === undefined ? null : Math.round(stop.wayKilometres * 1_000),
      wayMinutes: stop.wayMinutes ?? null,
    }));
    await ctx.db.insert(tourStops).values(rows);
    const goods = stops.flatMap(({ products }, index) =>
      products.map((name) => ({ stopId: rows[index]!.id, productId: idBy(known.products, name)! })),
    );
    if (goods.length > 0) await ctx.db.insert(tourStopProducts).values(goods);
    await writeDown(ctx, [
      { kind: 'tour.published', subject: `tour:${id}`, after: { ...place, title }, reason: 'demo world' },
    ]);
  }
}
