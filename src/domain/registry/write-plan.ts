/** Writes what a plan says, a statement for thousands of rows, with its audit facts, in one transaction. */

import { sql, type SQL } from 'drizzle-orm';
import { announce, writeDown, type AuditFact } from '#src/domain/audit/audit.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { slugOf } from '#src/domain/shared/text.ts';
import type { Plan } from './plan.ts';
import type { Planned } from './planned.ts';
import type { PublishStep } from './publish-list.ts';

/** How many of each were added or changed. */
export type Changes = {
  producers: { added: number; changed: number };
  products: { added: number; changed: number };
  decisions: { added: number; changed: number };
  certificates: { added: number; changed: number };
  links: { added: number; changed: number };
  pointsOfSale: { added: number; changed: number };
  total: number;
};

type Writing = {
  /** Name of the list: the reason of every change. */
  name: string;
  lastDay: LastDayRule;
  progress: (step: PublishStep, done: number, total: number) => void;
};

type Column = { name: string; type: string };
type Table = { name: string; columns: Readonly<Record<string, Column>> };

const ROWS_A_STATEMENT = 1_000;

const column = (name: string, type = 'text'): Column => ({ name, type });

const PRODUCERS: Table = {
  name: 'producers',
  columns: {
    id: column('id'),
    slug: column('slug'),
    name: column('name'),
    nameKey: column('name_key'),
    kind: column('kind'),
    taxCode: column('tax_code'),
    phone: column('phone'),
    email: column('email'),
    website: column('website'),
    street: column('street'),
    provinceCode: column('province_code'),
    communeCode: column('commune_code'),
    addressAsPrinted: column('address_as_printed'),
    source: column('source'),
  },
};

const PRODUCTS: Table = {
  name: 'products',
  columns: {
    id: column('id'),
    slug: column('slug'),
    name: column('name'),
    nameKey: column('name_key'),
    producerId: column('producer_id'),
    productSet: column('product_set', 'smallint'),
    setBasis: column('set_basis'),
    provinceCode: column('province_code'),
    communeCode: column('commune_code'),
    placeAsPrinted: column('place_as_printed'),
    price: column('price', 'integer'),
    pack: column('pack'),
    alcoholDegree: column('alcohol_degree', 'numeric'),
    gtin: column('gtin'),
    legacyCode: column('legacy_code'),
    source: column('source'),
  },
};

const DECISIONS: Table = {
  name: 'decisions',
  columns: {
    id: column('id'),
    number: column('number'),
    numberKey: column('number_key'),
    issuer: column('issuer'),
    issuerKey: column('issuer_key'),
    issuerLevel: column('issuer_level'),
    issuedOn: column('issued_on', 'date'),
    issuedYear: column('issued_year', 'smallint'),
    ruleSet: column('rule_set'),
    provinceCode: column('province_code'),
    source: column('source'),
  },
};

const CERTIFICATES: Table = {
  name: 'certificates',
  columns: {
    id: column('id'),
    productId: column('product_id'),
    decisionId: column('decision_id'),
    number: column('number'),
    kind: column('kind'),
    stars: column('stars', 'smallint'),
    points: column('points', 'numeric'),
    ruleSet: column('rule_set'),
    issuedOn: column('issued_on', 'date'),
    issuedYear: column('issued_year', 'smallint'),
    statedUntil: column('stated_until', 'date'),
    annulledOn: column('annulled_on', 'date'),
    source: column('source'),
  },
};

const POINTS: Table = {
  name: 'points_of_sale',
  columns: {
    id: column('id'),
    slug: column('slug'),
    name: column('name'),
    nameKey: column('name_key'),
    kind: column('kind'),
    operator: column('operator'),
    street: column('street'),
    addressAsPrinted: column('address_as_printed'),
    provinceCode: column('province_code'),
    communeCode: column('commune_code'),
    phone: column('phone'),
    hours: column('hours'),
    openingHours: column('opening_hours', 'jsonb'),
    latitude: column('latitude', 'float8'),
    longitude: column('longitude', 'float8'),
    source: column('source'),
  },
};

/** The tables that lists write, by the noun under which the audit tells of their rows. */
export const TABLES = {
  producer: PRODUCERS,
  product: PRODUCTS,
  decision: DECISIONS,
  certificate: CERTIFICATES,
  point_of_sale: POINTS,
} as const satisfies Readonly<Record<string, Table>>;

/** @returns what was changed; `total` is 0 when the register held all of it before. */
export async function writePlan(ctx: Context, plan: Plan, writing: Writing): Promise<Changes> {
  const { progress } = writing;
  const total =
    plan.producers.length +
    plan.products.length +
    plan.decisions.length +
    plan.certificates.length +
    plan.points.length;
  let done = 0;
  const step = (count: number) => progress('writing', (done += count), total);
  await giveSlugs(ctx, 'producers', plan.producers, 'chu-the');
  await giveSlugs(ctx, 'products', plan.products, 'san-pham');
  await giveSlugs(ctx, 'points_of_sale', plan.points, 'diem-ban');
  await write(ctx, PRODUCERS, plan.producers, step);
  await write(ctx, PRODUCTS, plan.products, step);
  await write(ctx, DECISIONS, plan.decisions, step);
  await write(ctx, CERTIFICATES, plan.certificates, step);
  await write(ctx, POINTS, plan.points, step);
  await reopen(ctx, plan);
  await writeLinks(ctx, plan);
  const dated = await dateCertificates(ctx, plan);
  const recognised = new Set([
    ...plan.certificates.map(({ now }) => now.productId),
    ...dated.map(({ product_id }) => product_id),
  ]);
  // Whoever asks for what changed since asks product by product.
  await ctx.db.execute(sql`
    update products set updated_at = ${ctx.now.toISOString()}::timestamptz
    where id in (select value from jsonb_array_elements_text(${JSON.stringify([...recognised])}::jsonb))
      and updated_at <> ${ctx.now.toISOString()}::timestamptz`);
  progress('standings', 0, recognised.size);
  await keepStandings(ctx, [...recognised], writing.lastDay);
  await writeFacts(ctx, plan, writing.name);
  await writeDown(ctx, dated.map(datedFact(writing.name)));
  await tell(
    ctx,
    plan,
    dated.map(({ product_id }) => product_id),
  );
  return changesOf(plan, dated.length);
}

function setOf(table: Table, now: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(table.columns).map((key) => [key, (now as Record<string, unknown>)[key] ?? null]),
  );
}

/** The rows as a table that a statement can read, each column under its field's name. */
function recordset(table: Table, rows: readonly unknown[]): SQL {
  const types = Object.entries(table.columns).map(([key, { type }]) => `"${key}" ${type}`);
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(${sql.raw(types.join(', '))})`;
}

async function write<Facts extends { id: string }>(
  ctx: Context,
  table: Table,
  planned: readonly Planned<Facts>[],
  step: (count: number) => void,
): Promise<void> {
  const columns = Object.entries(table.columns);
  const stamped =
    table.name === 'decisions' || table.name === 'certificates'
      ? ['created_at']
      : ['created_at', 'updated_at'];
  const now = ctx.now.toISOString();
  for (const isNew of [true, false]) {
    const those = planned.filter((row) => row.isNew === isNew);
    for (let start = 0; start < those.length; start += ROWS_A_STATEMENT) {
      const part = those.slice(start, start + ROWS_A_STATEMENT);
      const rows = recordset(
        table,
        part.map((row) => setOf(table, row.now)),
      );
      if (isNew) {
        await ctx.db.execute(sql`
          insert into ${sql.raw(table.name)} (${sql.raw([...columns.map(([, { name }]) => name), ...stamped].join(', '))})
          select ${sql.raw(columns.map(([key]) => `row."${key}"`).join(', '))}, ${sql.join(
            stamped.map(() => sql`${now}::timestamptz`),
            sql`, `,
          )}
          from ${rows}`);
      } else {
        const sets = columns
          .filter(([key]) => key !== 'id' && key !== 'slug')
          .map(([key, { name }]) => `${name} = row."${key}"`);
        const touched = stamped.includes('updated_at') ? sql`, updated_at = ${now}::timestamptz` : sql``;
        await ctx.db.execute(sql`
          update ${sql.raw(table.name)} held set ${sql.raw(sets.join(', '))}${touched} from ${rows} where held.id = row.id`);
      }
      step(part.length);
    }
  }
}

/** Points of sale that closed only because an older list was taken back. */
async function reopen(ctx: Context, { points }: Plan): Promise<void> {
  const ids = points.filter(({ isNew, before }) => !isNew && before.takenBackOn).map(({ now }) => now.id);
  if (ids.length === 0) return;
  await ctx.db.execute(sql`
    update points_of_sale set closed_on = null, closed_reason = null, taken_back_on = null
    where taken_back_on is not null and id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
}

async function writeLinks(ctx: Context, { links }: Plan): Promise<void> {
  for (let start = 0; start < links.length; start += ROWS_A_STATEMENT) {
    const part = links.slice(start, start + ROWS_A_STATEMENT).map(({ now }) => now);
    const today = dayInVietnam(ctx.now);
    await ctx.db.execute(sql`
      insert into product_links as held (product_id, url, seller, price, seen_on, first_seen_on)
      select "productId", url, seller, price, ${today}::text::date, ${today}::text::date
      from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as row("productId" text, url text, seller text, price int)
      on conflict (product_id, url) do update set seller = excluded.seller, price = excluded.price, seen_on = excluded.seen_on,
        first_seen_on = coalesce(held.first_seen_on, held.seen_on, excluded.first_seen_on)`);
  }
}

type Dated = { id: string; product_id: string; issued_on: string };

/** Certificates that this list does not name, of a decision whose day it tells. */
async function dateCertificates(ctx: Context, { decisions }: Plan): Promise<Dated[]> {
  const dated = decisions.filter((decision) => !decision.isNew && 'issuedOn' in decision.before);
  if (dated.length === 0) return [];
  const rows = JSON.stringify(dated.map(({ now }) => ({ id: now.id })));
  return (await ctx.db.execute(sql`
    update certificates c set issued_on = d.issued_on, rule_set = d.rule_set, issued_year = null
    from decisions d join jsonb_to_recordset(${rows}::jsonb) as row(id text) on row.id = d.id
    where c.decision_id = d.id and c.issued_on is null
    returning c.id, c.product_id, c.issued_on::text`)) as unknown as Dated[];
}

const datedFact =
  (name: string) =>
  ({ id, issued_on }: Dated): AuditFact => ({
    kind: 'certificate.changed',
    subject: `certificate:${id}`,
    before: { issuedOn: null },
    after: { issuedOn: issued_on },
    reason: name,
  });

/** A few thousand at a time: all at once they would weigh more than the list. */
async function writeFacts(ctx: Context, plan: Plan, reason: string): Promise<void> {
  const write = async <Facts extends { id: string }>(noun: string, planned: readonly Planned<Facts>[]) => {
    for (let start = 0; start < planned.length; start += ROWS_A_STATEMENT)
      await writeDown(
        ctx,
        planned.slice(start, start + ROWS_A_STATEMENT).map((row) => factOf(noun, row, reason)),
      );
  };
  await write('producer', plan.producers);
  await write('product', plan.products);
  await write('decision', plan.decisions);
  await write('certificate', plan.certificates);
  await write('point_of_sale', plan.points);
  const listed = [...Map.groupBy(plan.links, ({ now }) => now.productId)].map(
    ([productId, links]): AuditFact => ({
      kind: 'product.links_listed',
      subject: `product:${productId}`,
      ...(links.some(({ before }) => before) && {
        before: links.flatMap(({ before }) =>
          before
            ? [{ url: before.url, seller: before.seller, price: before.price, seenOn: before.seenOn }]
            : [],
        ),
      }),
      after: links.map(({ now: { url, seller, price } }) => ({ url, seller, price })),
      reason,
    }),
  );
  await writeDown(ctx, listed);
}

function factOf<Facts extends { id: string }>(noun: string, row: Planned<Facts>, reason: string): AuditFact {
  const subject = `${noun}:${row.now.id}`;
  if (!row.isNew) return { kind: `${noun}.changed`, subject, before: row.before, after: row.after, reason };
  const { id: _id, ...rest } = row.now;
  return { kind: `${noun}.recorded`, subject, after: told(rest), reason };
}

/** Without what is empty or follows from the rest. */
function told(facts: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).filter(([key, value]) => value !== null && !key.endsWith('Key')),
  );
}

async function tell(ctx: Context, plan: Plan, dated: readonly string[]): Promise<void> {
  const products = new Set([
    ...plan.products.map(({ now }) => now.id),
    ...plan.certificates.map(({ now }) => now.productId),
    ...plan.links.map(({ now }) => now.productId),
    ...dated,
  ]);
  const places = new Set<string>();
  for (const { now } of [...plan.products, ...plan.producers, ...plan.points]) {
    if (now.provinceCode) places.add(`place:${now.provinceCode}`);
    if (now.communeCode) places.add(`place:${now.communeCode}`);
  }
  const tags = [
    ...plan.producers.map(({ now }) => `producer:${now.id}`),
    ...plan.products.flatMap(({ now }) => (now.producerId === null ? [] : [`producer:${now.producerId}`])),
    ...places,
    ...(plan.decisions.length + plan.certificates.length + dated.length > 0 ? ['decisions'] : []),
    ...(plan.points.length > 0 ? ['points-of-sale'] : []),
  ];
  await announce(ctx, { tags: [...new Set(tags)], products: [...products] });
}

function changesOf(plan: Plan, dated: number): Changes {
  const count = (rows: readonly { isNew: boolean }[]) => {
    const added = rows.filter(({ isNew }) => isNew).length;
    return { added, changed: rows.length - added };
  };
  const certificates = count(plan.certificates);
  const changes = {
    producers: count(plan.producers),
    products: count(plan.products),
    decisions: count(plan.decisions),
    certificates: { ...certificates, changed: certificates.changed + dated },
    links: count(plan.links),
    pointsOfSale: count(plan.points),
  };
  const total = Object.values(changes).reduce((sum, { added, changed }) => sum + added + changed, 0);
  return { ...changes, total };
}

type Sluggable = { id: string; slug: string; name: string; communeCode: string | null };

/** Addresses for what is new: the name; if taken, with the commune; if that is taken, with a number. */
async function giveSlugs<Facts extends Sluggable>(
  ctx: Context,
  table: string,
  planned: readonly Planned<Facts>[],
  nameless: string,
): Promise<void> {
  const fresh = planned.filter(({ isNew }) => isNew);
  if (fresh.length === 0) return;
  const communes = await communeSlugs(
    ctx,
    fresh.map(({ now }) => now.communeCode),
  );
  const bases = new Map(
    fresh.map(({ now }) => [now.id, slugOf(now.name).slice(0, 64).replace(/-+$/, '') || nameless]),
  );
  const wanted = new Set<string>();
  for (const { now } of fresh) {
    const base = bases.get(now.id)!;
    wanted.add(base);
    const commune = now.communeCode && communes.get(now.communeCode);
    if (commune) wanted.add(`${base}-${commune}`);
  }
  const list = JSON.stringify([...wanted]);
  const old = table === 'products' ? sql`union select slug from product_slugs` : sql``;
  const rows = (await ctx.db.execute(sql`
    select slug from (select slug from ${sql.raw(table)} ${old}) held
    where slug in (select value from jsonb_array_elements_text(${list}::jsonb))
      or regexp_replace(slug, '-[0-9]+$', '') in (select value from jsonb_array_elements_text(${list}::jsonb))`)) as unknown as {
    slug: string;
  }[];
  const taken = new Set(rows.map(({ slug }) => slug));
  const numbers = new Map<string, number>();
  for (const { now } of fresh) {
    const base = bases.get(now.id)!;
    const commune = now.communeCode && communes.get(now.communeCode);
    let slug = base;
    if (taken.has(slug) && commune) slug = `${base}-${commune}`;
    if (taken.has(slug)) {
      const stem = slug;
      let number = numbers.get(stem) ?? 2;
      while (taken.has(`${stem}-${number}`)) number += 1;
      numbers.set(stem, number + 1);
      slug = `${stem}-${number}`;
    }
    taken.add(slug);
    now.slug = slug;
  }
}

async function communeSlugs(ctx: Context, codes: readonly (string | null)[]): Promise<Map<string, string>> {
  const list = JSON.stringify([...new Set(codes.filter((code) => code !== null))]);
  const rows = (await ctx.db.execute(sql`
    select code, name from units where valid_to is null and code in (select value from jsonb_array_elements_text(${list}::jsonb))`)) as unknown as {
    code: string;
    name: string;
  }[];
  return new Map(rows.map(({ code, name }) => [code, slugOf(name)]));
}
