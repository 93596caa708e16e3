import { expect, test } from 'vitest';
import { stampKeys } from '#src/domain/traceability/stamp-code.ts';
import { stampSheet, type StampPrint } from '#src/web/stamp-sheet.ts';

const print: StampPrint = {
  run: { number: '2026-00001', first: 0, count: 3, length: 18, orderedAt: new Date('2026-03-15T03:00:00Z') },
  keys: stampKeys('a root that only this test has, of more than 32 characters', 0),
  address: 'https://ocop.example.vn/t/',
  size: 15,
  dots: 203,
};

test('a stamp that telephones could not read is not printed', async () => {
  const long = { ...print, address: `https://${'truy-xuat-nguon-goc.'.repeat(4)}example.vn/t/` };
  await expect(stampSheet(long)).rejects.toMatchObject({ code: 'stamp.module_too_small' });
  const sheet = await stampSheet({ ...long, size: 20, dots: 'vector' });
  expect((await new Response(sheet).arrayBuffer()).byteLength).toBeGreaterThan(10_000);
});

test('a sheet that nobody reads to its end is not made to its end', async () => {
  const sheet = await stampSheet({ ...print, run: { ...print.run, count: 100_000 } });
  const reader = sheet.getReader();
  const { value } = await reader.read();
  expect(Buffer.from(value!).toString('latin1').slice(0, 5)).toBe('%PDF-');
  const before = process.cpuUsage().user;
  await reader.cancel();
  await new Promise((done) => setTimeout(done, 300));
  // Microseconds; the whole takes tens of seconds.
  expect(process.cpuUsage().user - before).toBeLessThan(250_000);
});
