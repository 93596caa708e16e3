import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectFolder } from '#db/client.ts';
import { addDays, dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { dong } from '#src/domain/shared/dong.ts';
import { countStock, keepOffer, keepShop } from '#src/domain/shop/keep-offers.ts';
import { QUANTITY_UNITS } from '#src/domain/shop/offer.ts';
import { ZONES } from '#src/domain/shop/shipping.ts';
import { EVENT_UNITS, LOT_DEEDS } from '#src/domain/traceability/lot-event.ts';
import { lotNamed } from '#src/domain/traceability/lots.ts';
import { emptyDeed, HOME, tellLotEvent } from '#src/domain/traceability/tell-lot-event.ts';

const world = z.strictObject({
  shops: z.array(
    z.strictObject({
      producer: z.string(),
      leadDays: z.int().default(2),
      cashUpTo: z.int().optional(),
      account: z.strictObject({ bin: z.string(), number: z.string(), holder: z.string() }).optional(),
      licence: z.string().optional(),
      rates: z.array(
        z.strictObject({
          zone: z.enum(ZONES),
          fee: z.int(),
          feePerKilogram: z.int().default(0),
          freeFrom: z.int().optional(),
          days: z.int(),
        }),
      ),
    }),
  ),
  offers: z.array(
    z.strictObject({
      product: z.string(),
      pack: z.string(),
      quantity: z.int().optional(),
      unit: z.enum(QUANTITY_UNITS).optional(),
      price: z.int(),
      weight: z.int(),
      mostPerOrder: z.int().default(99),
      lots: z.array(
        z.strictObject({
          code: z.string().default(''),
          made: z.int().optional(),
          useBy: z.int().optional(),
          packs: z.int(),
          deeds: z
            .array(
              z.strictObject({
                deed: z.enum(LOT_DEEDS),
                day: z.int(),
                place: z.string().optional(),
                quantity: z.number(),
                unit: z.enum(EVENT_UNITS),
              }),
            )
            .default([]),
        }),
      ),
    }),
  ),
});

/**
 * Opens the shops of the made-up producers, by the commands that a producer uses.
 *
 * @param producers identifiers of the examples, by their name in the files.
 * @param products identifiers of the examples, by what they are called.
 */
export async function openDemoShops(
  ctx: Context,
  producers: ReadonlyMap<string, string>,
  products: ReadonlyMap<string, string>,
): Promise<void> {
  const file = join(projectFolder(), 'content', 'demo', 'shops.yaml');
  const { shops, offers } = world.parse(parse(await readFile(file, 'utf8')));
  const today = dayInVietnam(ctx.now);
  const known = (of: ReadonlyMap<string, string>, name: string): string => {
    const id = of.get(name);
    if (id === undefined) throw new Error(`no example is called ${name}`);
    return id;
  };
  for (const { producer, leadDays, cashUpTo, account, licence, rates } of shops)
    await keepShop(ctx, known(producers, producer), {
      leadDays,
      cashUpTo: cashUpTo === undefined ? null : dong(cashUpTo),
      account: account ?? null,
      takesCards: true,
      alcoholLicence: licence ?? null,
      rates: rates.map(({ zone, fee, feePerKilogram, freeFrom, days }) => ({
        zone,
        fee: dong(fee),
        feePerKilogram: dong(feePerKilogram),
        freeFrom: freeFrom === undefined ? null : dong(freeFrom),
        days,
      })),
      pickUpPoints: [],
      pause: null,
    });
  for (const { product, lots, quantity, unit, price, ...offer } of offers) {
    const offerId = await keepOffer(ctx, known(products, product), {
      ...offer,
      quantity: quantity ?? null,
      unit: unit ?? null,
      price: dong(price),
      state: 'open',
      sellsFrom: null,
      sellsUntil: null,
      shipsFrom: null,
      shortDatedDays: 7,
      sentTo: null,
    });
    for (const { code, made, useBy, packs, deeds } of lots) {
      const lot = {
        lotCode: code,
        madeOn: made === undefined ? null : addDays(today, made),
        useBy: useBy === undefined ? null : addDays(today, useBy),
      };
      await countStock(ctx, offerId, { ...lot, counted: packs });
      if (deeds.length === 0) continue;
      const { id: lotId } = await lotNamed(ctx, known(products, product), lot);
      for (const { deed, day, place, quantity: amount, unit: of } of deeds)
        await tellLotEvent(ctx, lotId!, {
          ...emptyDeed(deed),
          at: `${addDays(today, day)}T07:30`,
          place: place === undefined ? { known: HOME } : { name: place },
          amount: { quantity: amount, unit: of },
        });
    }
  }
}
