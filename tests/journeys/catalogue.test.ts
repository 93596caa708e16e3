import { axe, sticksOut } from '#tests/support/browser.ts';
import { expect, test } from '#tests/support/journey.ts';

const OWN_PAGES = [
  '/',
  '/san-pham',
  '/san-pham?q=m%E1%BA%ADt+ong',
  '/san-pham?q=zzqx&sao=4&tinh=38',
  '/san-pham/ca-phe-rang-xay-vi-du',
  '/san-pham/nem-chua-vi-du',
  '/san-pham/tuong-ot-vi-du',
  '/san-pham/tra-hoa-cuc-vi-du',
  '/san-pham/yen-sao-huan-hoa',
  '/san-pham/ruou-nep-cai-hoa-vang-vi-du',
  '/chu-the/hop-tac-xa-ca-phe-vi-du',
  '/chu-the/ho-kinh-doanh-banh-da-vi-du',
  '/do-tuoi',
];

for (const [width, dark] of [
  [360, false],
  [1280, true],
] as const) {
  test(`the shopper's pages read well at ${width} px ${dark ? 'by night' : 'by day'}, in both languages`, async ({
    visitor,
  }) => {
    const { page, go, complaints } = await visitor({ width, dark, height: 800 });
    for (const path of OWN_PAGES.flatMap((path) => [path, path === '/' ? '/en' : `/en${path}`])) {
      expect([path, await go(path)]).toEqual([path, 200]);
      expect([path, await sticksOut({ page })]).toEqual([path, false]);
      expect([path, await axe({ page })]).toEqual([path, []]);
      expect([path, await page.locator('h1').count()]).toEqual([path, 1]);
    }
    expect(complaints).toEqual([]);
  }, 240_000);
}

test('letters twice as large push nothing out of the page', async ({ visitor }) => {
  // Zoom of 200 % on a window of 640 px is a page of 320 px.
  const { page, go } = await visitor({ width: 320 });
  for (const path of OWN_PAGES) {
    await go(path);
    expect([path, await sticksOut({ page })]).toEqual([path, false]);
  }
}, 120_000);

test('without script a shopper searches, filters, takes a filter away and opens a product', async ({
  visitor,
}) => {
  const { page, go } = await visitor({ script: false });
  await go('/');
  await page.getByRole('searchbox').fill('mat ong');
  await page.getByRole('search').getByRole('button').click();
  await page.waitForURL(/\/san-pham\?q=mat\+ong/);
  const all = await page.locator('li.card').count();
  expect(all).toBeGreaterThan(1);
  expect(await page.locator('li.card a').first().innerText()).toContain('Mật ong');

  await page.locator('details.drawer > summary').click();
  const box = page.locator('input[name="hieu-luc"][value="in-force"]');
  const promised = Number(await box.locator('xpath=..').locator('.count').innerText());
  await box.check();
  await page.getByRole('button', { name: 'Áp dụng' }).click();
  await page.waitForURL(/hieu-luc=in-force/);
  const left = await page.locator('li.card').count();
  expect(left).toBe(promised);
  expect(left).toBeLessThan(all);

  await page.getByRole('link', { name: 'Bỏ lọc: Đang được công nhận' }).click();
  expect(await page.locator('li.card').count()).toBe(all);
  await page.locator('li.card a').first().click();
  await page.waitForURL(/\/san-pham\/mat-ong/);
  expect(await page.locator('h1').innerText()).toContain('Mật ong');
});

test('every box of the filters gives as many goods as it says', async ({ site }) => {
  const text = await (await fetch(`${site}/san-pham`)).text();
  const boxes = [
    ...text.matchAll(/name="(nhom|sao|tinh|hieu-luc)" value="([^"]+)"[\s\S]*?count num"[^>]*>(\d+)</g),
  ];
  expect(boxes.length).toBeGreaterThan(15);
  for (const [, name, value, count] of boxes) {
    const answer = await (await fetch(`${site}/san-pham?${name}=${value}`)).text();
    const found = /class="found num"[^>]*>\s*<b[^>]*>(\d+)/.exec(answer)?.[1];
    expect([name, value, found]).toEqual([name, value, count]);
  }
}, 60_000);

test('with a pointer on a wide screen a tick filters at once, with the keyboard only when asked', async ({
  visitor,
}) => {
  const { page, go } = await visitor({ width: 1280, height: 900 });
  await go('/san-pham');
  await page.locator('input[name="sao"][value="5"]').click();
  await page.waitForURL('**/san-pham?sao=5');
  await page.locator('input[name="sao"][value="4"]').focus();
  await page.keyboard.press('Space');
  await page.waitForTimeout(300);
  expect(page.url()).toMatch(/\?sao=5$/);
});

test('what is typed is completed, and the arrows and Enter choose', async ({ visitor }) => {
  const { page, go, complaints } = await visitor({ width: 1280 });
  await go('/');
  const box = page.getByRole('combobox');
  await box.fill('mat on');
  const options = page.getByRole('option');
  await options.first().waitFor();
  expect(await box.getAttribute('aria-expanded')).toBe('true');
  await box.press('ArrowDown');
  expect(await box.getAttribute('aria-activedescendant')).toBe(await options.first().getAttribute('id'));
  await box.press('Escape');
  expect(await options.first().isVisible()).toBe(false);
  expect(complaints).toEqual([]);
});

test('stars show only from a certificate in force', async ({ visitor }) => {
  const { page, go } = await visitor({ width: 1280 });
  const seals = async (path: string) => {
    await go(path);
    return page.locator('article .seal').evaluateAll((all) => all.map((one) => one.className));
  };
  expect(await seals('/san-pham/ca-phe-rang-xay-vi-du')).toEqual([expect.stringContaining('seal-4')]);
  expect(await seals('/san-pham/che-xanh-vi-du')).toEqual([expect.stringContaining('is-past')]);
  expect(await seals('/san-pham/tuong-ot-vi-du')).toEqual([]);
  expect(await page.locator('.verdict.bad').innerText()).toMatch(/thu hồi.*\d\d\/\d\d\/\d{4}[\s\S]*Lý do/);
  expect(await seals('/san-pham/yen-sao-huan-hoa')).toEqual([]);
  expect(await page.locator('article').innerText()).toContain('Chưa đủ căn cứ công bố');
});

const ALCOHOL = '/san-pham/ruou-nep-cai-hoa-vang-vi-du';

test('of alcohol a stranger sees safety and certificate alone; who gave their age, all of it', async ({
  visitor,
}) => {
  const { page, go, context, complaints } = await visitor({ script: false });
  await go(ALCOHOL);
  expect(await page.locator('main').innerText()).not.toMatch(/₫/);
  expect(await page.locator('h2').allInnerTexts()).toEqual(
    expect.arrayContaining(['Đây là đồ uống có cồn', 'Công nhận OCOP', 'An toàn']),
  );
  await go('/san-pham?q=ruou+nep');
  expect(await page.locator('li.card').allInnerTexts()).not.toEqual(
    expect.arrayContaining([expect.stringContaining('Rượu')]),
  );

  await page.getByRole('link', { name: 'Tôi đủ 18 tuổi' }).click();
  const declare = async (year: string) => {
    await page.getByLabel('Tên của bạn').fill('Nguyễn Văn An');
    await page.getByLabel('Ngày', { exact: true }).fill('5');
    await page.getByLabel('Tháng').fill('9');
    await page.getByLabel('Năm sinh').fill(year);
    await page.getByRole('button', { name: 'Tôi khai đúng' }).click();
  };
  await declare('2015');
  expect(await page.locator('[role=alert]').innerText()).toContain('chưa đủ 18');
  expect(await context.cookies()).toEqual([]);

  await go(`/do-tuoi?ve=${encodeURIComponent('/san-pham?q=ruou+nep')}`);
  await declare('1990');
  await page.waitForURL(/\/san-pham\?q=ruou\+nep/);
  expect(await page.locator('li.card').first().innerText()).toContain('Rượu');
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: 'tuoi', httpOnly: true, sameSite: 'Lax' });
  expect(cookie?.value).not.toContain('An');
  await go(ALCOHOL);
  expect(await page.locator('h2').allInnerTexts()).not.toContain('Đây là đồ uống có cồn');
  expect(complaints).toEqual([]);
});

test('alcohol is in no preview, no kept page and no front page, whoever looks', async ({ site, visitor }) => {
  const answer = await fetch(site + ALCOHOL);
  const text = await answer.text();
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(text).not.toMatch(/property="og:|name="description"/);
  expect(text).not.toContain('application/ld+json');
  expect(text).toContain('noindex');
  expect((await fetch(`${site}${ALCOHOL}/the.png`)).status).toBe(404);
  const { page, go, context } = await visitor();
  await go('/do-tuoi');
  const posted = await context.request.post('/do-tuoi', {
    form: { ve: '/', ten: 'An', ngay: '1', thang: '1', nam: '1990' },
    headers: { origin: site },
  });
  expect(posted.status()).toBe(200);
  await go('/');
  expect(await page.locator('main').innerText()).not.toMatch(/Rượu/i);
});

test('a declaration leads nowhere else', async ({ site }) => {
  const answer = await fetch(`${site}/do-tuoi`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: site, 'content-type': 'application/x-www-form-urlencoded' },
    body: 've=//evil.example&ten=An&ngay=1&thang=1&nam=1990',
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/san-pham']);
});

test('a product tells other sites what it is, in its own picture too', async ({ site }) => {
  const text = await (await fetch(`${site}/san-pham/ca-phe-rang-xay-vi-du`)).text();
  const facts = [...text.matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/g)].map(
    ([, json]) => JSON.parse(json ?? '{}') as Record<string, unknown>,
  );
  expect(facts.map((one) => one['@type'])).toEqual(expect.arrayContaining(['BreadcrumbList', 'Product']));
  expect(facts.find((one) => one['@type'] === 'Product')).toMatchObject({
    hasCertification: { '@type': 'Certification', name: 'OCOP 4 sao' },
  });
  const lapsed = await (await fetch(`${site}/san-pham/che-xanh-vi-du`)).text();
  expect(lapsed).not.toContain('hasCertification');
  const card = await fetch(`${site}/san-pham/ca-phe-rang-xay-vi-du/the.png`);
  expect([card.status, card.headers.get('content-type')]).toEqual([200, 'image/png']);
  const bytes = Buffer.from(await card.arrayBuffer());
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
});

test('a page that is not there says so in the language asked for, and offers the search', async ({
  visitor,
}) => {
  const { page, go } = await visitor({ script: false });
  for (const [path, title] of [
    ['/khong-co-trang-nay', 'Không có trang này'],
    ['/en/khong-co-trang-nay', 'There is no such page'],
    ['/san-pham/khong-co', 'Không có trang này'],
    ['/en/chu-the/khong-co', 'There is no such page'],
  ] as const) {
    expect([path, await go(path)]).toEqual([path, 404]);
    expect(await page.locator('h1').innerText()).toBe(title);
    expect(await page.getByRole('searchbox').count()).toBe(1);
  }
});

test('a filtered list is not a page for search engines; the plain one is', async ({ site }) => {
  const of = async (path: string) => (await fetch(site + path)).text();
  expect(await of('/san-pham?sao=4')).toContain('name="robots" content="noindex"');
  expect(await of('/san-pham?q=mat')).toContain('name="robots" content="noindex"');
  expect(await of('/san-pham')).toContain(`rel="canonical" href="${site}/san-pham"`);
  expect(await of('/en/san-pham?trang=2')).toContain(`rel="canonical" href="${site}/en/san-pham?trang=2"`);
});

test('the first load of home, catalogue and product stays within 100 KB', async ({ visitor }) => {
  for (const path of ['/', '/san-pham', '/san-pham/ca-phe-rang-xay-vi-du']) {
    const { page, context, go } = await visitor({ width: 1280 });
    const client = await context.newCDPSession(page);
    await client.send('Network.enable');
    let bytes = 0;
    client.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await go(path);
    await page.waitForLoadState('networkidle');
    expect([path, bytes < 100 * 1024, bytes]).toEqual([path, true, bytes]);
  }
});
