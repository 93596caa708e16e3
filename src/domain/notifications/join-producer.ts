import { sql } from 'drizzle-orm';
import { insertOffice } from '#src/domain/accounts/assignments.ts';
import { mustBeAllowed, reachOf } from '#src/domain/accounts/deeds.ts';
import { CLAIM_RELATIONS, type ClaimRelation, type JoiningState } from '#src/domain/accounts/joining.ts';
import { isRealAddress, readOwnPhone } from '#src/domain/accounts/person.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { decisionKey } from '#src/domain/certification/decision.ts';
import { whereOfProducer } from '#src/domain/producers/where.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { foldedWords, tidy } from '#src/domain/shared/text.ts';
import { writeLetter } from './letters.ts';

/** Somebody who asks for more at once keeps nobody's goods. */
const MOST_OPEN = 3;
const MOST_FOUND = 20;

export type ProducerFound = {
  id: string;
  name: string;
  communeCode: string | null;
  provinceCode: string | null;
  products: string[];
};

/**
 * Producers that somebody may mean: by the number of a certificate or decision, its identifier here, or words of the
 * name of maker or goods. Nothing that is not public.
 */
export async function producersNamed(ctx: Pick<Context, 'db'>, typed: string): Promise<ProducerFound[]> {
  const text = tidy(typed).slice(0, 120);
  if (text.length < 3) return [];
  // Without a digit it is no decision's number.
  const decision = decisionKey(text) || null;
  const words = `%${foldedWords(text).split(' ').join('%')}%`;
  return ctx.db.execute<ProducerFound>(sql`
    select m.id, m.name, m.commune_code as "communeCode", m.province_code as "provinceCode",
      coalesce((select jsonb_agg(p.name order by p.name_key) from (select name, name_key from products
        where producer_id = m.id and merged_into is null and withdrawn_on is null order by name_key limit 4) p), '[]'::jsonb) as products
    from producers m
    where m.merged_into is null and m.id in (
      select id from producers where name_key like ${words}
      union select producer_id from products where name_key like ${words}
      union select p.producer_id from certificates c join products p on p.id = c.product_id
        left join decisions d on d.id = c.decision_id
        where c.id = ${text.toLowerCase()} or c.number = ${text} or d.number_key = ${decision})
    order by m.name_key, m.id limit ${MOST_FOUND}`);
}

export type JoiningForm = { relation: string; phone: string; words: string };

/**
 * Says that a producer is one's own to keep. An officer of the place looks at it.
 *
 * @throws Refusal `not_allowed`, `not_found`, `user.phone_unreadable`, `joining.words_missing`, `joining.kept_already`,
 *   `joining.known`, `joining.too_many` (details: most).
 */
export async function askToJoin(ctx: Context, producerId: string, form: JoiningForm): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'person') throw new Refusal('not_allowed');
  const phone = readOwnPhone(form.phone);
  const words = form.words.trim().slice(0, 1_000);
  if (!words) throw new Refusal('joining.words_missing');
  const relation = CLAIM_RELATIONS.find((one) => one === form.relation) ?? 'owner';
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.execute(sql`select 1 from users where id = ${actor.id} for update`);
    const where = await whereOfProducer(ctx, producerId);
    if (!where || where.mergedInto !== null) throw new Refusal('not_found');
    if (actor.assignments.some(({ scope }) => scope.kind === 'producer' && scope.producerId === producerId))
      throw new Refusal('joining.kept_already');
    const open = await ctx.db.execute<{ producer_id: string }>(
      sql`select producer_id from producer_claims where user_id = ${actor.id} and state = 'open'`,
    );
    if (open.some((one) => one.producer_id === producerId)) throw new Refusal('joining.known');
    if (open.length >= MOST_OPEN) throw new Refusal('joining.too_many', { most: MOST_OPEN });
    await ctx.db.execute(sql`
      insert into producer_claims (id, user_id, producer_id, relation, phone, words, made_at)
      values (${newId()}, ${actor.id}, ${producerId}, ${relation}, ${phone}, ${words}, ${ctx.now.toISOString()})`);
    // What they wrote and where they are called is theirs and the officer's, not the audit's.
    await writeDown(ctx, [{ kind: 'joining.asked', subject: `producer:${producerId}`, after: { relation } }]);
  });
}

export type OwnClaim = {
  id: string;
  producer: string;
  state: JoiningState;
  madeAt: Date;
  reason: string | null;
};

/** What somebody has asked for, newest first. */
export async function ownClaims(ctx: Context): Promise<OwnClaim[]> {
  if (ctx.actor.kind !== 'person') return [];
  const rows = await ctx.db.execute<OwnClaim>(sql`
    select c.id, m.name as producer, c.state, c.made_at as "madeAt", c.reason
    from producer_claims c join producers m on m.id = c.producer_id
    where c.user_id = ${ctx.actor.id} order by c.made_at desc limit 20`);
  return rows.map((row) => ({ ...row, madeAt: new Date(row.madeAt) }));
}

/** @throws Refusal `not_found`. */
export async function takeClaimBack(ctx: Context, id: string): Promise<void> {
  if (ctx.actor.kind !== 'person') throw new Refusal('not_found');
  const gone = await ctx.db.execute(sql`
    update producer_claims set state = 'withdrawn', decided_at = ${ctx.now.toISOString()}, decided_by = ${actorName(ctx.actor)}
    where id = ${id} and user_id = ${ctx.actor.id} and state = 'open' returning 1`);
  if (gone.length === 0) throw new Refusal('not_found');
}

export type ClaimToDecide = {
  id: string;
  relation: ClaimRelation;
  phone: string;
  words: string;
  madeAt: Date;
  person: { name: string; email: string | null; since: Date };
  producer: {
    id: string;
    slug: string;
    name: string;
    phone: string | null;
    communeCode: string | null;
    provinceCode: string | null;
  };
  /** Who keeps the producer now. */
  owners: string[];
};

/** Within the officer's reach, oldest first. */
export async function claimsToDecide(ctx: Context, most = 200): Promise<ClaimToDecide[]> {
  const reach = reachOf(ctx.actor, 'joining.decide');
  const places =
    reach === 'all'
      ? [sql`true`]
      : reach.flatMap((scope) =>
          scope.kind === 'province'
            ? [sql`m.province_code = ${scope.provinceCode}`]
            : scope.kind === 'commune'
              ? [sql`(m.province_code = ${scope.provinceCode} and m.commune_code = ${scope.communeCode})`]
              : [],
        );
  if (places.length === 0) return [];
  const rows = await ctx.db.execute<ClaimToDecide>(sql`
    select c.id, c.relation, c.phone, c.words, c.made_at as "madeAt",
      jsonb_build_object('name', u.name, 'email', u.email, 'since', u.created_at) as person,
      jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name, 'phone', m.phone,
        'communeCode', m.commune_code, 'provinceCode', m.province_code) as producer,
      coalesce((select jsonb_agg(o.name order by a.given_at) from assignments a join users o on o.id = a.user_id
        where a.producer_id = m.id and a.role = 'producer_owner' and a.ended_at is null), '[]'::jsonb) as owners
    from producer_claims c join users u on u.id = c.user_id join producers m on m.id = c.producer_id
    where c.state = 'open' and (${sql.join(places, sql` or `)})
    order by c.made_at limit ${most}`);
  return rows.map((row) => ({
    ...row,
    madeAt: new Date(row.madeAt),
    person: {
      ...row.person,
      email: row.person.email && isRealAddress(row.person.email) ? row.person.email : null,
      since: new Date(row.person.since),
    },
  }));
}

type Letter = { title: string; words: string };

export type JoiningWords = {
  toAsker: (about: { name: string; producer: string; accepted: boolean; reason: string }) => Letter;
  /** To who keeps the producer already: somebody joins them. */
  toOwner: (about: { name: string; producer: string; joined: string }) => Letter;
};

/**
 * Says whether somebody keeps the producer from now on. They hear of it by mail; so do those who keep it already.
 *
 * @throws Refusal `not_found`, `not_allowed`, `joining.decided`, `reason_missing`: of a no.
 */
export async function decideClaim(
  ctx: Context,
  id: string,
  { accepted, reason: typed }: { accepted: boolean; reason: string },
  words: JoiningWords,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [claim] = await ctx.db.execute<{
      user_id: string;
      producer_id: string;
      state: JoiningState;
      relation: ClaimRelation;
      name: string;
      email: string;
      producer: string;
    }>(sql`
      select c.user_id, c.producer_id, c.state, c.relation, u.name, u.email, m.name as producer
      from producer_claims c join users u on u.id = c.user_id join producers m on m.id = c.producer_id
      where c.id = ${id} for update of c`);
    const where = claim && (await whereOfProducer(ctx, claim.producer_id));
    if (!claim || !where) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'joining.decide', where);
    if (claim.state !== 'open') throw new Refusal('joining.decided');
    const reason = tidy(typed).slice(0, 500);
    if (!accepted && reason === '') throw new Refusal('reason_missing');
    await ctx.db.execute(sql`
      update producer_claims set state = ${accepted ? 'accepted' : 'refused'}, decided_at = ${ctx.now.toISOString()},
        decided_by = ${actorName(ctx.actor)}, reason = ${reason || null} where id = ${id}`);
    await writeDown(ctx, [
      {
        kind: accepted ? 'joining.accepted' : 'joining.refused',
        subject: `producer:${claim.producer_id}`,
        after: { relation: claim.relation },
        reason: reason || null,
      },
    ]);
    if (accepted) {
      await tellOwners(ctx, id, claim, words);
      await insertOffice(
        ctx,
        claim.user_id,
        // Who works for another house helps; the house is kept by its own people.
        claim.relation === 'owner' || claim.relation === 'family' ? 'producer_owner' : 'producer_member',
        { kind: 'producer', producerId: claim.producer_id },
      );
    }
    await writeLetter(ctx, {
      key: `joining:${id}`,
      kind: 'joining',
      to: { address: isRealAddress(claim.email) ? claim.email : null, name: claim.name },
      ...words.toAsker({ name: claim.name, producer: claim.producer, accepted, reason }),
      about: `producer:${claim.producer_id}`,
      place: where,
    });
  });
}

async function tellOwners(
  ctx: Context,
  claimId: string,
  claim: { user_id: string; producer_id: string; name: string; producer: string },
  words: JoiningWords,
): Promise<void> {
  const owners = await ctx.db.execute<{ id: string; name: string; email: string }>(sql`
    select distinct u.id, u.name, u.email from assignments a join users u on u.id = a.user_id
    where a.producer_id = ${claim.producer_id} and a.role = 'producer_owner' and a.ended_at is null
      and u.closed_at is null and u.id <> ${claim.user_id}`);
  for (const { id, name, email } of owners)
    await writeLetter(ctx, {
      key: `joining:${claimId}:${id}`,
      kind: 'joining',
      to: { address: isRealAddress(email) ? email : null, name },
      ...words.toOwner({ name, producer: claim.producer, joined: claim.name }),
      about: `producer:${claim.producer_id}`,
    });
}
