/**
 * A sheet of many stamps, made and read by a process of its own, as by the command. Prints one line of JSON.
 * `node tests/bench/sheet.ts COUNT`
 */
import { codeOf, stampKeys } from '#src/domain/traceability/stamp-code.ts';
import { stampSheet } from '#src/web/stamp-sheet.ts';

export type SheetFigures = { seconds: number; megabytes: number; peakMb: number };

const keys = stampKeys('a root that only this bench has, of more than 32 characters', 1);
const begin = performance.now();
const sheet = await stampSheet({
  run: {
    number: '2026-00001',
    first: 0,
    count: Number(process.argv[2]),
    orderedAt: new Date('2026-03-15T03:00:00Z'),
    logMark: '1234 AbCdEfGh',
    hasPins: false,
  },
  codeOf: (number) => codeOf(keys, number),
  address: 'https://saolang.vn/t/',
  size: 16,
  dots: 600,
  paper: 'sheet',
});
let bytes = 0;
for await (const part of sheet) bytes += part.length;
const came: SheetFigures = {
  seconds: (performance.now() - begin) / 1_000,
  megabytes: bytes / 2 ** 20,
  peakMb: process.resourceUsage().maxRSS / 1_024,
};
console.log(JSON.stringify(came));
