import type { APIRoute } from 'astro';
import { purchaseByToken } from '#src/domain/orders/purchases.ts';
import { calendarFile } from '#src/domain/shared/calendar-file.ts';
import { stallWords } from '#src/i18n/fair-stalls.ts';
import { at, paths } from '#src/web/paths.ts';
import { stallPlace } from '#src/web/stall-place.ts';

/** The days on which an order is collected at a stall, to put into a calendar. */
export const GET: APIRoute = async ({ params, url, locals }) => {
  const { lang, site, ctx } = locals;
  const token = params['token'] ?? '';
  const purchase = await purchaseByToken(ctx, token);
  const order = purchase?.orders.find(({ id }) => id === url.searchParams.get('don'));
  if (!purchase || !order?.fair) return new Response(null, { status: 404 });
  const { fair, producer } = order;
  const said = stallWords[lang];
  const file = calendarFile(said.summary(order.code), lang, [
    {
      uid: `${order.id}.order@sao-lang`,
      updatedAt: ctx.now,
      // Whoever takes it again takes it as it is now.
      revision: Math.floor(ctx.now.getTime() / 60_000) % 1_000_000_000,
      firstOn: order.dueOn > fair.firstOn ? order.dueOn : fair.firstOn,
      lastOn: fair.lastOn,
      hours:
        fair.opensAt === null || fair.closesAt === null ? null : { from: fair.opensAt, until: fair.closesAt },
      summary: said.summary(order.code),
      place: stallPlace(lang, site.places, producer.name, fair),
      point: null,
      about: [
        order.lines.map(({ quantity, goods }) => `${quantity} × ${goods.name}, ${goods.pack}`).join('\n'),
        `${said.code}: ${order.pickUpCode}`,
        producer.phone ?? '',
      ]
        .filter(Boolean)
        .join('\n'),
      address: (site.config.siteUrl ?? url.origin) + at(lang, paths.purchase(token)),
      cancelled: order.state === 'cancelled' || fair.cancelledOn !== null || !fair.hasStall,
    },
  ]);
  return new Response(file, {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': `attachment; filename="${order.code}.ics"`,
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    },
  });
};
