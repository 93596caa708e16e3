import { inflateSync } from 'node:zlib';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectFolder } from '#db/client.ts';
import { axe, screenshot, sticksOut, type Visitor } from '#tests/support/browser.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

const HAI_PHONG = { kind: 'province', provinceCode: '31' } as const;

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ demo: true });
}, 240_000);
afterAll(() => server.stop());

const asOfficer = async (visitor: Visitor, { jar }: PlainBrowser) =>
  visitor.context.addCookies([...jar].map(([name, value]) => ({ name, value, url: server.url })));

async function aPicture(): Promise<Buffer> {
  return sharp({ create: { width: 900, height: 600, channels: 3, background: '#2f7554' } })
    .withExif({ IFD3: { GPSLatitude: '21/1 1/1 0/1', GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer();
}

/** Everything in the file that is packed, unpacked. */
function unpacked(pdf: Buffer): string {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/stream\r?\n([\s\S]*?)\nendstream/g)]
    .map(([, body = '']) => {
      try {
        return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    })
    .join('\n');
}

/** Lets what is chosen stand on the row of its line of the checklist. */
const lineNamed = (visitor: Visitor, name: string) => visitor.page.getByRole('group', { name, exact: true });

describe.each([{ script: true }, { script: false }])('with scripts $script', ({ script }) => {
  test('from the plan of a quarter to closed minutes: a photograph, something to put right, a paper to sign', async ({
    visitor,
  }) => {
    const name = script ? 'Trần Thị Lan' : 'Trần Thị Hoa';
    const boss = await officer(server, 'province_officer', HAI_PHONG);
    const lan = await officer(server, 'inspector', HAI_PHONG);
    const minh = await officer(server, 'inspector', HAI_PHONG);
    await server.sql`update users set name = ${name} where id = ${lan.id}`;
    await server.sql`update users set name = 'Phạm Văn Minh' where id = ${minh.id}`;
    // Each run has the quarter for itself.
    await server.sql`update inspection_plans set year = year - 5`;
    await server.sql`update inspections set cancelled_at = now(), cancelled_reason = 'thử' where closed_at is null and cancelled_at is null`;

    const room = await visitor({ url: server.url, script, width: 1280, height: 900 });
    await asOfficer(room, boss);
    await room.go('/quan-tri/kiem-tra');
    await room.page.getByText('Lập kế hoạch mới').click();
    await room.page.getByRole('button', { name: 'Lập kế hoạch' }).click();
    await room.page.getByLabel('Vì sao').selectOption('random');
    await room.page.getByRole('button', { name: 'Tìm' }).last().click();
    const goods = room.page.locator('.goods input[type=checkbox]');
    await goods.nth(0).check();
    await goods.nth(1).check();
    await room.page.getByLabel('Người kiểm tra').last().selectOption({ label: name });
    await room.page.getByRole('button', { name: 'Đưa vào kế hoạch' }).click();
    await room.page.getByText('Đã đưa 2 sản phẩm vào kế hoạch.').waitFor();
    await room.page.getByRole('button', { name: 'Chốt kế hoạch' }).click();
    await room.page.getByText('Chốt lúc').waitFor();

    // A line is cancelled with a reason and stays to be seen.
    await room.page.getByText('Phân công, bỏ').nth(1).click();
    await room.page.getByLabel('Lý do bỏ').nth(1).fill('Cơ sở đang sửa xưởng');
    await room.page.getByRole('button', { name: 'Bỏ khỏi kế hoạch' }).click();
    await room.page.getByText('Cơ sở đang sửa xưởng').waitFor();
    const plan = new URL(room.page.url()).pathname;
    // On paper stands the plan, not what there is to press.
    await room.page.emulateMedia({ media: 'print' });
    expect(await room.page.getByRole('heading', { name: 'Các cuộc kiểm tra' }).isVisible()).toBe(true);
    expect(await room.page.getByRole('heading', { name: 'Đề xuất' }).isVisible()).toBe(false);
    expect(await room.page.getByText('Thủ trưởng cơ quan').isVisible()).toBe(true);
    await screenshot(room, 'kiem-tra-ke-hoach-in');
    await room.page.emulateMedia({ media: 'screen' });
    await screenshot(room, 'kiem-tra-ke-hoach-chot');
    const file = await boss.ask(`/quan-tri/ke-hoach.xlsx?so=${plan.split('/').at(-1)}`);
    expect(file.headers.get('content-type')).toContain('spreadsheetml');
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(2_000);

    // On the telephone of who inspects.
    const phone = await visitor({ url: server.url, script });
    await asOfficer(phone, lan);
    await phone.go('/quan-tri/kiem-tra?cua-toi=1');
    await phone.page.locator('table.rows td a').first().click();
    await phone.page.getByRole('button', { name: 'Bắt đầu kiểm tra' }).click();
    await phone.page.getByText('Bảng kiểm', { exact: true }).waitFor();
    const address = new URL(phone.page.url()).pathname;

    // By keyboard alone: a line is answered with the arrows, and Enter keeps what there is.
    const stars = lineNamed(phone, 'Hạng sao trên giấy');
    await stars.getByRole('radio', { name: 'Khớp', exact: true }).focus();
    await phone.page.keyboard.press('Space');
    await phone.page.keyboard.press('ArrowRight');
    expect(await stars.getByRole('radio', { name: 'Không khớp' }).isChecked()).toBe(true);
    await phone.page.keyboard.press('Tab');
    await phone.page.keyboard.type('Trên giấy in 5 sao');
    await phone.page.keyboard.press('Enter');
    await phone.page.getByText('Đã ghi.').waitFor();
    await stars.getByText(`${name} ghi lúc`).waitFor();

    // A colleague on the same inspection sees it, and answers another line; neither loses anything.
    const other = await visitor({ url: server.url, script });
    await asOfficer(other, minh);
    await other.go(address);
    expect(await lineNamed(other, 'Hạng sao trên giấy').getByLabel('Thấy gì').inputValue()).toBe(
      'Trên giấy in 5 sao',
    );
    await lineNamed(other, 'Quy cách').getByRole('radio', { name: 'Không thấy' }).check();
    await other.page.getByRole('button', { name: 'Ghi lại' }).last().click();
    await other.page.getByText('Đã ghi.').waitFor();

    const pack = lineNamed(phone, 'Quy cách');
    await pack.getByRole('radio', { name: 'Khớp', exact: true }).check();
    await lineNamed(phone, 'Nơi làm ra').getByRole('radio', { name: 'Khớp', exact: true }).check();
    await phone.page.getByRole('button', { name: 'Ghi lại' }).last().click();
    await phone.page.getByText('Phạm Văn Minh vừa ghi khác bạn').waitFor();
    expect(await pack.getByRole('radio', { name: 'Khớp', exact: true }).isChecked()).toBe(true);
    expect(await lineNamed(phone, 'Nơi làm ra').getByText(`${name} ghi lúc`).count()).toBe(1);
    await screenshot(phone, `kiem-tra-hai-nguoi-360-${script}`);
    await phone.page.getByRole('button', { name: 'Ghi lại' }).last().click();
    await phone.page.getByText('Đã ghi.').waitFor();

    // Every other button keeps the checklist too.
    for (const group of await phone.page.getByRole('group').all()) {
      const match = group.getByRole('radio', { name: /^(Khớp|Đạt)$/ });
      if ((await match.count()) > 0 && (await group.getByRole('radio', { checked: true }).count()) === 0)
        await match.check();
    }
    await phone.page.getByText('Thêm điều phát hiện').click();
    await phone.page.getByLabel('Về việc').selectOption('mark');
    await phone.page.getByLabel('Mức độ').selectOption('serious');
    await phone.page.getByLabel('Thấy gì, ở đâu').fill('Biển trước cửa ghi 5 sao.');
    await phone.page
      .getByLabel('Ảnh', { exact: false })
      .first()
      .setInputFiles({ name: 'bien.jpg', mimeType: 'image/jpeg', buffer: await aPicture() });
    await phone.page.getByRole('button', { name: 'Ghi điều phát hiện' }).click();
    await phone.page.getByAltText('Biển trước cửa ghi 5 sao.').waitFor();
    const [photograph] = await server.sql<[{ picture: Buffer }]>`
      select picture from inspection_photographs order by at desc limit 1`;
    expect((await sharp(photograph.picture).metadata()).exif).toBeUndefined();
    const [unanswered] = await server.sql<[{ count: number }]>`
      select count(*)::int as count from inspection_lines where inspection_id = ${address.split('/').at(-1)!} and answer is null`;
    expect(unanswered.count).toBe(0);

    await phone.page.getByText('Thêm yêu cầu khắc phục').click();
    await phone.page.getByLabel('Chủ thể phải làm gì').fill('Thay biển đúng hạng sao.');
    await phone.page.getByLabel('Trong bao nhiêu ngày').fill('10');
    await phone.page.getByLabel('Có mặt phía chủ thể').fill('Giám đốc hợp tác xã');
    await phone.page.getByRole('button', { name: 'Thêm yêu cầu' }).click();
    await phone.page.getByText('Thay biển đúng hạng sao.').waitFor();
    await screenshot(phone, `kiem-tra-dang-lam-360-${script}`);

    await phone.page.locator('[name=kt-ket-qua]').selectOption('in_order');
    await phone.page.getByRole('button', { name: 'Kết thúc kiểm tra' }).click();
    await phone.page.getByText('Kết quả không hợp').waitFor();
    await phone.page.locator('[name=kt-ket-qua]').selectOption('to_put_right');
    await phone.page.getByRole('button', { name: 'Kết thúc kiểm tra' }).click();
    await phone.page.getByText('Phải khắc phục · kết thúc lúc').waitFor();
    expect(await phone.page.getByRole('radio').count()).toBe(0);

    // The producer says it is done; the next to come closes it.
    await phone.page.getByLabel('Kết quả, bằng chứng').fill('Chủ thể gửi ảnh biển mới.');
    await phone.page.getByRole('button', { name: 'Chủ thể báo đã xong' }).click();
    await phone.page.getByText('chờ kiểm tra lại').waitFor();
    await phone.page.getByLabel('Kết quả, bằng chứng').fill('Đã đến xem.');
    await phone.page.getByRole('button', { name: 'Đã kiểm tra, đạt' }).click();
    await phone.page.getByText('đã khắc phục', { exact: false }).first().waitFor();
    const [letter] = await server.sql<[{ count: number }]>`
      select count(*)::int as count from letters where about = ${`inspection:${address.split('/').at(-1)!}`}`;
    expect(letter.count).toBe(1);

    const pdf = Buffer.from(await (await lan.ask(`${address}.pdf`)).arrayBuffer());
    await mkdir(join(projectFolder(), '.test', 'screens'), { recursive: true });
    await writeFile(join(projectFolder(), '.test', 'screens', 'bien-ban.pdf'), pdf);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1')).toContain('/Subtype /Image');
    const drawn = unpacked(pdf).toLowerCase();
    const missing = [...'ỘẢộạểữ'].filter(
      (letter) => !drawn.includes(letter.codePointAt(0)!.toString(16).padStart(4, '0')),
    );
    expect(missing).toEqual([]);

    const far = await officer(server, 'inspector', { kind: 'province', provinceCode: '01' });
    const [pictured] = await server.sql<
      [{ id: string }]
    >`select id from inspection_photographs order by at desc limit 1`;
    for (const path of [address, `${address}.pdf`, `${address}/anh/${pictured.id}`, plan, `${plan}.xlsx`])
      expect((await far.ask(path)).status, path).toBe(404);
    expect((await far.ask(address, { viec: 'ghi-them', 'ghi-them-loi': 'Tôi ở đây' })).status).toBe(404);
    expect([...room.complaints, ...phone.complaints, ...other.complaints]).toEqual([]);
  });
});

test('answers typed where there is no network come back when the page is opened again', async ({
  visitor,
}) => {
  const lan = await officer(server, 'inspector', HAI_PHONG);
  const [goods] = await server.sql<[{ id: string }]>`
    select id from products where province_code = '31' and merged_into is null limit 1`;
  const id = 'kiemtrathu01';
  await server.sql`
    insert into inspections (id, product_id, province_code, commune_code, reasons, due_on, added_by, added_at)
    values (${id}, ${goods.id}, '31', '11503', '["chosen"]', current_date, 'system:test', now())`;
  const phone = await visitor({ url: server.url });
  await asOfficer(phone, lan);
  await phone.go(`/quan-tri/kiem-tra/${id}`);
  await phone.page.getByRole('button', { name: 'Bắt đầu kiểm tra' }).click();
  const name = lineNamed(phone, 'Tên sản phẩm trên nhãn');
  await phone.context.setOffline(true);
  await name.getByRole('radio', { name: 'Không khớp' }).check();
  await name.getByLabel('Thấy gì').fill('Nhãn ghi tên cũ');
  await phone.page.getByRole('button', { name: 'Ghi lại' }).last().click();
  await phone.page.getByText('Máy đang mất mạng').waitFor();
  await phone.context.setOffline(false);
  // The address still says that what was sent before was taken in.
  expect(phone.page.url()).toContain('xong');
  await phone.page.reload();
  await phone.page.getByText('Đã lấy lại những gì bạn nhập').waitFor();
  expect(await name.getByLabel('Thấy gì').inputValue()).toBe('Nhãn ghi tên cũ');
  // A colleague was there meanwhile: what came back does not write over them unseen.
  await server.sql`
    update inspection_lines set answer = 'matches', note = null, version = version + 1
    where inspection_id = ${id} and key = 'label.name'`;
  await phone.page.reload();
  await phone.page.getByRole('button', { name: 'Ghi lại' }).last().click();
  await phone.page.getByText('vừa ghi khác bạn').waitFor();
  expect(await name.getByLabel('Thấy gì').inputValue()).toBe('Nhãn ghi tên cũ');
  await phone.page.getByRole('button', { name: 'Ghi lại' }).last().click();
  await phone.page.getByText('Đã ghi.').waitFor();
  const [kept] = await server.sql<[{ note: string }]>`
    select note from inspection_lines where inspection_id = ${id} and key = 'label.name'`;
  expect(kept.note).toBe('Nhãn ghi tên cũ');
});

test('a report from the public opens an inspection on the spot, and its outcome answers it', async ({
  visitor,
}) => {
  const [goods] = await server.sql<[{ id: string }]>`
    select id from products where province_code = '31' and commune_code = '11503' and merged_into is null limit 1`;
  await server.sql`
    insert into public_reports (id, token_hash, kind, product_id, words, province_code, commune_code, state, received_at)
    values ('phananhthu01', ${'0'.repeat(64)}, 'mark_misuse', ${goods.id}, 'In năm sao trên hộp.', '31', '11503', 'received', now())`;
  const boss = await officer(server, 'province_officer', HAI_PHONG);
  const room = await visitor({ url: server.url, width: 1280 });
  await asOfficer(room, boss);
  await room.go('/quan-tri/phan-anh/phananhthu01');
  await room.page.getByText('Kiểm tra tại chỗ').click();
  await room.page.getByRole('button', { name: 'Mở cuộc kiểm tra' }).click();
  await room.page.getByRole('button', { name: 'Bắt đầu kiểm tra' }).click();
  await room.page.locator('[name=kt-ket-qua]').selectOption('not_held');
  await room.page.getByLabel('Trả lời và đóng luôn phản ánh').check();
  await room.page.getByLabel('Kết quả phản ánh').selectOption('not_enough');
  await room.page.getByLabel('Trả lời người phản ánh').fill('Cơ sở đóng cửa, chưa kiểm tra được.');
  await room.page.getByRole('button', { name: 'Kết thúc kiểm tra' }).click();
  await room.page.getByText('Không kiểm tra được · kết thúc lúc').waitFor();
  await room.page.getByRole('link', { name: 'Phản ánh của người dân' }).click();
  await room.page.getByText('Cơ sở đóng cửa, chưa kiểm tra được.').waitFor();
});

describe.each([
  { width: 360, dark: false },
  { width: 360, dark: true },
  { width: 1280, dark: false },
  { width: 1280, dark: true },
] as const)('at $width px, dark $dark', ({ width, dark }) => {
  test('the rooms of inspections read well', async ({ visitor }) => {
    const boss = await officer(server, 'administrator');
    const guest = await visitor({ url: server.url, width, dark });
    await asOfficer(guest, boss);
    const [plan] = await server.sql<
      [{ id: string }]
    >`select id from inspection_plans order by year desc limit 1`;
    const [closed] = await server.sql<[{ id: string }]>`
      select i.id from inspections i join inspection_findings f on f.inspection_id = i.id where closed_at is not null limit 1`;
    const [open] = await server.sql<[{ id: string }]>`
      select id from inspections where closed_at is null and started_at is not null limit 1`;
    for (const [name, path] of [
      ['phong', '/quan-tri/kiem-tra'],
      ['ke-hoach', `/quan-tri/kiem-tra/ke-hoach/${plan.id}`],
      ['xong', `/quan-tri/kiem-tra/${closed.id}`],
      ['dang-mo', `/quan-tri/kiem-tra/${open.id}`],
      ['hom-nay', '/quan-tri'],
      ['phan-anh', '/quan-tri/phan-anh/phananhthu01'],
    ] as const) {
      expect(await guest.go(path), path).toBe(200);
      for (const summary of await guest.page.locator('main details > summary').all())
        await summary.evaluate((one) => ((one.parentElement as HTMLDetailsElement).open = true));
      await screenshot(guest, `kiem-tra-${name}-${width}${dark ? '-dark' : ''}`);
      expect(await sticksOut(guest), path).toBe(false);
      expect(await axe(guest), path).toEqual([]);
    }
    expect(guest.complaints).toEqual([]);
  });
});
