import { Refusal } from '#src/domain/shared/refusal.ts';
import { stampQr } from '#src/domain/traceability/qr.ts';
import {
  fitsRoll,
  moduleOf,
  sizesOf,
  type Module,
  type PrinterDots,
  type StampForm,
  type StampPaper,
  type StampSize,
} from '#src/domain/traceability/stamp-run.ts';
import type { StampRun } from '#src/domain/traceability/stamp-runs.ts';
import { paths } from './paths.ts';

export type StampPrint = {
  run: Pick<StampRun, 'number' | 'first' | 'count' | 'orderedAt' | 'logMark' | 'hasPins'>;
  /** The code of the stamp with this number. */
  codeOf: (number: number) => string;
  /** Up to the code: `https://host/t/`, `https://host/01/{gtin}/21/`, or `https://host/v/`. */
  address: string;
  size: StampSize;
  dots: PrinterDots;
  paper: StampPaper;
};

/**
 * What stands before the code in the symbol.
 *
 * @throws Refusal `stamp.no_gtin`: the goods have none.
 */
export function stampAddress(origin: string, form: StampForm, gtin: string | null): string {
  if (form === 'code') return origin + paths.stamp('');
  if (form === 'signed') return origin + paths.signedStamp('');
  if (gtin === null) throw new Refusal('stamp.no_gtin');
  return origin + paths.gtinStamp(gtin, '');
}

export const formOf = ({ address }: Pick<StampPrint, 'address'>): StampForm =>
  /\/01\/\d{14}\/21\/$/.test(address) ? 'gtin' : address.endsWith(paths.signedStamp('')) ? 'signed' : 'code';

/** The codes of a run in their order. */
export function* codesOf(
  { run, codeOf }: Pick<StampPrint, 'codeOf'> & { run: Pick<StampRun, 'first' | 'count'> },
  from = 0,
  until = run.count,
): Generator<string> {
  for (let place = from; place < Math.min(until, run.count); place += 1) yield codeOf(run.first + place);
}

/** Version of the symbol that a stamp with this address needs. */
export const stampVersion = ({
  run,
  codeOf,
  address,
}: Pick<StampPrint, 'run' | 'codeOf' | 'address'>): number => stampQr(address)(codeOf(run.first)).version;

/** How large a module comes out, for this form of stamp. */
export function moduleFor(
  print: Pick<StampPrint, 'run' | 'codeOf' | 'address'>,
  size: StampSize,
  dots: PrinterDots,
): Module {
  const module = moduleOf(stampVersion(print), size, dots);
  return sizesOf(formOf(print)).includes(size) ? module : { ...module, fit: 'too_small' };
}

const SHEET = { width: 210, height: 297, margin: 9, foot: 6, gap: 3 } as const;
/** For the code under the symbol, in two lines. */
export const WORDS = 4.4;
/**
 * Below the code, for the scratch field of a stamp that has a number: `room` makes such a stamp 10 mm higher than wide,
 * `height` is the field's own, `side` what stays free of it at the left and the right.
 */
export const SCRATCH = { room: 5.6, height: 4.8, side: 1 } as const;

/** Where stamps stand on a page, in millimetres. */
export type StampLayout = {
  width: number;
  height: number;
  left: number;
  top: number;
  /** Between two stamps. */
  gap: number;
  across: number;
  down: number;
  /** A whole stamp from its symbol to its lower edge. */
  tall: number;
  isRoll: boolean;
};

/** Upper left corner of the stamp that stands `at` places after the first of its page. */
export const spotOf = (
  { left, top, gap, across, tall }: StampLayout,
  size: number,
  at: number,
): { x: number; y: number } => ({
  x: left + (at % across) * (size + gap),
  y: top + Math.floor(at / across) * (tall + gap),
});

/** Where a scratch field lies on a stamp of this size with its corner there. */
export const scratchField = (
  size: number,
  { x, y }: { x: number; y: number },
): { x: number; y: number; width: number; height: number } => ({
  x: x + SCRATCH.side,
  y: y + size + WORDS,
  width: size - 2 * SCRATCH.side,
  height: SCRATCH.height,
});

export const FOOT = { y: SHEET.height - SHEET.margin, left: SHEET.margin } as const;

/**
 * Where stamps of a run stand, and the side of a module of their symbols.
 *
 * @throws Refusal `stamp.module_too_small`: telephones would not read it; `stamp.roll_wrong`: as `placesOf`.
 */
export function layoutOf(print: StampPrint): StampLayout & { module: number } {
  const module = moduleFor(print, print.size, print.dots);
  if (module.fit === 'too_small') throw new Refusal('stamp.module_too_small');
  return { ...placesOf(print), module: module.side };
}

/** @throws Refusal `stamp.roll_wrong`: the labels do not stand on the roll, or it is none. */
export function placesOf({
  paper,
  size,
  run,
}: Pick<StampPrint, 'paper' | 'size'> & { run: Pick<StampRun, 'hasPins'> }): StampLayout {
  const tall = size + WORDS + (run.hasPins ? SCRATCH.room : 0);
  if (paper !== 'sheet') {
    if (!fitsRoll(paper, size)) throw new Refusal('stamp.roll_wrong');
    const { width, gap, across } = paper;
    const left = (width - across * size - (across - 1) * gap) / 2;
    return {
      width,
      height: tall,
      left,
      top: 0,
      gap,
      across,
      down: 1,
      tall,
      isRoll: true,
    };
  }
  const { width, height, margin, foot, gap } = SHEET;
  const across = Math.floor((width - 2 * margin + gap) / (size + gap));
  const down = Math.floor((height - 2 * margin - foot + gap) / (tall + gap));
  const left = (width - across * (size + gap) + gap) / 2;
  return { width, height, left, top: margin, gap, across, down, tall, isRoll: false };
}

/** Pages that a run takes, the label at the beginning of a roll aside. */
export const pagesOf = ({ across, down }: StampLayout, { count }: Pick<StampRun, 'count'>): number =>
  Math.ceil(count / (across * down));
