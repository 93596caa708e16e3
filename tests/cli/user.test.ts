import { sql } from 'drizzle-orm';
import { userCommand } from '#src/cli/user.ts';
import { openAuth } from '#src/web/auth.ts';
import type { Site } from '#src/web/site.ts';
import { assignmentsOf } from '#src/domain/accounts/assignments.ts';
import { auditFacts } from '#db/schema/audit.ts';
import { assignments, users } from '#db/schema/accounts.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { aProducer } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

const GOOD = 'một câu dài dễ nhớ';

async function run(ctx: Context, words: string, password = GOOD, json = false) {
  const said: string[] = [];
  const auth = openAuth({
    db: ctx.db,
    secret: 'only in tests, and long enough',
    siteUrl: null,
    sendReset: async () => {},
    sendConfirmation: async () => {},
  });
  const say = (line: string) => void said.push(line);
  const exit = await userCommand(words.split(' '), {
    ctx,
    site: { auth, places: allPlaces() } as unknown as Site,
    password: async () => password,
    out: say,
    err: say,
    json,
  });
  return { exit, said: said.join('\n') };
}

const AT = '--scope 11503';
const COMMUNE = `add --email xa@example.vn --role commune_officer`;

test('an account is made with its office, its password never among the words of the command', async ({
  ctx,
}) => {
  const { exit, said } = await run(ctx, `${COMMUNE} ${AT}`);
  expect([exit, said]).toEqual([
    0,
    'Đã tạo tài khoản xa@example.vn: Cán bộ cấp xã · Xã Việt Khê, Thành phố Hải Phòng.',
  ]);
  const [user] = await ctx.db.select().from(users);
  expect(await assignmentsOf(ctx, user!.id)).toMatchObject([
    { role: 'commune_officer', scope: { kind: 'commune', communeCode: '11503' } },
  ]);
  const facts = await ctx.db.select().from(auditFacts);
  expect(facts.map(({ kind, communeCode }) => [kind, communeCode])).toEqual([
    ['user.made', '11503'],
    ['office.given', '11503'],
  ]);
});

test.for([
  ['a password that is guessed first', `${COMMUNE} ${AT}`, 'matkhau123', 'user.password_weak'],
  ['a password that is too short', `${COMMUNE} ${AT}`, 'ngắn', 'user.password_weak'],
  ['a place that is nowhere', `${COMMUNE} --scope Không-Hề-Có`, GOOD, 'office.scope_wrong'],
  [
    'a role that does not go with the place',
    `add --email a@example.vn --role province_officer ${AT}`,
    GOOD,
    'office.scope_wrong',
  ],
  [
    'a commune that is nowhere',
    'add --email a@example.vn --role commune_officer --scope 99999',
    GOOD,
    'office.scope_wrong',
  ],
  [
    'a province that is nowhere',
    'add --email a@example.vn --role province_officer --scope 99',
    GOOD,
    'office.scope_wrong',
  ],
  [
    'an inspector of nowhere',
    'add --email a@example.vn --role inspector --scope Không-Hề-Có',
    GOOD,
    'office.scope_wrong',
  ],
  [
    'the owner of a producer that is not there',
    'add --email a@example.vn --role producer_owner --scope 000000000000',
    GOOD,
    'producer.not_found',
  ],
  [
    'a member of a producer that is not there',
    'add --email a@example.vn --role producer_member --scope htx-khong-co',
    GOOD,
    'producer.not_found',
  ],
  [
    'a role that opens nothing yet',
    'add --email a@example.vn --role consultant --scope x',
    GOOD,
    'office.opens_nothing',
  ],
  ['an address that is none', `add --email xa --role commune_officer ${AT}`, GOOD, 'user.email_unreadable'],
] as const)(
  '%s is refused with the reason, and nothing is made',
  async ([, words, password, code], { ctx }) => {
    const { exit, said } = await run(ctx, words, password, true);
    expect([exit, (JSON.parse(said) as { code: string }).code]).toEqual([1, code]);
    expect(await ctx.db.$count(users)).toBe(0);
    expect(await ctx.db.$count(assignments)).toBe(0);
  },
);

test('a producer is meant by identifier or address, also by that of a record which was joined with another', async ({
  ctx,
}) => {
  const [kept, joined] = [await aProducer(ctx), await aProducer(ctx)];
  await ctx.db.execute(sql`update producers set merged_into = ${kept.id} where id = ${joined.id}`);
  const [{ slug } = { slug: '' }] = await ctx.db.execute<{ slug: string }>(
    sql`select slug from producers where id = ${kept.id}`,
  );
  const scopes = [kept.id, slug, joined.id];
  for (const [at, scope] of scopes.entries())
    expect(
      await run(ctx, `add --email ${at}@example.vn --role producer_owner --scope ${scope}`),
    ).toMatchObject({ exit: 0 });
  expect((await ctx.db.select().from(assignments)).map(({ role, producerId }) => [role, producerId])).toEqual(
    scopes.map(() => ['producer_owner', kept.id]),
  );
  expect(await run(ctx, 'add --email x@example.vn --role producer_owner --scope htx-khong-co')).toEqual({
    exit: 1,
    said: 'Không có chủ thể này trong sổ đăng ký.',
  });
});

test('an address that has an account already is refused', async ({ ctx }) => {
  await run(ctx, `${COMMUNE} ${AT}`);
  expect(await run(ctx, `${COMMUNE} ${AT}`)).toMatchObject({
    exit: 1,
    said: expect.stringContaining('Đã có tài khoản'),
  });
});

test('words that make no sense are a wrong use', async ({ ctx }) => {
  for (const words of ['remove', 'add --role commune_officer', 'add --email a@example.vn --role mayor'])
    await expect(run(ctx, words)).rejects.toThrow();
  for (const [role, wanted] of [
    ['producer_owner', 'mã chủ thể'],
    ['commune_officer', 'mã xã'],
    ['province_officer', 'mã tỉnh'],
  ] as const)
    await expect(run(ctx, `add --email a@example.vn --role ${role}`)).rejects.toThrow(wanted);
});
