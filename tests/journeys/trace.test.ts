import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { describe, expect, test } from '#tests/support/journey.ts';

const traceOf = (slug: string) => `/san-pham/${slug}/truy-xuat`;
const HONEY = 'mat-ong-hoa-vai-vi-du';

/** Every state of the demo world, as someone with the pack in hand reads it on 22/11/2026. */
const BANDS = [
  [HONEY, 'ok', 'Đang được công nhận OCOP 4 sao', 'Đến hết ngày 28/09/2028'],
  ['nuoc-mam-ca-com-vi-du', 'ok', 'Đang được công nhận OCOP 4 sao', 'còn 60 ngày'],
  ['nem-chua-vi-du', 'soon', 'Được gia hạn công nhận OCOP 3 sao', 'đánh giá lại'],
  ['che-xanh-vi-du', 'bad', 'Đã hết hạn công nhận OCOP', 'Từng đạt'],
  ['banh-phong-tom-vi-du', 'bad', 'Đang bị tạm dừng công nhận OCOP', 'kiểm tra lại phiếu'],
  ['tuong-ot-vi-du', 'bad', 'Đã bị thu hồi công nhận OCOP', 'vi phạm pháp luật'],
  ['mang-kho-vi-du', 'none', 'Quyết định công nhận chưa có hiệu lực', 'Có hiệu lực từ ngày'],
  ['bot-rau-ma-van-tra', 'none', 'Chưa đủ căn cứ để xác nhận sao OCOP', 'không hiện sao'],
  ['tra-hoa-cuc-vi-du', 'none', 'Sản phẩm này đã rút khỏi danh mục', 'Tem cũ vẫn tra được'],
  ['banh-da-nem-vi-du', 'bad', 'Chủ thể đã ngừng sản xuất', 'thu hồi'],
] as const;

describe('the band says first what is so today', () => {
  test.for(BANDS)('%s: %s', async ([slug, tone, title, more], { visitor }) => {
    const guest = await visitor({ script: false });
    expect(await guest.go(traceOf(slug))).toBe(200);
    const band = guest.page.locator('.verdict');
    expect(await band.getAttribute('class')).toContain(tone);
    expect(await band.locator('h1').innerText()).toBe(title);
    expect(await band.innerText()).toContain(more);
    // Red stars only while a certificate is in force, a grey seal after, none once it was revoked.
    const seal = guest.page.locator('main .seal');
    expect(await seal.count()).toBe(/ok|soon/.test(tone) || /hết hạn|tạm dừng/.test(title) ? 1 : 0);
    if (await seal.count())
      expect((await seal.getAttribute('class'))?.includes('is-past')).toBe(tone === 'bad');
    expect(await sticksOut(guest)).toBe(false);
    expect(guest.complaints).toEqual([]);
  });

  test('in English too', async ({ visitor }) => {
    const guest = await visitor({ script: false, lang: 'en' });
    await guest.go(`/en${traceOf(HONEY)}`);
    expect(await guest.page.locator('h1').innerText()).toBe('Certified today: OCOP 4 stars');
    expect(await guest.page.locator('html').getAttribute('lang')).toBe('en');
  });
});

test.for(BANDS.map(([slug]) => slug))('%s: HTML and CSS weigh 30 kB at most', async (slug, { site }) => {
  for (const lang of ['', '/en']) {
    const page = await (await fetch(site + lang + traceOf(slug))).text();
    const styles = [...page.matchAll(/<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"/g)].map(
      ([, href]) => href!,
    );
    const sizes = await Promise.all(
      styles.map(async (href) => (await (await fetch(new URL(href, site))).arrayBuffer()).byteLength),
    );
    const weight = Buffer.byteLength(page) + sizes.reduce((sum, size) => sum + size, 0);
    expect(weight, `${lang} ${slug}: ${weight}`).toBeLessThanOrEqual(30_000);
  }
});

test('the verdict is readable after one request', async ({ visitor }) => {
  const guest = await visitor();
  let asked = 0;
  await guest.page.route('**/*', (route) => {
    asked += 1;
    return asked === 1 ? route.continue() : route.abort();
  });
  await guest.page.goto(traceOf(HONEY));
  const title = guest.page.locator('h1');
  expect(await title.innerText()).toBe('Đang được công nhận OCOP 4 sao');
  const { y, height } = (await title.boundingBox())!;
  expect(y + height).toBeLessThan(740);
  expect(await guest.page.locator('.verdict').evaluate((band) => getComputedStyle(band).borderTopStyle)).toBe(
    'solid',
  );
});

test('a page left open past the last day does not stay green', async ({ visitor }) => {
  const guest = await visitor();
  await guest.page.clock.install({ time: new Date('2026-11-22T03:00:00Z') });
  await guest.go(traceOf(HONEY));
  expect(await guest.page.locator('.verdict').getAttribute('class')).toContain('ok');
  await guest.page.clock.setSystemTime(new Date('2028-09-28T16:59:00Z'));
  await guest.page.reload();
  expect(await guest.page.locator('.verdict').getAttribute('class')).toContain('ok');
  await guest.page.clock.runFor('02:00');
  expect(await guest.page.locator('.verdict').getAttribute('class')).not.toContain('ok');
  expect(await guest.page.locator('.verdict').innerText()).toContain('tải lại');
});

test('the code on every pack is read back and leads to the page', async ({ site, visitor }) => {
  const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
  const read = async (path: string) => {
    const answer = await fetch(site + path);
    expect(answer.headers.get('content-type')).toBe('image/png');
    const [found] = await readBarcodes(new Uint8Array(await answer.arrayBuffer()), { formats: ['QRCode'] });
    expect(found?.text, path).toMatch(/^https?:\/\/[^/]+\//);
    return new URL(found!.text).pathname;
  };
  // Goods with a GTIN carry it, so that a till reads the same symbol.
  expect(await read(`/san-pham/${HONEY}/qr.png?px=400`)).toMatch(/^\/01\/\d{14}$/);
  expect(await read('/san-pham/che-xanh-vi-du/qr.png')).toBe(traceOf('che-xanh-vi-du'));
  const guest = await visitor();
  // The address of a GTIN leads on to the trace page.
  await guest.page.goto(site + (await read(`/san-pham/${HONEY}/qr.png`)));
  expect(await guest.page.locator('h2').first().innerText()).toContain('Mật ong hoa vải');
  expect((await fetch(`${site}/san-pham/${HONEY}/qr.svg`)).headers.get('content-type')).toBe('image/svg+xml');
  for (const path of ['/san-pham/khong-co/qr.png', `/san-pham/${HONEY}/qr.gif`, '/diem-ban/khong-co/qr.svg'])
    expect([path, (await fetch(site + path)).status]).toEqual([path, 404]);
  const shops = await (await fetch(`${site}/diem-ban`)).text();
  const shop = /\/diem-ban\/([a-z0-9-]+)"/.exec(shops)![1]!;
  expect(await read(`/diem-ban/${shop}/qr.png`)).toBe(`/diem-ban/${shop}`);
  const tours = await (await fetch(`${site}/tuyen`)).text();
  const tour = /href="\/tuyen\/([a-z0-9-]+)"/.exec(tours)?.[1];
  if (tour) expect(await read(`/tuyen/${tour}/qr.png`)).toBe(`/tuyen/${tour}`);
  // On paper the symbol has the size that was asked for.
  const paper = Buffer.from(await (await fetch(`${site}/san-pham/${HONEY}/qr.pdf?mm=35`)).arrayBuffer());
  const [, wide = '', high = ''] =
    /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(paper.toString('latin1')) ?? [];
  expect([wide, high].map((points) => Math.round((Number(points) * 25.4) / 72))).toEqual([35, 41]);
});

test('a GTIN in any of its lengths leads to the one with 14 digits', async ({ site, visitor }) => {
  const code = new URL(
    ((await (await fetch(`${site}/api/v1/trace/${HONEY}`)).json()) as { product: { gtin: string } }).product
      .gtin,
    `${site}/01/`,
  ).pathname.slice(4);
  const short = code.replace(/^0/, '');
  const moved = await fetch(`${site}/01/${short}/10/NM-8?x=1`, { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([307, `/01/${code}/10/NM-8?x=1`]);
  const guest = await visitor({ script: false });
  expect(await guest.go(`/01/${code}/10/NM-8/21/7`)).toBe(200);
  const text = await guest.page.locator('main').innerText();
  expect(text).toContain('Sổ chưa có lô “NM-8”');
  expect(text).toContain('Sổ chưa có số sê-ri “7”');
  expect(await guest.go('/01/8935001213599')).toBe(400);
  expect(await guest.page.locator('main').innerText()).toContain('số cuối không khớp');
  expect(await guest.go('/01/8935001213598')).toBe(404);
  expect(await guest.go(`/01/${code}/99/x`)).toBe(400);
  expect(await guest.page.locator('main').innerText()).toContain('AI 99: Mã này không được đứng ở đó');
  // With a slash at its end it is the same address; what a printed number needs stays as it was printed.
  const ended = await fetch(`${site}/01/${code}/10/A%2FB/?utm_source=tem`, { redirect: 'manual' });
  expect([ended.status, ended.headers.get('location')]).toEqual([
    307,
    `${site}/san-pham/${HONEY}/truy-xuat?lo=A%2FB&utm_source=tem`,
  ]);
  expect(ended.headers.get('cache-control')).toBe('public, max-age=60');
  const list = await fetch(`${site}/01/${code}`, { headers: { accept: 'application/linkset+json' } });
  expect([list.status, list.headers.get('content-type')]).toEqual([200, 'application/linkset+json']);
  expect(((await list.json()) as { linkset: { anchor: string }[] }).linkset[0]?.anchor).toBe(
    `${site}/01/${code}`,
  );
  const preflight = await fetch(`${site}/01/${code}`, {
    method: 'OPTIONS',
    headers: { origin: 'https://another.example' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
    204,
    'GET, HEAD, OPTIONS',
  ]);
  const told = (await (await fetch(`${site}/.well-known/gs1resolver`)).json()) as { resolverRoot: string };
  expect(told.resolverRoot).toBe(site);
});

test.for(['/t/3K7Z9Q-ABCDEF-012345', '/t/abc', '/san-pham/chua-tung-co/truy-xuat'])(
  '%s is not known: it says what to do and accuses nobody',
  async (path, { visitor }) => {
    const guest = await visitor();
    expect(await guest.go(path)).toBe(404);
    const text = await guest.page.locator('main').innerText();
    expect(text).toContain('Làm gì bây giờ?');
    expect(text).not.toMatch(/hàng giả|hàng thật|chính hãng|thật hay giả/i);
    expect(await guest.page.locator('main form').count()).toBe(2);
    expect(await axe(guest)).toEqual([]);
    expect(guest.complaints).toEqual([]);
  },
);

test('of alcohol only what is safe to know is shown before the age', async ({ site, visitor }) => {
  const guest = await visitor({ script: false });
  const path = traceOf('ruou-nep-cai-hoa-vang-vi-du');
  expect(await guest.go(path)).toBe(200);
  const text = await guest.page.locator('main').innerText();
  expect(text).toContain('Đây là đồ uống có cồn');
  expect(text).toContain('Người dưới 18 tuổi không được uống rượu');
  expect(text).not.toContain('Câu chuyện');
  expect(text).not.toContain('Xem trang sản phẩm');
  const answer = await fetch(site + path);
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(await answer.text()).toContain('name="robots" content="noindex"');
});

test('everyone may keep a trace page for a while, and nobody a stamp', async ({ site }) => {
  expect((await fetch(site + traceOf(HONEY))).headers.get('cache-control')).toMatch(
    /^public, max-age=\d+, must-revalidate$/,
  );
  expect((await fetch(`${site}/t/3K7Z9QABCDEF012345`)).headers.get('cache-control')).toContain('no-store');
});

test('an old address on the label is explained kindly', async ({ visitor }) => {
  const guest = await visitor({ script: false });
  await guest.go(traceOf(HONEY));
  const text = await guest.page.locator('main').innerText();
  expect(text).toContain('xã An Sơn, huyện Thủy Nguyên');
  expect(text).toContain('xã Việt Khê, thành phố Hải Phòng');
  expect(text).toContain('30/06/2027');
});

describe('what is printed is looked up', () => {
  test.for([
    ['5445/QĐ-UBND', /\/tra-cuu/, '5445/QĐ-UBND'],
    ['5445 qd ubnd', /\/tra-cuu/, '5445/QĐ-UBND'],
    ['mật ong', /\/san-pham\?q=/, 'mật ong'],
    ['3k7z9q abcdef o1234l', /\/tra-cuu/, '3K7Z9Q-ABCDEF-012341'],
    ['https://khac.example.com/x', /\/tra-cuu/, 'khac.example.com'],
  ] as const)('%s', async ([typed, where, says], { visitor }) => {
    const guest = await visitor({ script: false });
    await guest.go('/tra-cuu');
    await guest.page.fill('#printed', typed);
    await guest.page.press('#printed', 'Enter');
    await guest.page.waitForURL(where);
    expect(await guest.page.locator('main').innerHTML()).toContain(says);
  });

  test('the address of a page of ours, and the number of a certificate', async ({ site, visitor }) => {
    const guest = await visitor({ script: false });
    await guest.go(`/tra-cuu?q=${encodeURIComponent(`${site}/en${traceOf(HONEY)}`)}`);
    expect(new URL(guest.page.url()).pathname).toBe(traceOf(HONEY));
    const id = /\/so-dang-ky\/([0-9a-z]{12})/.exec(await guest.page.content())![1]!;
    await guest.go(`/tra-cuu?q=${id.toUpperCase()}`);
    expect(new URL(guest.page.url()).pathname).toBe(`/so-dang-ky/${id}`);
  });
});

describe('the camera', () => {
  test('is not offered where the browser cannot read codes', async ({ visitor }) => {
    const guest = await visitor();
    await guest.page.addInitScript(() => {
      delete (globalThis as { BarcodeDetector?: unknown }).BarcodeDetector;
    });
    await guest.go('/tra-cuu');
    expect(await guest.page.locator('camera-scan').isVisible()).toBe(false);
  });

  test('reads a code into the field and looks it up', async ({ visitor }) => {
    const guest = await visitor();
    // A browser that reads codes, and a camera that sees one on its second picture.
    await guest.page.addInitScript(() => {
      let pictures = 0;
      class Detector {
        static getSupportedFormats = async () => ['qr_code', 'ean_13'];
        detect = async () => ((pictures += 1) < 2 ? [] : [{ rawValue: '5445/QĐ-UBND' }]);
      }
      Object.assign(globalThis, { BarcodeDetector: Detector });
      const canvas = document.createElement('canvas');
      canvas.getContext('2d')!.fillRect(0, 0, 9, 9);
      Object.defineProperty(navigator, 'mediaDevices', {
        value: { getUserMedia: async () => canvas.captureStream() },
      });
    });
    await guest.go('/tra-cuu');
    await guest.page.locator('camera-scan .start').click();
    await guest.page.waitForURL(/tra-cuu\?q=5445/);
    expect(await guest.page.locator('main').innerText()).toContain('UBND huyện Yên Mô');
    expect(guest.complaints).toEqual([]);
  });

  test('that is refused says what to do', async ({ visitor }) => {
    const guest = await visitor();
    await guest.page.addInitScript(() => {
      class Detector {
        static getSupportedFormats = async () => ['qr_code'];
      }
      Object.assign(globalThis, { BarcodeDetector: Detector });
      Object.defineProperty(navigator, 'mediaDevices', {
        value: { getUserMedia: async () => Promise.reject(new Error('NotAllowedError')) },
      });
    });
    await guest.go('/tra-cuu');
    await guest.page.locator('camera-scan .start').click();
    await guest.page.locator('.refused', { hasText: 'gõ mã bằng tay' }).waitFor();
  });
});

describe('the register', () => {
  test('bad statuses are one click away, with their reason', async ({ visitor }) => {
    const guest = await visitor({ script: false });
    expect(await guest.go('/so-dang-ky')).toBe(200);
    await guest.page.locator('.tabs a', { hasText: 'Đã thu hồi' }).click();
    expect(guest.page.url()).toContain('tinh-trang=thu-hoi');
    await guest.page.locator('tbody a', { hasText: 'Tương ớt' }).click();
    const text = await guest.page.locator('main').innerText();
    expect(text).toContain('Đã bị thu hồi công nhận');
    expect(text).toContain('vi phạm pháp luật');
    expect(text).toContain('16/QĐ-VÍ-DỤ');
    expect(text).toContain('Bản ghi của sổ đăng ký, không thay giấy chứng nhận');
    expect(await guest.page.locator('.seal').count()).toBe(0);
  });

  test('any day may be asked for, and is marked as another day', async ({ site, visitor }) => {
    const guest = await visitor({ script: false });
    await guest.go(traceOf('tuong-ot-vi-du'));
    const id = /\/so-dang-ky\/([0-9a-z]{12})/.exec(await guest.page.content())![1]!;
    await guest.go(`/so-dang-ky/${id}`);
    expect(await guest.page.locator('.verdict').innerText()).toContain('thu hồi');
    await guest.page.fill('input[name=on]', '2026-01-01');
    await guest.page.press('input[name=on]', 'Enter');
    await guest.page.waitForURL(/on=2026-01-01/);
    expect(await guest.page.locator('.verdict').innerText()).toContain(
      'Vào ngày 01/01/2026: Còn hạn công nhận',
    );
    expect(await guest.page.locator('.other-day').innerText()).toContain('không phải hôm nay');
    const answer = await fetch(`${site}/so-dang-ky/${id}?on=2026-01-01`);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(await answer.text()).toContain('name="robots" content="noindex"');
    await guest.go(`/so-dang-ky/${id}?on=2035-01-01`);
    expect(await guest.page.locator('.other-day').innerText()).toContain('chưa tới');
    await guest.go(`/so-dang-ky/${id}?on=hom-qua`);
    expect(await guest.page.locator('main').innerText()).toContain('Ngày không đọc được');
  });

  test('a certificate of a district says who is in charge today, and counts its days openly', async ({
    visitor,
  }) => {
    const guest = await visitor({ script: false });
    await guest.go(traceOf('nem-chua-vi-du'));
    await guest.page.locator('a', { hasText: 'Xem bản ghi trong sổ' }).click();
    const text = await guest.page.locator('main').innerText();
    expect(text).toContain('UBND huyện Quảng Xương');
    expect(text).toContain('cấp huyện đã thôi hoạt động');
    expect(text).toContain('ngày tròn hạn vẫn còn hiệu lực');
    expect(text).toContain('Kéo dài đến hết ngày');
  });

  test('a decision lists all its products', async ({ visitor }) => {
    const guest = await visitor({ script: false });
    await guest.go('/tra-cuu?q=5445');
    await guest.page.locator('main a', { hasText: '5445' }).first().click();
    expect(await guest.page.locator('h1').innerText()).toContain('5445/QĐ-UBND');
    expect(await guest.page.locator('tbody tr').count()).toBeGreaterThan(2);
  });
});

const PAGES = [
  ['trace', traceOf(HONEY)],
  ['trace-revoked', traceOf('tuong-ot-vi-du')],
  ['look-up', '/tra-cuu'],
  ['look-up-found', '/tra-cuu?q=5445'],
  ['register', '/so-dang-ky'],
] as const;

describe.for([
  { lang: 'vi', width: 360, dark: false },
  { lang: 'en', width: 360, dark: true },
  { lang: 'vi', width: 1280, dark: false },
] as const)('%o', ({ lang, width, dark }) => {
  test.for(PAGES)('%s reads well', async ([name, path], { visitor }) => {
    const guest = await visitor({ lang, width, dark });
    expect(await guest.go((lang === 'en' ? '/en' : '') + path)).toBe(200);
    expect(await axe(guest)).toEqual([]);
    expect(await sticksOut(guest)).toBe(false);
    await screenshot(guest, `${name}-${lang}-${width}${dark ? '-dark' : ''}`);
    expect(guest.complaints).toEqual([]);
  });

  test('a certificate reads well', async ({ visitor }) => {
    const guest = await visitor({ lang, width, dark });
    const prefix = lang === 'en' ? '/en' : '';
    await guest.go(prefix + traceOf('nem-chua-vi-du'));
    const id = /\/so-dang-ky\/([0-9a-z]{12})/.exec(await guest.page.content())![1]!;
    expect(await guest.go(`${prefix}/so-dang-ky/${id}`)).toBe(200);
    expect(await axe(guest)).toEqual([]);
    expect(await sticksOut(guest)).toBe(false);
    await screenshot(guest, `certificate-${lang}-${width}${dark ? '-dark' : ''}`);
  });
});

test('on a phone no day of a decision is cut in two, and an end to come is not told as past', async ({
  visitor,
}) => {
  const { page, go } = await visitor({ script: false });
  await go('/so-dang-ky?tinh-trang=tam-dung');
  const row = page.locator('tbody tr').first();
  expect(await row.innerText()).toContain('Đang bị tạm dừng');
  expect(await row.innerText()).not.toContain('Đã hết');
  await row.locator('.decision a').click();
  const lines = await page
    .locator('.facts dd')
    .getByText(/^\s*\d\d\/\d\d\/\d{4}\s*$/)
    .evaluateAll((days) =>
      days.map((day) => {
        const range = document.createRange();
        range.selectNodeContents(day);
        return new Set([...range.getClientRects()].map(({ top }) => top)).size;
      }),
    );
  expect(lines).toEqual([1]);
});
