import type { APIRoute } from 'astro';
import { paths } from '#src/web/paths.ts';
import { parcelsPrinted } from '#src/web/parcels-printed.ts';
import { asPdf } from '#src/web/paper-letter.ts';
import { deliveryNotesPdf } from '#src/web/parcel-pdf.ts';

export const GET: APIRoute = (astro) =>
  parcelsPrinted(astro, async (orders) => {
    const { site } = astro.locals;
    const origin = site.config.siteUrl ?? astro.url.origin;
    const body = await deliveryNotesPdf(
      orders,
      ({ id, producer }) => origin + paths.workshopOrder(producer.id, id),
      (code) => site.places.unit(code)?.fullName ?? null,
    );
    return asPdf(body, orders.length === 1 ? `phieu-giao-${orders[0]!.code}.pdf` : 'phieu-giao-hang.pdf');
  });
