import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';
import { canonicalUri } from './epc-uri.ts';

/** What the register knows of a thing that an event names. */
export type KnownThing = {
  producerId: string | null;
  lotId: string | null;
  /** The lot of which it is a single pack. */
  packOf: string | null;
};

const LOT_ADDRESS = /^https?:\/\/([^/?#]+)\/t\/lot\/([0-9a-hjkmnp-tv-z]{12})$/i;

/** The address of a lot: what it is called where goods have no number of GS1. */
export const lotAddress = (origin: string, lotId: string): string => `${origin}/t/lot/${lotId}`;

/** The lot whose address of ours this is; `null`: it is none. */
export function lotOfAddress(origin: string, uri: string): string | null {
  const [, host = '', id = ''] = LOT_ADDRESS.exec(uri) ?? [];
  return id && host.toLowerCase() === new URL(origin).host ? id.toLowerCase() : null;
}

/** What may stand in an address as a lot or a serial of GS1. */
const GS1_LOT = /^[!%-?A-Z_a-z"]{1,20}$/;

/**
 * What a lot is called in events: by its number of GS1 where the goods have one and the lot's name fits, otherwise by
 * an address of ours.
 */
export function lotUri(origin: string, lot: { id: string; code: string; gtin: string | null }): string {
  return lot.gtin !== null && GS1_LOT.test(lot.code)
    ? `https://id.gs1.org/01/${lot.gtin}/10/${encodeURIComponent(lot.code).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`
    : lotAddress(origin, lot.id);
}

/** The one form in which a thing is kept and asked for. */
export function thingUri(origin: string, uri: string): string {
  const lot = lotOfAddress(origin, uri);
  return lot === null ? canonicalUri(uri) : lotAddress(origin, lot);
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The print run of a stamp with this code; `null`: it is none of ours. */
export type RunOfStamp = (code: string) => string | null;

type Asked = {
  uri: string;
  lot: string | null;
  run: string | null;
  gtin: string | null;
  code: string | null;
};

/** What an identifier names of the register, if anything. */
function askedBy(origin: string, uri: string, runOf: RunOfStamp): Asked | null {
  const none = { uri, lot: null, run: null, gtin: null, code: null };
  const lot = lotOfAddress(origin, uri);
  if (lot !== null) return { ...none, lot };
  const [, host = '', stamp = ''] = /^https?:\/\/([^/?#]+)\/[tv]\/([^/?#]+)$/i.exec(uri) ?? [];
  if (stamp) {
    const run = host.toLowerCase() === new URL(origin).host ? runOf(stamp) : null;
    return run === null ? null : { ...none, run };
  }
  const [, gtin, ai, value] = /^https:\/\/id\.gs1\.org\/01\/(\d{14})(?:\/(10|21)\/([^/]+))?/.exec(uri) ?? [];
  if (gtin === undefined) return null;
  return {
    ...none,
    gtin,
    code: ai === '10' ? decoded(value!) : null,
    run: ai === '21' ? runOf(value!) : null,
  };
}

/**
 * What the register knows of things, by their canonical form; those it does not know are left out. Goods that were
 * joined into others count as those.
 */
export async function knownThings(
  ctx: Pick<Context, 'db'>,
  origin: string,
  uris: readonly string[],
  runOf: RunOfStamp = () => null,
): Promise<Map<string, KnownThing>> {
  const asked = [...new Set(uris)].flatMap((uri) => askedBy(origin, uri, runOf) ?? []);
  if (asked.length === 0) return new Map();
  const rows = await ctx.db.execute<KnownThing & { uri: string }>(sql`
    select a.uri, coalesce(m.merged_into, m.id) as "producerId", l.id as "lotId", r.lot_id as "packOf"
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a(uri text, lot text, run text, gtin text, code text)
    left join products g on a.gtin is not null and g.gtin = a.gtin
    left join stamp_runs r on r.id = a.run
    left join lots l on l.id = a.lot or (l.product_id in (g.id, g.merged_into) and l.code = a.code)
    join products p on p.id = coalesce(l.product_id, r.product_id, g.merged_into, g.id)
    left join products q on q.id = p.merged_into
    left join producers m on m.id = coalesce(q.producer_id, p.producer_id)`);
  return new Map(rows.map(({ uri, producerId, lotId, packOf }) => [uri, { producerId, lotId, packOf }]));
}
