import type { APIContext } from 'astro';
import {
  monthOfDay,
  taxLines,
  taxSums,
  type Month,
  type TaxLine,
  type TaxSum,
} from '#src/domain/checkout/tax-desk.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { taxRoom } from '#src/i18n/tax-room.ts';
import { tableFile } from './money-file.ts';
import { refused } from './refused.ts';

/** The month that was asked for; this one by default. */
export function monthAsked(query: URLSearchParams, today: Day): Month {
  const asked = query.get('thang') ?? '';
  return /^20\d\d-(0[1-9]|1[0-2])$/.test(asked) ? (asked as Month) : monthOfDay(today);
}

/** A month as the accountant takes it: every movement, or a row for each seller with their numbers. */
export async function taxFile(
  { locals, url }: APIContext,
  what: 'giao-dich' | 'tong',
  kind: 'csv' | 'xlsx',
): Promise<Response> {
  const { ctx, today, site } = locals;
  const said = taxRoom.desk;
  const month = monthAsked(url.searchParams, today);
  try {
    if (what === 'tong') {
      const rows = await taxSums(ctx, month, site.secret);
      return await tableFile<TaxSum>(
        [
          { name: said.producer, value: ({ producer }) => producer },
          { name: said.form, value: ({ legalForm }) => legalForm && taxRoom.forms[legalForm] },
          { name: said.taxNumber, value: ({ taxNumber }) => taxNumber },
          { name: said.personalId, value: ({ personalId }) => personalId },
          { name: said.orders, value: ({ orders }) => orders },
          { name: said.base, value: ({ base }) => base },
          { name: said.vat, value: ({ vat }) => vat },
          { name: said.pit, value: ({ pit }) => pit },
          { name: said.total, value: ({ vat, pit }) => vat + pit },
        ],
        rows,
        { name: `thue-tong-${month}`, kind, sheet: said.sheet },
      );
    }
    return await tableFile<TaxLine>(
      [
        { name: said.producer, value: ({ producer }) => producer },
        { name: said.order, value: ({ order }) => order },
        { name: said.on_, value: ({ at }) => dayInVietnam(new Date(at)) },
        { name: said.kind, value: (line) => said.kinds[line.kind] },
        { name: said.form, value: ({ legalForm }) => taxRoom.forms[legalForm] },
        { name: said.category, value: ({ category }) => (category ? taxRoom.categories[category] : null) },
        { name: said.base, value: ({ base }) => base },
        { name: said.vatRate, value: ({ vatRate }) => vatRate / 100 },
        { name: said.vat, value: ({ vat }) => vat },
        { name: said.pitRate, value: ({ pitRate }) => pitRate / 100 },
        { name: said.pit, value: ({ pit }) => pit },
      ],
      await taxLines(ctx, month, null),
      { name: `thue-giao-dich-${month}`, kind, sheet: said.sheet },
    );
  } catch (error) {
    const no = refused(error);
    return new Response(no?.fault ?? null, { status: no?.status ?? 404 });
  }
}
