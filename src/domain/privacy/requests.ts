import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { closeAccount } from '#src/domain/accounts/close-account.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { mustWait, noteFailure, type Tried } from '#src/domain/accounts/failed-tries.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import { plainWords } from '#src/domain/reviews/review.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { phoneOf } from '#src/domain/shared/phone.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { hashOf } from '#src/domain/shop/carts.ts';
import { forgetVisitsOf } from '#src/domain/tourism/visits.ts';
import { forgetPurchase, hasEnded } from './forget.ts';
import { theirPurchases } from './person-data.ts';
import {
  clocksOf,
  lastExtension,
  MOST_RIGHTS_WORDS,
  type Right,
  type RightsOutcome,
  type Whose,
} from './right.ts';

type Letter = { title: string; words: string };

const LINK_HOURS = 24;

/**
 * Sends a link to a mailbox; whoever reads it may see what is kept about that address. Whether anything is, nobody
 * learns who does not read it: a link is sent to every address.
 *
 * @param from what tells two senders apart and names neither.
 * @throws Refusal `rights.email_wrong`, `too_many`.
 */
export async function sendRightsLink(
  ctx: Context,
  typed: string,
  from: string,
  letter: (token: string) => Letter,
): Promise<void> {
  const email = typed.trim().toLowerCase();
  if (email.length > 200 || !/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(email))
    throw new Refusal('rights.email_wrong');
  const tried: Tried[] = [
    { kind: 'address', value: `rights\n${from}` },
    { kind: 'account', value: `rights\n${email}` },
  ];
  if ((await mustWait(ctx, tried)) > 0) throw new Refusal('too_many');
  const token = randomBytes(18).toString('base64url');
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.execute(sql`
      insert into rights_links (token_hash, email, expires_at)
      values (${hashOf(token)}, ${email}, ${new Date(ctx.now.getTime() + LINK_HOURS * 3_600_000).toISOString()})`);
    await writeLetter(ctx, {
      key: `rights_link:${hashOf(token)}`,
      kind: 'rights',
      to: { address: email, name: null },
      ...letter(token),
      isPrivate: true,
    });
  });
  await noteFailure(ctx, tried);
}

/** Whose mailbox the link was sent to; `null`: there is no such link, or its day is over. */
export async function mailboxBehind(ctx: Pick<Context, 'db' | 'now'>, token: string): Promise<string | null> {
  const [found] = await ctx.db.execute<{ email: string }>(sql`
    select email from rights_links where token_hash = ${hashOf(token)} and expires_at > ${ctx.now.toISOString()}`);
  return found?.email ?? null;
}

/**
 * Somebody asks something about their own data.
 *
 * @returns what the link ends with by which they follow it, told once.
 * @throws Refusal `rights.open`, `rights.words_missing` (what is to be corrected, or why it is objected).
 */
export async function askRight(
  ctx: Context,
  whose: Whose,
  asked: { right: Right; words: string; language: 'vi' | 'en' },
  letter: (facts: { right: Right; answerBy: Day; token: string }) => Letter,
): Promise<string> {
  const words = plainWords(asked.words).slice(0, MOST_RIGHTS_WORDS);
  if (words === '' && (asked.right === 'correct' || asked.right === 'object'))
    throw new Refusal('rights.words_missing');
  const token = randomBytes(18).toString('base64url');
  await inTransaction(ctx, async (ctx) => {
    const [contact] = await ctx.db.execute<{ email: string | null }>(
      whose.kind === 'email'
        ? sql`select ${whose.email}::text as email`
        : whose.kind === 'account'
          ? sql`select email from users where id = ${whose.userId}`
          : sql`select buyer->>'email' as email from purchases where id = ${whose.purchaseId}`,
    );
    const id = newId();
    const { acknowledgeBy, answerBy } = clocksOf(asked.right, ctx.now);
    const made = await ctx.db.execute(sql`
      insert into rights_requests (id, token_hash, "right", purchase_id, user_id, email, contact, words, language, received_at,
        acknowledge_by, answer_by)
      values (${id}, ${hashOf(token)}, ${asked.right}, ${whose.kind === 'purchase' ? whose.purchaseId : null},
        ${whose.kind === 'account' ? whose.userId : null}, ${whose.kind === 'email' ? whose.email : null},
        ${contact?.email ?? null}, ${words}, ${asked.language}, ${ctx.now.toISOString()}, ${acknowledgeBy}, ${answerBy})
      on conflict do nothing returning id`);
    if (made.length === 0) throw new Refusal('rights.open');
    await writeDown(ctx, [{ kind: 'rights.asked', subject: `rights:${id}`, after: { right: asked.right } }]);
    if (contact?.email)
      await tell(
        ctx,
        { id, contact: contact.email },
        'asked',
        letter({ right: asked.right, answerBy, token }),
      );
  });
  return token;
}

async function tell(
  ctx: Context,
  request: { id: string; contact: string | null },
  step: string,
  letter: Letter,
): Promise<void> {
  if (request.contact === null) return;
  await writeLetter(ctx, {
    key: `rights:${request.id}:${step}`,
    kind: 'rights',
    to: { address: request.contact, name: null },
    ...letter,
    isPrivate: true,
    about: `rights:${request.id}`,
  });
}

export type RightsRequest = {
  id: string;
  right: Right;
  words: string;
  language: 'vi' | 'en';
  contact: string | null;
  purchaseId: string | null;
  userId: string | null;
  email: string | null;
  receivedAt: string;
  acknowledgeBy: Day;
  acknowledgedAt: string | null;
  answerBy: Day;
  extendedTo: Day | null;
  extensionReason: string | null;
  closedAt: string | null;
  outcome: RightsOutcome | null;
  answer: string | null;
};

const REQUEST = sql`w.id, w."right", w.words, w.language, w.contact, w.purchase_id as "purchaseId", w.user_id as "userId",
  w.email, w.received_at as "receivedAt", w.acknowledge_by::text as "acknowledgeBy",
  w.acknowledged_at as "acknowledgedAt", w.answer_by::text as "answerBy", w.extended_to::text as "extendedTo",
  w.extension_reason as "extensionReason", w.closed_at as "closedAt", w.outcome, w.answer`;

/** What was asked by them before, newest first. */
export async function requestsOf(ctx: Pick<Context, 'db'>, whose: Whose): Promise<RightsRequest[]> {
  const theirs =
    whose.kind === 'purchase'
      ? sql`w.purchase_id = ${whose.purchaseId}`
      : whose.kind === 'account'
        ? sql`w.user_id = ${whose.userId}`
        : sql`w.email = ${whose.email}`;
  return [
    ...(await ctx.db.execute<RightsRequest>(
      sql`select ${REQUEST} from rights_requests w where ${theirs} order by w.received_at desc limit 50`,
    )),
  ];
}

/** A request, for whoever has its link; `null`: there is none. */
export async function requestBehind(ctx: Pick<Context, 'db'>, token: string): Promise<RightsRequest | null> {
  const [found] = await ctx.db.execute<RightsRequest>(
    sql`select ${REQUEST} from rights_requests w where w.token_hash = ${hashOf(token)}`,
  );
  return found ?? null;
}

/** By when it has to be answered, as it stands. */
export const dueOn = ({ answerBy, extendedTo }: Pick<RightsRequest, 'answerBy' | 'extendedTo'>): Day =>
  extendedTo ?? answerBy;

/** What waits, longest due first, or what was answered; for the operator. @throws Refusal `not_allowed`. */
export async function requestsToHandle(
  ctx: Context,
  { open, page, perPage }: { open: boolean; page: number; perPage: number },
): Promise<{ requests: RightsRequest[]; open: number; closed: number }> {
  mustBeAllowed(ctx, 'rights.handle', 'country');
  const [counts] = await ctx.db.execute<{ open: number; closed: number }>(sql`
    select count(*) filter (where closed_at is null)::int as open,
      count(*) filter (where closed_at is not null)::int as closed from rights_requests`);
  const requests = await ctx.db.execute<RightsRequest>(sql`
    select ${REQUEST} from rights_requests w where ${open ? sql`w.closed_at is null` : sql`w.closed_at is not null`}
    order by ${open ? sql`least(case when w.acknowledged_at is null then w.acknowledge_by end, coalesce(w.extended_to, w.answer_by))` : sql`w.closed_at desc`}, w.id
    limit ${perPage} offset ${(page - 1) * perPage}`);
  return { requests: [...requests], ...counts! };
}

export type RightsCase = RightsRequest & {
  purchases: {
    id: string;
    code: string;
    startedAt: string;
    hasEnded: boolean;
    isRestricted: boolean;
    isForgotten: boolean;
    buyer: { name: string; phone: string; email: string | null; street: string };
  }[];
  account: { id: string; name: string } | null;
};

const whoseOf = (request: Pick<RightsRequest, 'purchaseId' | 'userId' | 'email'>): Whose =>
  request.purchaseId !== null
    ? { kind: 'purchase', purchaseId: request.purchaseId }
    : request.userId !== null
      ? { kind: 'account', userId: request.userId }
      : { kind: 'email', email: request.email ?? '' };

/** @throws Refusal `not_allowed`, `not_found`. */
export async function rightsCase(ctx: Context, id: string): Promise<RightsCase> {
  mustBeAllowed(ctx, 'rights.handle', 'country');
  const [request] = await ctx.db.execute<RightsRequest>(
    sql`select ${REQUEST} from rights_requests w where w.id = ${id}`,
  );
  if (!request) throw new Refusal('not_found');
  const rows = await ctx.db.execute<Omit<RightsCase['purchases'][number], 'hasEnded'>>(sql`
    select p.id, p.code, p.started_at as "startedAt", p.restricted_at is not null as "isRestricted",
      p.forgotten_at is not null as "isForgotten", p.buyer
    from purchases p where ${theirPurchases(whoseOf(request))} order by p.started_at desc`);
  const purchases = [];
  for (const row of rows) purchases.push({ ...row, hasEnded: await hasEnded(ctx, row.id) });
  const [account] = await ctx.db.execute<{ id: string; name: string }>(sql`
    select id, name from users where closed_at is null
      and (id = ${request.userId} or lower(email) = lower(${request.email}))`);
  return { ...request, purchases, account: account ?? null };
}

async function openRequest(ctx: Context, id: string): Promise<RightsRequest> {
  mustBeAllowed(ctx, 'rights.handle', 'country');
  const [request] = await ctx.db.execute<RightsRequest>(
    sql`select ${REQUEST} from rights_requests w where w.id = ${id} for update`,
  );
  if (!request) throw new Refusal('not_found');
  if (request.closedAt !== null) throw new Refusal('rights.closed');
  return request;
}

export type RightsLetters = {
  acknowledged: (request: RightsRequest) => Letter;
  extended: (request: RightsRequest, until: Day, reason: string) => Letter;
  answered: (request: RightsRequest, outcome: RightsOutcome, answer: string) => Letter;
};

/** Somebody has taken it up. @throws Refusal `not_found`, `rights.closed`, `rights.not_now`. */
export async function acknowledgeRequest(ctx: Context, id: string, letters: RightsLetters): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const request = await openRequest(ctx, id);
    if (request.acknowledgedAt !== null) throw new Refusal('rights.not_now');
    await ctx.db.execute(
      sql`update rights_requests set acknowledged_at = ${ctx.now.toISOString()} where id = ${id}`,
    );
    await writeDown(ctx, [{ kind: 'rights.acknowledged', subject: `rights:${id}` }]);
    await tell(ctx, request, 'acknowledged', letters.acknowledged(request));
  });
}

/**
 * The answer takes longer: once, and the person is told why.
 *
 * @throws Refusal `not_found`, `rights.closed`, `rights.extended`, `rights.day_wrong` (details: most), `reason_missing`.
 */
export async function extendRequest(
  ctx: Context,
  id: string,
  { until, reason: typed }: { until: Day; reason: string },
  letters: RightsLetters,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const request = await openRequest(ctx, id);
    if (request.extendedTo !== null) throw new Refusal('rights.extended');
    const most = lastExtension(request.right, request.answerBy);
    if (until <= request.answerBy || until > most || until < dayInVietnam(ctx.now))
      throw new Refusal('rights.day_wrong', { most });
    const reason = plainWords(typed).slice(0, 500);
    if (reason === '') throw new Refusal('reason_missing');
    await ctx.db.execute(sql`update rights_requests set extended_to = ${until}, extension_reason = ${reason},
      acknowledged_at = coalesce(acknowledged_at, ${ctx.now.toISOString()}::timestamptz) where id = ${id}`);
    await writeDown(ctx, [
      {
        kind: 'rights.extended',
        subject: `rights:${id}`,
        before: { until: request.answerBy },
        after: { until },
      },
    ]);
    await tell(ctx, request, 'extended', letters.extended(request, until, reason));
  });
}

/** @throws Refusal `not_found`, `rights.closed`, `reason_missing`: nobody is answered without a word. */
export async function answerRequest(
  ctx: Context,
  id: string,
  { outcome, answer: typed }: { outcome: RightsOutcome; answer: string },
  letters: RightsLetters,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const request = await openRequest(ctx, id);
    const answer = plainWords(typed).slice(0, MOST_RIGHTS_WORDS);
    if (answer === '') throw new Refusal('reason_missing');
    await ctx.db
      .execute(sql`update rights_requests set closed_at = ${ctx.now.toISOString()}, outcome = ${outcome},
      answer = ${answer}, acknowledged_at = coalesce(acknowledged_at, ${ctx.now.toISOString()}::timestamptz)
      where id = ${id}`);
    await writeDown(ctx, [{ kind: 'rights.answered', subject: `rights:${id}`, after: { outcome } }]);
    await tell(ctx, request, 'answered', letters.answered(request, outcome, answer));
  });
}

async function itsPurchase(ctx: Context, request: RightsRequest, purchaseId: string): Promise<void> {
  const [found] = await ctx.db.execute(sql`
    select 1 from purchases p where p.id = ${purchaseId} and p.forgotten_at is null
      and ${theirPurchases(whoseOf(request))} for update`);
  if (!found) throw new Refusal('not_found');
}

/**
 * What stands wrong about the buyer of one of their purchases is put right. Where the parcel goes stays: the price
 * of sending hangs on it.
 *
 * @throws Refusal `not_found`, `rights.closed`, `rights.words_missing`, `rights.phone_wrong`, `rights.email_wrong`.
 */
export async function correctBuyer(
  ctx: Context,
  id: string,
  purchaseId: string,
  typed: { name: string; phone: string; email: string; street: string },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await itsPurchase(ctx, await openRequest(ctx, id), purchaseId);
    const [name, street] = [tidy(typed.name).slice(0, 120), tidy(typed.street).slice(0, 300)];
    if (name === '' || street === '') throw new Refusal('rights.words_missing');
    const phone = phoneOf(typed.phone);
    if (phone === null) throw new Refusal('rights.phone_wrong');
    const email = typed.email.trim() || null;
    if (email !== null && !/^[^\s@<>"]+@[^\s@<>"]+$/.test(email)) throw new Refusal('rights.email_wrong');
    const [before] = await ctx.db.execute<{ buyer: Record<string, string | null> }>(
      sql`select buyer from purchases where id = ${purchaseId}`,
    );
    const now: Record<string, string | null> = { name, phone, email, street };
    const changed = Object.keys(now).filter((key) => before!.buyer[key] !== now[key]);
    if (changed.length === 0) return;
    await ctx.db
      .execute(sql`update purchases set buyer = buyer || ${JSON.stringify(now)}::jsonb, phone = ${phone}
      where id = ${purchaseId}`);
    // Which, and not what: the audit keeps nothing personal.
    await writeDown(ctx, [
      {
        kind: 'purchase.corrected',
        subject: `purchase:${purchaseId}`,
        after: { fields: changed.join(', ') },
      },
    ]);
  });
}

/** Data of their purchases are kept and not used, or used again. @throws Refusal `not_found`, `rights.closed`. */
export async function restrictPurchases(ctx: Context, id: string, isRestricted: boolean): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const request = await openRequest(ctx, id);
    const changed = await ctx.db.execute<{ id: string }>(sql`
      update purchases p set restricted_at = ${isRestricted ? ctx.now.toISOString() : null}
      where ${theirPurchases(whoseOf(request))} and (p.restricted_at is null) = ${isRestricted} returning p.id`);
    await writeDown(
      ctx,
      changed.map((row) => ({
        kind: isRestricted ? 'purchase.restricted' : 'purchase.unrestricted',
        subject: `purchase:${row.id}`,
      })),
    );
  });
}

/**
 * All of theirs is forgotten that no law makes us keep: who bought, reviews, the way to who reported, and the account.
 *
 * @throws Refusal `not_allowed`, `second_factor_needed`, `not_found`, `rights.closed`, `rights.order_open` while an
 *   order, claim or refund is under way, and what closing an account refuses.
 */
export async function forgetPerson(ctx: Context, id: string): Promise<void> {
  mustBeAllowed(ctx, 'rights.delete', 'country');
  await inTransaction(ctx, async (ctx) => {
    const request = await openRequest(ctx, id);
    if (request.right !== 'delete') throw new Refusal('rights.not_now');
    const { purchases, account } = await rightsCase(ctx, id);
    if (purchases.some((one) => !one.isForgotten && !one.hasEnded)) throw new Refusal('rights.order_open');
    for (const one of purchases) await forgetPurchase(ctx, one.id);
    if (request.email !== null) {
      await ctx.db.execute(
        sql`update public_reports set contact = null where lower(contact) = lower(${request.email})`,
      );
      await ctx.db.execute(sql`
        update letters set to_address = 'nobody@forgotten.invalid', to_name = null, words = ''
        where lower(to_address) = lower(${request.email}) and state not in ('waiting', 'handing_over')
          and kind in ('order', 'claim', 'review', 'report_answer', 'enquiry', 'visit')`);
      await forgetVisitsOf(ctx, request.email);
    }
    if (account) await closeAccount(ctx, account.id, 'P-03');
  });
}
