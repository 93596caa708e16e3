import { allPlaces } from '#tests/support/all-places.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { delimited, utf8, type CellValue } from '#tests/support/list-files.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, wordsOf, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

/** Two months before the calendar of holidays ends. */
const CLOCK = '2027-11-02T02:30:00Z';
const HAI_PHONG = { kind: 'province', provinceCode: '31' } as const;
const VIET_KHE = { kind: 'commune', provinceCode: '31', communeCode: '11503' } as const;
let server: RunningServer;
let province: PlainBrowser;
let commune: PlainBrowser;

beforeAll(async () => {
  server = await startServer({ env: { TEST_CLOCK: CLOCK } });
  province = await officer(server, 'province_officer', HAI_PHONG, { name: 'Trần Thị Tỉnh' });
  commune = await officer(server, 'commune_officer', VIET_KHE, { name: 'Lê Văn Xã' });
}, 240_000);
afterAll(() => server?.stop());

const sheet = (name: string, ...rows: CellValue[][]) =>
  new File([utf8(delimited(rows)) as BlobPart], name, { type: 'text/csv' });
const AT = 'xã Việt Khê, thành phố Hải Phòng';
/** Sends a list and gives the address of its page. */
async function send(who: PlainBrowser, file: File, loai: 'decisions' | 'shops'): Promise<string> {
  const { path } = await who.send('/quan-tri/danh-sach', { tep: file, loai });
  return path.replace(/\?.*/, '');
}
const today = async (who: PlainBrowser) => wordsOf(await who.ask('/quan-tri'));
const versionOf = (page: string) => /name="ban" value="(\d+)"/.exec(page)![1]!;

test('a list that a commune prepared waits on the first page of its province until it is published', async ({
  visitor,
}) => {
  const list = await send(
    commune,
    sheet(
      'de-nghi-viet-khe.csv',
      [
        'STT',
        'Tên sản phẩm',
        'Chủ thể',
        'Địa chỉ',
        'Hạng sao',
        'Điểm',
        'Số QĐ',
        'Ngày QĐ',
        'Cơ quan ban hành',
      ],
      [
        1,
        'Mật ong Việt Khê',
        'HTX Mật ong',
        AT,
        '4 sao',
        75,
        '345/QĐ-UBND',
        '01/07/2027',
        'UBND thành phố Hải Phòng',
      ],
    ),
    'decisions',
  );
  expect(await today(commune)).toMatch(/1 Danh sách chờ cấp trên công bố .*de-nghi-viet-khe\.csv/);
  expect(await today(province)).toMatch(
    /1 Danh sách chờ công bố .*de-nghi-viet-khe\.csv .*Xã Việt Khê.*Lê Văn Xã/,
  );
  const seen = await visitor({ url: server.url });
  await signIn(seen, province, server.url);
  await seen.go('/quan-tri');
  await looksRight(visitor, seen, 'desk-lists');
  await seen.page.getByRole('link', { name: 'de-nghi-viet-khe.csv' }).click();
  await seen.page.waitForURL(`**${list}`);
  await province.send(list, { viec: 'cong-bo', ban: '1' });
  expect(await today(province)).not.toContain('de-nghi-viet-khe.csv');
});

test('a commune takes its own shop list back; the page of the shop says that it was a mistake', async ({
  visitor,
}) => {
  const list = await send(
    commune,
    sheet(
      'diem-ban.csv',
      ['STT', 'Tên điểm bán', 'Địa chỉ', 'Điện thoại', 'Giờ mở cửa'],
      [1, 'Điểm bán Chợ Nhầm', AT, '0912345678', '7:00 - 18:00'],
    ),
    'shops',
  );
  const draft = await commune.get(list);
  const published = await commune.send(list, { viec: 'cong-bo', ban: versionOf(draft.text) });
  expect(published.text).toContain('Điểm bán do danh sách này thêm vào sẽ đóng');
  const page = /href="(\/diem-ban\/[^"]+)"/.exec(published.text)![1]!;
  expect((await fetch(server.url + page)).status).toBe(200);
  const undone = await commune.send(list, {
    viec: 'rut',
    ban: versionOf(published.text),
    'ly-do': 'Gửi nhầm tệp của xã bên',
  });
  expect(undone.text).toContain('điểm bán đã đóng vì ghi nhầm');
  const gone = async () => wordsOf(await fetch(server.url + page));
  for (let left = 50; left > 0 && !(await gone()).includes('ghi nhầm'); left -= 1)
    await new Promise((done) => setTimeout(done, 100));
  expect(await gone()).toContain('Điểm bán này được ghi nhầm và đã rút lại ngày 02/11/2027');
  expect(await gone()).toContain('Gửi nhầm tệp của xã bên');
  expect((await (await fetch(`${server.url}/diem-ban`)).text()).includes('Chợ Nhầm')).toBe(false);
  const seen = await visitor({ url: server.url });
  await seen.go(page);
  await looksRight(visitor, seen, 'desk-taken-back');
});

test('whose office lies in a unit that was divided is named to whoever can help, and is told', async ({
  visitor,
}) => {
  const places = allPlaces();
  const old = places.former.find(
    ({ level, code, split, successors }) =>
      level === 'commune' &&
      code !== null &&
      split &&
      places.unit(code) === null &&
      places.unit(successors[0]!)?.provinceCode === '31',
  )!;
  const scope = { ...VIET_KHE, communeCode: old.code! };
  const left = await officer(server, 'commune_officer', scope, { name: 'Phạm Thị Chia' });
  const parts = places.partsOf(old.code!).map(({ fullName }) => fullName);
  expect(parts.length).toBeGreaterThan(1);
  expect(await today(left)).toContain(
    `Đơn vị cũ ${old.fullName}, Thành phố Hải Phòng đã chia (nay thuộc ${parts.join(', ')})`,
  );
  expect(await today(province)).toContain('1 Vai trò của đơn vị đã chia');
  const people = await wordsOf(await province.ask('/quan-tri/nguoi'));
  expect(people).toMatch(/Vai trò của đơn vị đã chia: 1 .*Phạm Thị Chia/);
  for (const part of parts) expect(people).toContain(part);
  expect(people).toContain('đơn vị đã chia, chưa với tới đâu');
  const elsewhere = await officer(server, 'province_officer', { kind: 'province', provinceCode: '01' });
  expect(await today(elsewhere)).not.toContain('đơn vị đã chia');
  const seen = await visitor({ url: server.url });
  await signIn(seen, province, server.url);
  await seen.go('/quan-tri/nguoi');
  await looksRight(visitor, seen, 'desk-people');
  await seen.page.getByText('Mời thêm người').click();
  await screenshot(seen, 'desk-invite');
  expect([await axe(seen), await sticksOut(seen)]).toEqual([[], false]);
  const roles = await seen.page.locator('[name=vai-tro] option').allInnerTexts();
  expect(roles).toContain('Cán bộ cấp xã');
  expect(roles).not.toContain('Tư vấn');
  await signIn(seen, left, server.url);
  await seen.go('/quan-tri');
  await looksRight(visitor, seen, 'desk-left');
});

test('whoever keeps the site hears in time that the calendar of holidays ends', async () => {
  const admin = await officer(server, 'administrator');
  expect(await today(admin)).toContain('Chưa có lịch nghỉ lễ năm 2028');
  expect(await today(province)).not.toContain('lịch nghỉ lễ');
});
