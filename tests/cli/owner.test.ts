import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { ownerCommand } from '#src/cli/owner.ts';
import { siteOwner } from '#src/domain/shared/site-settings.ts';
import { expect, test } from '#tests/support/test.ts';

const REAL = `name: HTX Dịch vụ Làng Sao
registration: '0312345678'
address: Số 1 đường Làng, xã Việt Khê, thành phố Hải Phòng
phone: 0225 000 000
email: lienhe@langsao.vn
representative: Giám đốc HTX
`;

async function asked(ctx: Parameters<typeof siteOwner>[0], text: string) {
  const file = join(await mkdtemp(join(tmpdir(), 'owner-')), 'owner.yaml');
  await writeFile(file, text);
  const said: string[] = [];
  const code = await ownerCommand(['set', file], { ctx, out: (line) => void said.push(line), json: false });
  return { code, said };
}

test('who answers for the site is said once, in full, and written down', async ({ ctx }) => {
  expect(await siteOwner(ctx)).toBeNull();
  expect((await asked(ctx, REAL)).code).toBe(0);
  expect(await siteOwner(ctx)).toMatchObject({ name: 'HTX Dịch vụ Làng Sao', isExample: false });
  const facts = await ctx.db.execute(sql`select kind from audit_facts`);
  expect([...facts]).toEqual([{ kind: 'site.owner_changed' }]);
});

test('placeholders and blanks are refused, each by name', async ({ ctx }) => {
  const real = REAL;
  for (const [text, field] of [
    [real.replace('0225 000 000', '[số điện thoại]'), 'phone'],
    [real.replace('lienhe@langsao.vn', 'lienhe'), 'email'],
    [real.replace('HTX Dịch vụ Làng Sao', "''"), 'name'],
  ] as const) {
    const { code, said } = await asked(ctx, text);
    expect([code, said.length, said[0]!.split(':')[0]]).toEqual([1, 1, field]);
  }
  expect(await siteOwner(ctx)).toBeNull();
});
