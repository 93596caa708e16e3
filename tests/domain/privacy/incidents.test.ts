import { sql } from 'drizzle-orm';
import {
  closeIncident,
  incidentById,
  incidentsKept,
  noteIncident,
  noteNotified,
  notifyBy,
  recordIncident,
} from '#src/domain/privacy/incidents.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { momentField, momentTyped } from '#src/web/local-moment.ts';
import { expect, NOW, test } from '#tests/support/test.ts';

const as = (ctx: Context, role: string): Context => ({
  ...ctx,
  actor: {
    kind: 'person',
    id: role,
    isStrong: true,
    assignments: [{ role, scope: { kind: 'country' } }],
  } as unknown as Context['actor'],
});
const given = { learnedAt: NOW, what: 'Gửi nhầm tệp đơn hàng', data: 'Tên, điện thoại', people: 12 };

test('an incident is told within 72 hours of being known, once, and closed with a conclusion', async ({
  ctx,
}) => {
  const desk = as(ctx, 'administrator');
  const id = await recordIncident(desk, given);
  expect(notifyBy({ learnedAt: NOW.toISOString() }).toISOString()).toBe('2026-03-18T03:00:00.000Z');
  await noteIncident(desk, id, 'Đã thu hồi tệp');
  await noteNotified(desk, id, { at: NOW, to: 'A05, công văn 12' });
  await expect(noteNotified(desk, id, { at: NOW, to: 'Lần nữa' })).rejects.toMatchObject({
    code: 'incident.notified',
  });
  await expect(closeIncident(desk, id, ' ')).rejects.toMatchObject({ code: 'reason_missing' });
  await closeIncident(desk, id, 'Không ai dùng tệp');
  for (const again of [
    () => noteIncident(desk, id, 'Thêm'),
    () => closeIncident(desk, id, 'Nữa'),
    () => noteNotified(desk, id, { at: NOW, to: 'x' }),
  ])
    await expect(again()).rejects.toMatchObject({ code: 'incident.closed' });
  expect(await incidentById(desk, id)).toMatchObject({
    people: 12,
    notifiedTo: 'A05, công văn 12',
    conclusion: 'Không ai dùng tệp',
    notes: [{ words: 'Đã thu hồi tệp' }],
  });
  const facts = await ctx.db.execute<{ kind: string; all: string }>(
    sql`select kind, f::text as all from audit_facts f where subject = ${`incident:${id}`} order by id`,
  );
  expect(facts.map(({ kind }) => kind)).toEqual([
    'incident.recorded',
    'incident.noted',
    'incident.notified',
    'incident.closed',
  ]);
  expect(facts.map(({ all }) => all).join(' ')).not.toMatch(/tệp/);
});

test('an incident has words and a time that is not ahead; nobody else keeps the register', async ({
  ctx,
}) => {
  const desk = as(ctx, 'administrator');
  await expect(recordIncident(desk, { ...given, what: ' ' })).rejects.toMatchObject({
    code: 'incident.words_missing',
  });
  const ahead = new Date(NOW.getTime() + 60_000);
  await expect(recordIncident(desk, { ...given, learnedAt: ahead })).rejects.toMatchObject({
    code: 'incident.moment_wrong',
  });
  for (const role of ['reader', 'province_officer']) {
    await expect(recordIncident(as(ctx, role), given)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(incidentsKept(as(ctx, role))).rejects.toMatchObject({ code: 'not_allowed' });
  }
  await expect(incidentById(desk, '000000000000')).rejects.toMatchObject({ code: 'not_found' });
});

test('a field for day and hour is the clock in Vietnam', () => {
  expect(momentTyped('2026-03-15T10:00')).toEqual(NOW);
  expect(momentField(NOW)).toBe('2026-03-15T10:00');
  expect(Number.isNaN(momentTyped('hôm qua').getTime())).toBe(true);
});
