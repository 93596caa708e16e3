import { sql } from 'drizzle-orm';
import type { CertificateOfProduct } from '#src/domain/certification/certificates.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { beginsAt, endsAt, type CertificateCredential } from './credential.ts';
import { base64 } from './note.ts';
import {
  bitsOf,
  encodedList,
  inList,
  LIST_BITS,
  LIST_TTL_MS,
  STATUS_PURPOSES,
  type StatusPurpose,
} from './status-list.ts';

type Db = Pick<Context, 'db'>;

/** A list is begun anew before it is so full that its places could be guessed. */
const FULL = Math.floor(LIST_BITS * 0.9);

/** Gives certificates that have none a place in the lists, drawn at random so that it says nothing of their order. */
export async function givePlaces(ctx: Db, certificateIds: readonly string[]): Promise<void> {
  if (certificateIds.length === 0) return;
  const [{ n = 0 } = {}] = await ctx.db.execute<{ n: number }>(
    sql`select count(*)::int as n from credential_places`,
  );
  const first = Math.floor(n / FULL) * LIST_BITS;
  await ctx.db.execute(sql`
    with wanted as (
      select value as id, row_number() over () as nth from jsonb_array_elements_text(${JSON.stringify(certificateIds)}::jsonb)
      where value not in (select certificate_id from credential_places)),
    free as (
      select place, row_number() over () as nth from (
        select g as place from generate_series(${first}::int, ${first + LIST_BITS - 1}::int) g
        where not exists (select 1 from credential_places p where p.place = g)
        order by random() limit ${certificateIds.length}) drawn)
    insert into credential_places (certificate_id, place)
    select wanted.id, free.place from wanted join free using (nth)
    on conflict do nothing`);
}

/**
 * Bits of a list as they are on the day of `now`. A certificate that a newer one replaced counts as revoked: its term
 * may still run, and its stars are no longer those of the goods.
 */
async function listBits(ctx: Context, purpose: StatusPurpose, list: number): Promise<Uint8Array> {
  const first = (list - 1) * LIST_BITS;
  const rows = await ctx.db.execute<{ place: number }>(sql`
    select k.place from credential_places k
    join certificates c on c.id = k.certificate_id
    join standings s on s.certificate_id = c.id and ${dayInVietnam(ctx.now)}::date between s.from_day and s.until_day
    where k.place between ${first} and ${first + LIST_BITS - 1}
      and ${purpose === 'revocation' ? sql`(s.status in ('revoked', 'superseded') or c.annulled_on is not null)` : sql`s.status = 'suspended'`}`);
  return bitsOf(rows.map(({ place }) => place - first));
}

async function listCount(ctx: Db): Promise<number> {
  const [row] = await ctx.db.execute<{ most: number | null }>(
    sql`select max(place) as most from credential_places`,
  );
  return inList(row?.most ?? 0).list;
}

export type PublishedList = { purpose: StatusPurpose; list: number; sha256: string };

/** Keeps every list as it is now, where it has changed, so that it can be asked for later; and says their hashes. */
export async function keepStatusLists(ctx: Context): Promise<PublishedList[]> {
  const published: PublishedList[] = [];
  for (let list = 1; list <= (await listCount(ctx)); list += 1)
    for (const purpose of STATUS_PURPOSES) {
      const bits = await listBits(ctx, purpose, list);
      const sha256 = base64(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bits))));
      const encoded = await encodedList(bits);
      await ctx.db.execute(sql`
        insert into status_lists (purpose, list, at, sha256, encoded)
        select ${purpose}, ${list}, ${ctx.now.toISOString()}::timestamptz, ${sha256}, ${encoded}
        where ${sha256} is distinct from (
          select sha256 from status_lists where purpose = ${purpose} and list = ${list} order by at desc limit 1)
        on conflict do nothing`);
      published.push({ purpose, list, sha256 });
    }
  return published;
}

/** A list as its credential, as it is now or was at a time; `null`: there is, or was, none. */
export async function statusListCredential(
  ctx: Context,
  { purpose, list, at }: { purpose: StatusPurpose; list: number; at: Date | null },
  { origin, did }: { origin: string; did: string },
) {
  let encoded: string;
  let from = ctx.now;
  if (at === null) {
    if (list > (await listCount(ctx))) return null;
    encoded = await encodedList(await listBits(ctx, purpose, list));
  } else {
    const [kept] = await ctx.db.execute<{ encoded: string; at: string }>(sql`
      select encoded, at from status_lists
      where purpose = ${purpose} and list = ${list} and at <= ${at.toISOString()} order by at desc limit 1`);
    if (!kept) return null;
    encoded = kept.encoded;
    from = new Date(kept.at);
  }
  const id = statusListAddress(origin, purpose, list);
  const DAYS_MS = 7 * 86_400_000;
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: did,
    validFrom: seconds(from),
    validUntil: seconds(new Date((at ?? ctx.now).getTime() + DAYS_MS)),
    credentialSubject: {
      id: `${id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      encodedList: encoded,
      ttl: LIST_TTL_MS,
    },
  };
}

const seconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

export const statusListAddress = (origin: string, purpose: StatusPurpose, list: number): string =>
  `${origin}/status/${purpose}/${list}`;

/** Words that stand in a credential. */
export type CredentialWords = { issuer: string; name: string; description: string; place: string | null };

/**
 * A certificate as anyone can check it; `null`: its term is not known, it was entered in error, or the log does not
 * speak of it yet, so that there is nothing to attest.
 */
export async function certificateCredential(
  ctx: Db,
  certificate: CertificateOfProduct,
  { origin, did }: { origin: string; did: string },
  words: CredentialWords,
): Promise<CertificateCredential | null> {
  const { id, issuedOn, ruleSet, annulledOn, term, decision, product, producer } = certificate;
  const [row] = await ctx.db.execute<{ place: number; index: number; leaf: Uint8Array; origin: string }>(sql`
    select k.place, e.index::float8 as index, e.leaf, l.origin
    from credential_places k join log_subjects s on s.subject = 'certificate:' || k.certificate_id
    join log_entries e on e.index = s.index, log_state l where k.certificate_id = ${id}`);
  // Past its own term a revocation or an extension has its say elsewhere: in the lists, and in a later last day.
  const lastDay = [term.lastDay, extendedTo(certificate)]
    .filter((day) => day !== null)
    .sort()
    .at(-1);
  if (!row || issuedOn === null || ruleSet === null || annulledOn !== null || !lastDay) return null;
  const { list, bit } = inList(row.place);
  return {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://www.w3.org/ns/credentials/undefined-terms/v2',
    ],
    id: `${origin}/so-dang-ky/${id}`,
    type: ['VerifiableCredential', 'OcopCertificateRecord'],
    issuer: { id: did, name: words.issuer },
    name: words.name,
    description: words.description,
    validFrom: beginsAt(issuedOn),
    validUntil: endsAt(lastDay),
    credentialSubject: {
      id: `${origin}/san-pham/${product.slug}`,
      type: ['Product'],
      name: product.name,
      producer: producer?.name ?? null,
      place: words.place,
      stars: certificate.stars,
      isExample: product.isExample,
      certification: {
        certificationIdentification: decision?.number || null,
        certificationAgency: decision?.issuer || null,
        certificationStartDate: issuedOn,
        certificationEndDate: lastDay,
        certificationStandard: ruleSet,
      },
    },
    credentialStatus: STATUS_PURPOSES.map((statusPurpose) => {
      const address = statusListAddress(origin, statusPurpose, list);
      return {
        id: `${address}#${bit}`,
        type: 'BitstringStatusListEntry',
        statusPurpose,
        statusListIndex: String(bit),
        statusListCredential: address,
      };
    }),
    evidence: [
      {
        id: `${origin}/log/entry/${row.index}`,
        type: ['RegistryLogEntry'],
        logOrigin: row.origin,
        logIndex: row.index,
        leafHash: base64(new Uint8Array(row.leaf)),
      },
    ],
  };
}

/** The last day of an extension that has begun, cut as the status cuts it. */
function extendedTo({ status, term }: CertificateOfProduct) {
  return status === 'extended' ? term.until : null;
}
