import { IN_DATABASE } from '#src/domain/media/file-store.ts';
import { keepPaper } from '#src/domain/certification/decision-papers.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { addDocument } from '#src/domain/documents/keep-documents.ts';
import { addDays, dayInVietnam, endOfTerm, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { day } from '#src/i18n/format.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { aCertificate, anEvent, aProducer, aProduct } from '#tests/support/register.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { contextOn } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: Context & { end: () => Promise<void> };
let producerId: string;
let owner: PlainBrowser;
let lastDay: Day;

/** The day of a decision whose term of 36 months ends so many days from today. */
const decidedFor = (today: Day, days: number): Day => endOfTerm(addDays(today, days), -36);

beforeAll(async () => {
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
  const today = dayInVietnam(ctx.now);
  producerId = (await aProducer(ctx, { name: 'HTX Trà Hoa Vàng' })).id;
  const make = async (name: string, days: number) => {
    const { id } = await aProduct(ctx, { producerId, name });
    const issuedOn = decidedFor(today, days);
    const certificate = await aCertificate(ctx, { productId: id, issuedOn });
    return { id, certificate, lastDay: endOfTerm(issuedOn, 36) };
  };
  await make('Trà hoa vàng', 900);
  const due = await make('Trà túi lọc', 150);
  lastDay = due.lastDay;
  const revoked = await make('Rượu trà', 500);
  await anEvent(ctx, {
    certificateId: revoked.certificate.id,
    kind: 'revoked',
    effectiveOn: addDays(today, -20),
    ground: 'misuse_of_mark',
    reason: 'In hạng sao lên sản phẩm chưa được công nhận',
    decisionNumber: '77/QĐ-UBND',
  });
  await keepStandings(ctx, [revoked.id], 'anniversary_counts');
  await aProduct(ctx, { producerId, name: 'Bột trà' });
  const paper = await keepPaper(ctx, IN_DATABASE, Buffer.from('%PDF-1.7 slip'), 'phieu.pdf');
  await addDocument(
    ctx,
    producerId,
    {
      kind: 'test_slip',
      name: 'Phiếu kiểm nghiệm trà',
      number: '',
      issuer: '',
      issuedOn: null,
      validUntil: addDays(today, 5),
      productId: due.id,
      isConfidential: true,
    },
    paper,
  );
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId });
}, 240_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

test('a producer reads by telephone what is due, why one was revoked, and prints the code of another', async ({
  visitor,
}) => {
  const room = await visitor({ url: server.url, script: false });
  await signIn(room, owner, server.url);
  const { page } = room;
  await page.goto(`${server.url}/nha-san-xuat/${producerId}/giay-to`);
  await page.getByRole('link', { name: 'Công nhận', exact: true }).click();
  const titles = await page.getByRole('article').getByRole('heading').allInnerTexts();
  expect(titles).toEqual(['Rượu trà', 'Trà túi lọc', 'Trà hoa vàng', 'Bột trà']);
  const [revoked = '', due = '', held = '', never = ''] = await page.getByRole('article').allInnerTexts();
  expect(revoked).toContain('In hạng sao lên sản phẩm chưa được công nhận');
  expect(revoked).toContain('77/QĐ-UBND');
  expect(revoked).not.toContain('OCOP 4 sao\n');
  expect(due).toContain(`từ ${day(addDays(lastDay, -180))} đến hết ${day(addDays(lastDay, -120))}`);
  expect(due).toContain('Hồ sơ đánh giá lại được nhận đến hết ngày');
  expect(due).toContain('Phiếu kiểm nghiệm trà: đến hết');
  expect(held).toContain('Chưa phải làm gì');
  expect(never).toContain('Sổ chưa có quyết định công nhận nào');
  await looksRight(visitor, room, 'recognition');
  const code = page.getByRole('article').nth(2).getByRole('link', { name: 'Mã QR truy xuất để in' });
  const answer = await owner.ask((await code.getAttribute('href'))!);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  await page.getByRole('article').nth(1).getByRole('link', { name: 'Bản ghi công khai' }).click();
  await page.getByText('Bản ghi công nhận sản phẩm OCOP').first().waitFor();
});
