import type { APIRoute } from 'astro';
import { parcelsPrinted } from '#src/web/parcels-printed.ts';
import { asPdf } from '#src/web/paper-letter.ts';
import { pickListPdf } from '#src/web/parcel-pdf.ts';

export const GET: APIRoute = (astro) =>
  parcelsPrinted(astro, async (orders) =>
    asPdf(await pickListPdf(orders, orders[0]!.producer.name, astro.locals.today), 'phieu-nhat-hang.pdf'),
  );
