import { Refusal } from '#src/domain/shared/refusal.ts';
import { stampQr } from '#src/domain/traceability/qr.ts';
import { number } from '#src/i18n/format.ts';
import { stampsRoom } from '#src/i18n/stamps.ts';
import { codesOf, FOOT, layoutOf, pagesOf, scratchField, spotOf, type StampPrint } from './stamp-layout.ts';
import { cornersOf, eachBar, footOf, insetOf, linesOf, marksOf, type Line } from './stamp-sheet.ts';
import { xml } from './xml.ts';

const mm = (value: number): string => String(Math.round(value * 10_000) / 10_000);

const strokes = (lines: readonly Line[]): string =>
  `<path d="${lines.map(({ x1, y1, x2, y2 }) => `M${mm(x1)} ${mm(y1)}L${mm(x2)} ${mm(y2)}`).join('')}" stroke="#000" stroke-width=".07"/>`;

/**
 * One page of a run's stamps for a printing house, in real millimetres. The same page gives the same bytes.
 *
 * @param page from 1.
 * @throws Refusal as `layoutOf`; `stamp.page_missing`: the run has fewer.
 */
export function* stampSvg(print: StampPrint, page: number): Generator<string> {
  const layout = layoutOf(print);
  const { run, size } = print;
  const { width, height, across, down, module, isRoll } = layout;
  if (!Number.isInteger(page) || page < 1 || page > pagesOf(layout, run))
    throw new Refusal('stamp.page_missing');
  const first = (page - 1) * across * down;
  const last = Math.min(run.count, first + across * down);
  yield `<svg xmlns="http://www.w3.org/2000/svg" width="${mm(width)}mm" height="${mm(height)}mm" viewBox="0 0 ${mm(width)} ${mm(height)}"><title>${xml(stampsRoom.sheet.title(run.number))}</title><g font-family="sans-serif" fill="#000">\n`;
  if (!isRoll) {
    yield `${strokes(marksOf(layout, size))}\n`;
    yield `<text x="${FOOT.left}" y="${FOOT.y + 2.5}" font-size="2.4">${xml(footOf(print, first + 1, last))}</text>\n`;
  }
  const symbol = stampQr(print.address);
  let at = 0;
  for (const code of codesOf(print, first, last)) {
    const { x, y } = spotOf(layout, size, at);
    const { modules } = symbol(code);
    const inset = insetOf(modules, size, module);
    let path = '';
    eachBar(modules, (column, row, length) => {
      path += `M${column} ${row}h${length}v1h-${length}z`;
    });
    yield `<path transform="translate(${mm(x + inset)} ${mm(y + inset)}) scale(${module})" d="${path}"/>`;
    const [above, below] = linesOf(code);
    const text = (line: string, lower: number, part: number) =>
      `<text x="${mm(x + size / 2)}" y="${mm(y + size + lower)}" font-size="2" font-weight="bold" text-anchor="middle" textLength="${mm(size * part)}" lengthAdjust="spacingAndGlyphs">${line}</text>`;
    yield `${text(above, 1.6, 0.9)}${text(below, 3.8, below.length * 0.07)}\n`;
    if (run.hasPins) yield strokes(cornersOf(scratchField(size, { x, y })));
    if (isRoll || at % across === 0)
      yield isRoll
        ? `<text x="${mm(x + size - 0.3)}" y="${mm(y + size + 4)}" font-size="1.2" text-anchor="end">${number(first + at + 1)}</text>\n`
        : `<text x="1.5" y="${mm(y + size / 2)}" font-size="1.8">${number(first + at + 1)}</text>\n`;
    at += 1;
  }
  yield '</g></svg>\n';
}
