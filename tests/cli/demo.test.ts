import { demoCommand } from '#src/cli/demo.ts';
import { expect, test } from '#tests/support/test.ts';

test('the demo world is made by one command, and by a second one not again', async ({ ctx }) => {
  const said: string[] = [];
  let rebuilt = 0;
  const deps = {
    ctx,
    lastDay: 'anniversary_counts' as const,
    search: { rebuild: async () => void rebuilt++ },
    out: (line: string) => void said.push(line),
    json: false,
  };
  expect(await demoCommand([], deps)).toBe(0);
  expect(await demoCommand([], deps)).toBe(0);
  expect(await demoCommand(['all'], deps)).toBe(2);
  expect(said).toEqual([
    'Đã đưa 81 sản phẩm minh hoạ vào sổ đăng ký.',
    'Dữ liệu minh hoạ đã có từ ngày 15/03/2026; không có gì đổi.',
    'Cách dùng: demo',
  ]);
  expect(rebuilt).toBe(1);
});

test('a register with real goods refuses the demo world', async ({ ctx }) => {
  const { sql } = await import('drizzle-orm');
  await ctx.db.execute(sql`insert into products (id, slug, name, name_key, created_at, updated_at)
    values ('realproduct1', 'hang-that', 'Hàng thật', 'hang that', now(), now())`);
  const said: string[] = [];
  const code = await demoCommand([], {
    ctx,
    lastDay: 'anniversary_counts',
    search: { rebuild: async () => {} },
    out: (line) => void said.push(line),
    json: true,
  });
  expect([code, JSON.parse(said[0]!)]).toEqual([
    1,
    { outcome: 'register_not_empty', madeOn: null, products: 0 },
  ]);
});
