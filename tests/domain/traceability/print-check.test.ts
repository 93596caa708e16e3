import { expect, test } from 'vitest';
import { judgeSymbol, type ReadSymbol } from '#src/domain/traceability/print-check.ts';
import { stampQr } from '#src/domain/traceability/qr.ts';

const ADDRESS = 'https://ocop.example.vn/t/';
const CODE = '0ABCDEFGH012345678';

/** The symbol of a stamp with some modules turned over, as a camera might have found it. */
function photographed(given: Partial<ReadSymbol> = {}, wrong: readonly [number, number][] = []): ReadSymbol {
  const { modules } = stampQr(ADDRESS)(CODE);
  return {
    text: ADDRESS + CODE,
    side: modules.size * 6,
    modules: modules.size,
    isDark: (column, row) =>
      Boolean(modules.get(row, column)) !== wrong.some(([x, y]) => x === column && y === row),
    unused: 1,
    ...given,
  };
}
const judged = (symbol: ReadSymbol) => judgeSymbol(symbol, [ADDRESS], (code) => (code === CODE ? 7 : null));

test('each module that came out wrong is counted', () => {
  expect(judged(photographed())).toMatchObject({
    kind: 'stamp',
    place: 7,
    pixels: 6,
    misread: 0,
    is: 'fine',
  });
  const wrong = [
    [12, 9],
    [13, 9],
    [20, 21],
  ] as [number, number][];
  expect(judged(photographed({ unused: 0.8 }, wrong))).toMatchObject({ misread: 3, total: 841, is: 'fine' });
});

test('a coarse picture says little, and a symbol that had to mend itself much is no good', () => {
  expect(judged(photographed({ side: 29 * 3 }))).toMatchObject({ is: 'coarse' });
  expect(judged(photographed({ unused: 0.4 }))).toMatchObject({ is: 'weak' });
  expect(judged(photographed({ unused: null }))).toMatchObject({ unused: null, is: 'fine' });
});

test('what is not of this run is not told apart: another run, another house, no address at all', () => {
  const other = { text: `${ADDRESS}0ABCDEFGH012345679` };
  expect(judged(photographed(other))).toEqual({ kind: 'other_run', code: '0ABCDEFGH012345679' });
  expect(judged(photographed({ text: 'https://evil.example/t/0ABCDEFGH012345678' }))).toEqual({
    kind: 'other_address',
    host: 'evil.example',
  });
  expect(judged(photographed({ text: 'mật ong' }))).toEqual({ kind: 'other_address', host: null });
  expect(judged(photographed({ text: `${ADDRESS}abc` }))).toMatchObject({ kind: 'other_address' });
});
