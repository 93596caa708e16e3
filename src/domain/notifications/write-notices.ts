import { sql } from 'drizzle-orm';
import { notices } from '#db/schema/notifications.ts';
import type { CertificateStatus, LastDayRule } from '#src/domain/certification/certificate.ts';
import { renewalWindowBefore } from '#src/domain/certification/certificates.ts';
import { lastDaySql } from '#src/domain/certification/last-day-sql.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import { addDays, dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { isDemo } from '#src/domain/shared/site-settings.ts';
import { writeLetter } from './letters.ts';
import { lastDaysConcerned, noticeDueOn, type DueNotice, type NoticeReceiver } from './notice-schedule.ts';

/** What a notice tells of one certificate. */
export type NoticeFacts = DueNotice & {
  certificateId: string;
  status: CertificateStatus;
  /** Of its own term. */
  lastDay: Day;
  /** Last day of the extension that runs; `null`: none runs. */
  extendedUntil: Day | null;
  /** First and last day on which a dossier is taken; `null` where the rules set no such days. */
  renewal: { opens: Day; closes: Day } | null;
  stars: Stars;
  product: string;
  decision: { number: string; issuer: string; issuedOn: Day } | null;
  producer: { id: string; name: string; email: string | null } | null;
  provinceCode: string | null;
  communeCode: string | null;
};

/** Officers of a unit read once a day what is due in all of it. */
export type NoticeUnit = { kind: 'commune' | 'province'; provinceCode: string; communeCode: string | null };

/** The letters in words. */
export type NoticeWords = {
  toProducer: (facts: NoticeFacts, day: Day) => { title: string; words: string };
  /** Whom a letter on paper to the unit itself is addressed to. */
  unitName: (unit: NoticeUnit) => string;
  toOfficer: (unit: NoticeUnit, facts: readonly NoticeFacts[], day: Day) => { title: string; words: string };
};

/** Letters are written in parts of so many certificates: who is killed in between has lost none and repeats none. */
const A_TRANSACTION = 100;

/**
 * Writes the notices that are due today: to the producer of each certificate, and to the officers of its commune
 * and province, one letter a day for all that is due in their unit. Each notice is given once, ever, whoever asks
 * how often; one whose day passed while the site stood still is given late. Producers whom no mail reaches get a
 * letter to be printed, and so does a unit none of whose officers mail reaches.
 *
 * @returns how many letters to producers, to officers by mail, and to units on paper.
 */
export async function writeDueNotices(
  ctx: Context,
  rule: LastDayRule,
  words: NoticeWords,
): Promise<{ producers: number; officers: number; units: number }> {
  const day = dayInVietnam(ctx.now);
  const due = await dueNotices(ctx, rule, day);
  // The goods of the demo world are real ones; their makers have not asked for our letters.
  const mayMail = !(await isDemo(ctx));
  const done = { producers: 0, officers: 0, units: 0 };

  const forProducers = due.filter((one) => one.producer !== null && one.waiting.includes('producer'));
  for (let start = 0; start < forProducers.length; start += A_TRANSACTION) {
    done.producers += await inTransaction(ctx, async (ctx) => {
      let written = 0;
      const part = forProducers.slice(start, start + A_TRANSACTION);
      for (const facts of await take(ctx, part, 'producer')) {
        const { title, words: text } = words.toProducer(facts, day);
        const { producer, provinceCode, communeCode } = facts;
        await writeLetter(ctx, {
          key: `notice:${facts.certificateId}:${facts.milestone}:producer`,
          kind: 'certificate_notice',
          to: { address: mayMail ? (producer?.email ?? null) : null, name: producer?.name ?? null },
          title,
          words: text,
          about: `certificate:${facts.certificateId}`,
          place: { provinceCode, communeCode },
        });
        written += 1;
      }
      return written;
    });
  }

  const officers = await officersByUnit(ctx);
  for (const kind of ['commune', 'province'] as const) {
    const units = Map.groupBy(
      due.filter((one) => one.waiting.includes(kind) && unitKey(kind, one) !== null),
      (one) => unitKey(kind, one)!,
    );
    for (const [key, all] of units) {
      const written = await inTransaction(ctx, async (ctx) => {
        const taken = await take(ctx, all, kind);
        const [first] = taken;
        if (!first) return { officers: 0, units: 0 };
        const unit: NoticeUnit = {
          kind,
          provinceCode: first.provinceCode!,
          communeCode: kind === 'commune' ? first.communeCode : null,
        };
        const { title, words: text } = words.toOfficer(unit, taken, day);
        const reached = officers.get(key) ?? [];
        const receivers = reached.length > 0 ? reached : [{ email: null, name: words.unitName(unit) }];
        for (const { email, name } of receivers) {
          await writeLetter(ctx, {
            // What was taken is never taken again: the letter about it cannot be written twice.
            key: `notices:${day}:${newId()}`,
            kind: 'notice_digest',
            to: { address: email, name },
            title,
            words: text,
            place: { provinceCode: unit.provinceCode, communeCode: unit.communeCode },
          });
        }
        return { officers: reached.length, units: receivers.length - reached.length };
      });
      done.officers += written.officers;
      done.units += written.units;
    }
  }
  return done;
}

/** Which of these notices are now ours to give: of two that ask at once, one. */
async function take(
  ctx: Context,
  facts: readonly NoticeFacts[],
  receiver: NoticeReceiver,
): Promise<NoticeFacts[]> {
  const taken = await ctx.db
    .insert(notices)
    .values(
      facts.map(({ certificateId, milestone, dueOn }) => ({
        certificateId,
        milestone,
        receiver,
        dueOn,
        writtenAt: ctx.now,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: notices.certificateId });
  const ours = new Set(taken.map(({ id }) => id));
  return facts.filter(({ certificateId }) => ours.has(certificateId));
}

type Row = Omit<NoticeFacts, keyof DueNotice | 'renewal' | 'extendedUntil'> & {
  untilDay: Day;
  given: string[];
};

/** Every certificate that has a notice due today, with the receivers who have not had it; the soonest end first. */
async function dueNotices(
  ctx: Context,
  rule: LastDayRule,
  day: Day,
): Promise<(NoticeFacts & { waiting: NoticeReceiver[] })[]> {
  const concerned = lastDaysConcerned(day);
  if (concerned === null) return [];
  const lastDay = lastDaySql(rule);
  const rows = await ctx.db.execute<Row>(sql`
    select c.id as "certificateId", s.status, ${lastDay}::text as "lastDay", s.until_day::text as "untilDay",
      c.stars::int as stars, p.name as product,
      case when d.issued_on is null then null else jsonb_build_object(
        'number', d.number, 'issuer', d.issuer, 'issuedOn', d.issued_on) end as decision,
      case when m.id is null then null else jsonb_build_object(
        'id', m.id, 'name', m.name, 'email', m.email) end as producer,
      coalesce(p.province_code, m.province_code) as "provinceCode",
      case when p.province_code is null then m.commune_code else p.commune_code end as "communeCode",
      array(select n.milestone || ' ' || n.receiver from notices n where n.certificate_id = c.id) as given
    from standings s
    join certificates c on c.id = s.certificate_id
    join products p on p.id = c.product_id
    left join producers m on m.id = p.producer_id
    left join decisions d on d.id = c.decision_id
    where p.merged_into is null and s.governs and ${day}::date between s.from_day and s.until_day
      and s.status in ('valid', 'expiring', 'extended', 'expired')
      and (p.withdrawn_on is null or p.withdrawn_on > ${day}::date)
      and (m.ceased_on is null or m.ceased_on > ${day}::date)
      and ${lastDay} between ${concerned.from}::date and ${concerned.to}::date
    order by "lastDay", c.id`);
  return rows.flatMap(({ untilDay, given, ...row }) => {
    const notice = noticeDueOn(day, row.lastDay, row.status);
    const waiting = notice?.to.filter((receiver) => !given.includes(`${notice.milestone} ${receiver}`)) ?? [];
    if (!notice || waiting.length === 0) return [];
    const window = renewalWindowBefore(row.lastDay);
    return [
      {
        ...row,
        ...notice,
        waiting,
        extendedUntil: row.status === 'extended' ? untilDay : null,
        renewal: window && {
          opens: addDays(row.lastDay, -window.opens),
          closes: addDays(row.lastDay, -window.closes),
        },
      },
    ];
  });
}

const unitKey = (
  kind: 'commune' | 'province',
  { provinceCode, communeCode }: Pick<NoticeFacts, 'provinceCode' | 'communeCode'>,
): string | null => (kind === 'province' ? provinceCode : communeCode);

/** Officers whom mail reaches, by the code of the unit they keep. */
async function officersByUnit(ctx: Context): Promise<Map<string, { email: string; name: string }[]>> {
  const rows = await ctx.db.execute<{ unit: string; email: string; name: string }>(sql`
    select distinct coalesce(a.commune_code, a.province_code) as unit, u.email, u.name
    from assignments a join users u on u.id = a.user_id
    where a.ended_at is null and (a.until is null or a.until > ${ctx.now.toISOString()}::timestamptz)
      and u.closed_at is null and u.email not like '%.invalid'
      and ((a.role = 'commune_officer' and a.scope_kind = 'commune')
        or (a.role = 'province_officer' and a.scope_kind = 'province'))
    order by u.email`);
  return Map.groupBy(rows, ({ unit }) => unit);
}
