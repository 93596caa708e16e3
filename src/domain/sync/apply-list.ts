import { sql } from 'drizzle-orm';
import type { ListRow, ReadSheet, ShopRow } from '#src/domain/lists/list-row.ts';
import { readList } from '#src/domain/lists/read-list.ts';
import { comparedWithRegister } from '#src/domain/registry/check-list.ts';
import type { CheckedList } from '#src/domain/registry/checked-list.ts';
import { keyOfProducer, keyOfProduct } from '#src/domain/registry/keys.ts';
import type { Plan } from '#src/domain/registry/plan.ts';
import { onePublishingAtATime } from '#src/domain/registry/publish-list.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { foldedWords } from '#src/domain/shared/text.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import {
  applyPlan,
  itemsOf,
  keepOutcome,
  placeOf,
  type Batch,
  type Counts,
  type Item,
  type Known,
  type SourceRow,
} from './batch.ts';
import { codeOfMinistry, isLost, readMinistryTable } from './ministry-table.ts';
import { areaOfSource } from './source.ts';

/** What the file lists. @throws Refusal `decision_list.unreadable`, `source.no_ministry_table`. */
export async function sheetsOf(
  source: SourceRow,
  places: Places,
  bytes: Uint8Array,
  name: string,
): Promise<ReadSheet[]> {
  if (source.kind === 'ministry') return [await readMinistryTable(places, bytes, name)];
  const province = source.provinceCode === null ? null : places.nameOf(source.provinceCode);
  return readList(bytes, name, {
    kind: source.kind === 'decisions' ? 'decision' : 'points_of_sale',
    ...(province !== null && { province }),
  });
}

const keyOfRow = (row: ListRow): string | null =>
  row.product === null
    ? null
    : `r:${keyOfProduct(row.product)}|${row.producer === null ? '' : keyOfProducer(row.producer)}`;
const keyOfShop = (shop: ShopRow): string | null =>
  shop.name === null
    ? null
    : `r:${foldedWords(shop.name)}|${foldedWords([shop.place.address, shop.place.hamlet, shop.place.commune].filter(Boolean).join(' '))}`;

/** By which the records of these sheets are known again in another answer. */
export const keysOf = (sheets: readonly ReadSheet[]): Set<string> =>
  new Set(
    sheets
      .flatMap(({ rows, shops }) => [...rows.map(keyOfRow), ...shops.map(keyOfShop)])
      .filter((key) => key !== null),
  );

/** Brings one file into the register: the rows that may be published, as a list by hand would be. */
export async function applyList(ctx: Context, batch: Batch, bytes: Uint8Array): Promise<Counts> {
  const { source, places, part } = batch;
  const sheets = await sheetsOf(source, places, bytes, part);
  await onePublishingAtATime(ctx);
  if (source.kind === 'ministry') await asKnownHere(ctx, sheets);
  const within = areaOfSource(source);
  const { list, plan } = await comparedWithRegister(ctx, places, sheets, part, { within });
  if (source.kind === 'ministry')
    // The table names neither set nor address: what would be guessed from it is not written over nothing.
    for (const { isNew, now, before } of [...plan.products, ...plan.producers])
      for (const field of ['productSet', 'setBasis', 'placeAsPrinted', 'addressAsPrinted', 'pack'])
        if (!isNew && field in before) {
          (now as unknown as Record<string, unknown>)[field] = (before as Record<string, unknown>)[field];
          delete (before as Record<string, unknown>)[field];
        }
  const applied = await applyPlan(ctx, batch, plan);
  const { items, counts } = itemsOf(list, plan, applied);
  if (source.kind === 'ministry') {
    const lost = await lostThere(ctx, list, plan);
    items.push(...lost);
    counts.refused += lost.length;
    counts.unchanged -= lost.length;
  }
  const known: Known[] = list.sheets
    .flatMap(({ rows, shops }, at) => [
      ...rows.map((row, index) => {
        const id = plan.outcomes.get(row)?.productId;
        return { key: keyOfRow(sheets[at]!.rows[index]!), subject: id ? `product:${id}` : null };
      }),
      ...shops.map((shop, index) => {
        const id = plan.outcomes.get(shop)?.pointOfSaleId;
        return { key: keyOfShop(sheets[at]!.shops[index]!), subject: id ? `point_of_sale:${id}` : null };
      }),
    ])
    .filter((one): one is Known => one.key !== null);
  await keepOutcome(ctx, batch, { items, known });
  return counts;
}

/** The table says that they are revoked or suspended, and here they stand: without the paper nobody takes stars away. */
async function lostThere(ctx: Context, list: CheckedList, plan: Plan): Promise<Item[]> {
  const rows = list.sheets.flatMap(({ rows }) =>
    rows.filter(({ note, stars }) => stars === null && isLost(note)),
  );
  const ids = rows.flatMap((row) => plan.outcomes.get(row)?.productId ?? []);
  const found = await ctx.db.execute<{ id: string }>(sql`
    select s.product_id as id from standings s
    where s.governs and ${dayInVietnam(ctx.now)}::date between s.from_day and s.until_day
      and s.status in ('valid', 'expiring', 'extended')
      and s.product_id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
  const standing = new Set(found.map(({ id }) => id));
  return rows
    .filter((row) => standing.has(plan.outcomes.get(row)?.productId ?? ''))
    .map((row) => ({
      line: row.line,
      name: row.product ?? '',
      outcome: 'refused' as const,
      findings: [{ code: 'ministry_says_lost', details: { text: row.note ?? '' } }],
      subject: `product:${plan.outcomes.get(row)!.productId}`,
      ...placeOf(row.place),
    }));
}

/** Rows of the ministry's table whose code is one of ours are that product, whatever became of its name since. */
async function asKnownHere(ctx: Context, sheets: readonly ReadSheet[]): Promise<void> {
  const rows = sheets.flatMap(({ rows }) => rows);
  const codes = JSON.stringify(rows.map(codeOfMinistry).filter((code) => code !== null));
  const found = await ctx.db.execute<{
    code: string;
    name: string;
    maker: string | null;
    commune: string | null;
    isLegacy: boolean;
  }>(sql`
    select code.value as code, p.name, m.name as maker, m.commune_code as commune, p.legacy_code = code.value as "isLegacy"
    from jsonb_array_elements_text(${codes}::jsonb) code
    join products p on p.merged_into is null and (left(p.id, 10) = code.value or p.legacy_code = code.value)
    left join producers m on m.id = p.producer_id`);
  const byCode = Map.groupBy(found, ({ code }) => code);
  for (const row of rows) {
    const here = byCode.get(codeOfMinistry(row) ?? '')?.filter(({ name }) => {
      const [held, told] = [keyOfProduct(name), keyOfProduct(row.product ?? '')];
      return held === told || keyOfProduct(name.slice(0, 255)) === told;
    });
    if (here?.length !== 1) continue;
    const [{ name, maker, commune }] = here as [(typeof found)[number]];
    row.product = name;
    row.producer = maker;
    row.productCode = null;
    if (maker !== null && commune !== null)
      row.place = {
        address: null,
        hamlet: null,
        commune: null,
        district: null,
        province: null,
        code: commune,
      };
  }
}
