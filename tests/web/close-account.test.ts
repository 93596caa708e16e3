import { afterAll, beforeAll, expect, test } from 'vitest';
import { officer, PASSWORD, plainBrowser, wordsOf } from '#tests/support/officers.ts';
import { ensureBuilt, startServer, type RunningServer } from '#tests/support/server.ts';

const HAI_PHONG = { kind: 'province', provinceCode: '31' } as const;

let server: RunningServer;
beforeAll(async () => {
  await ensureBuilt();
  server = await startServer();
}, 240_000);
afterAll(() => server.stop());

test('an account closed by an administrator is out at once, and its sign-in is that of no account', async () => {
  const admin = await officer(server, 'administrator');
  const mai = await officer(server, 'province_officer', HAI_PHONG);
  expect((await mai.ask('/quan-tri')).status).toBe(200);
  const page = await admin.ask('/quan-tri/nguoi', { viec: 'dong', ai: mai.id, 'ly-do': 'Nghỉ hưu' });
  expect(await wordsOf(page)).toContain('Đã đóng tài khoản.');
  const after = await mai.ask('/quan-tri');
  expect([after.status, after.headers.get('location')]).toEqual([303, '/dang-nhap?ve=%2Fquan-tri']);
  const browser = plainBrowser(server.url);
  const [closed, unknown] = [
    await browser.ask('/dang-nhap', { ai: mai.email, 'mat-khau': PASSWORD }),
    await browser.ask('/dang-nhap', { ai: 'khong.co@example.vn', 'mat-khau': PASSWORD }),
  ];
  expect(closed.status).toBe(401);
  expect(await wordsOf(closed)).toBe(await wordsOf(unknown));
  expect(await wordsOf(await admin.ask('/quan-tri/nguoi'))).not.toContain(mai.email);
  expect(await wordsOf(await admin.ask(`/quan-tri/nhat-ky?ve=user:${mai.id}`))).toContain('Đóng tài khoản');
});

test('somebody closes their own account with their password, and the last administrator does not', async () => {
  await server.sql`update assignments set ended_at = now(), ended_by = 'test' where ended_at is null`;
  const admin = await officer(server, 'administrator');
  const mai = await officer(server, 'reader');
  const wrong = await mai.ask('/tai-khoan', { viec: 'dong', cu: 'sai mật khẩu rồi' });
  expect([wrong.status, await wordsOf(wrong)]).toEqual([
    400,
    expect.stringContaining('Mật khẩu hiện tại không đúng.'),
  ]);
  const last = await admin.ask('/tai-khoan', { viec: 'dong', cu: PASSWORD });
  expect(last.status).toBe(400);
  const closed = await mai.ask('/tai-khoan', { viec: 'dong', cu: PASSWORD });
  expect([closed.status, closed.headers.get('location')]).toEqual([303, '/dang-nhap?dong=1']);
  expect(await wordsOf(await mai.ask('/dang-nhap?dong=1'))).toContain('Tài khoản đã đóng.');
  expect((await mai.ask('/tai-khoan')).status).toBe(303);
  const [user] = await server.sql`select closed_at, phone from users where id = ${mai.id}`;
  expect(user?.['closed_at']).not.toBeNull();
});
