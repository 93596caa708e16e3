import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { officer, PASSWORD } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ demo: true, env: { SITE_URL: '' } });
  // Somebody has asked for an account and has the letter in front of them.
  const token = createHash('sha256').update('thu-trong-hop-thu').digest('base64url');
  const asked = { name: 'Lan', email: 'lan@example.vn', phone: '', hash: 'x', order: '', back: '/tai-khoan' };
  await server.sql`insert into verifications (id, identifier, value, expires_at, created_at, updated_at)
    values ('asked', ${`sign_up:${token}`}, ${JSON.stringify(asked)}, now() + interval '1 hour', now(), now())`;
}, 240_000);
afterAll(() => server.stop());

test('an officer makes a passkey of the device and comes in with it, without a password', async ({
  visitor,
}) => {
  const person = await officer(server, 'administrator', { kind: 'country' }, { strong: false });
  // Passkeys are for names, not for numbers of machines.
  const url = server.url.replace('127.0.0.1', 'localhost');
  const visitorOfKey = await visitor({ url });
  const { page, context, go, complaints } = visitorOfKey;
  const device = await context.newCDPSession(page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await go('/dang-nhap');
  await page.getByLabel('Địa chỉ thư hoặc số điện thoại').fill(person.email);
  await page.getByLabel('Mật khẩu').fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await page.waitForURL('**/tai-khoan');
  await page.getByRole('button', { name: 'Thêm khóa của máy này' }).click();
  const key = page.locator('details', { hasText: 'Bỏ' }).first();
  await key.waitFor();
  const strong = async () =>
    (
      await server.sql<{ strong: boolean }[]>`
      select is_strong as strong from sessions where user_id = ${person.id} order by created_at desc`
    )[0]?.strong;
  expect(await strong()).toBe(true);

  await page.getByRole('link', { name: 'Đăng xuất' }).click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.waitForURL(`${url}/`);
  await go('/dang-nhap?ve=/quan-tri');
  await page.getByRole('button', { name: 'Dùng khóa đăng nhập của máy này' }).click();
  await page.waitForURL(`${url}/quan-tri`);
  expect(await strong()).toBe(true);

  // Whoever finds the browser open takes no key away.
  await go('/tai-khoan');
  await key.locator('summary').click();
  await key.getByLabel('Mật khẩu hiện tại').fill(PASSWORD);
  await screenshot(visitorOfKey, 'tai-khoan-bo-khoa');
  expect([await axe(visitorOfKey), await sticksOut(visitorOfKey)]).toEqual([[], false]);
  await key.getByRole('button', { name: 'Bỏ' }).click();
  await page.getByText('Đã lưu').first().waitFor();
  expect(await server.sql`select 1 from passkeys where user_id = ${person.id}`).toHaveLength(0);
  expect(complaints).toEqual([]);
});

describe.each([
  { width: 360, dark: false },
  { width: 360, dark: true },
  { width: 1280, dark: false },
])('at $width px, dark: $dark', ({ width, dark }) => {
  test.for([
    ['dang-nhap', '/dang-nhap', false],
    ['quen-mat-khau', '/quen-mat-khau', false],
    ['dang-ky', '/dang-ky', false],
    ['dang-ky-mo-thu', '/dang-ky?gui=1', false],
    ['dang-ky-xong', '/dang-ky/thu-trong-hop-thu', false],
    ['dang-nhap-moi', '/dang-nhap?moi=1', false],
    ['tai-khoan', '/tai-khoan', true],
    ['quan-tri', '/quan-tri', true],
    ['quan-tri-nguoi', '/quan-tri/nguoi', true],
    ['quan-tri-nhat-ky', '/quan-tri/nhat-ky', true],
  ] as const)('%s reads well', async ([name, path, needsOffice], { visitor }) => {
    const guest = await visitor({ url: server.url, width, dark });
    if (needsOffice) {
      const person = await officer(server, 'administrator');
      await guest.context.addCookies(
        [...person.jar].map(([key, value]) => ({ name: key, value, url: server.url })),
      );
    }
    expect(await guest.go(path)).toBe(200);
    await screenshot(guest, `${name}-${width}${dark ? '-dark' : ''}`);
    expect(await sticksOut(guest)).toBe(false);
    expect(await axe(guest)).toEqual([]);
    expect(guest.complaints).toEqual([]);
  });
});
