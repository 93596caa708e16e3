import type { APIRoute } from 'astro';
import { productsToSell } from '#src/domain/shop/kept-offers.ts';
import { answering } from '#src/web/answer.ts';
import { asFile } from '#src/web/table-file.ts';
import { offerTemplate } from '#src/web/offer-template.ts';

/** Prices and stock of a producer's goods, to be filled in and sent back. */
export const GET: APIRoute = ({ locals: { ctx }, params }) =>
  answering(async () => {
    const book = await offerTemplate(await productsToSell(ctx, params['producer'] ?? ''));
    return asFile(
      new Uint8Array(book),
      'gia-va-kho.xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
  });
