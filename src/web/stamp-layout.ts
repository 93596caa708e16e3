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
  run: Pick<StampRun, 'number' | 'first' | 'count' | 'orderedAt' | 'logMark'>;
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
  module: number;
  isRoll: boolean;
};

export const FOOT = { y: SHEET.height - SHEET.margin, left: SHEET.margin } as const;

/**
 * @throws Refusal `stamp.module_too_small`: telephones would not read it; `stamp.roll_wrong`: the labels do not stand on the
 *   roll, or it is none.
 */
export function layoutOf(print: StampPrint): StampLayout {
  const { paper, size } = print;
  const module = moduleFor(print, size, print.dots);
  if (module.fit === 'too_small') throw new Refusal('stamp.module_too_small');
  if (paper !== 'sheet') {
    if (!fitsRoll(paper, size)) throw new Refusal('stamp.roll_wrong');
    const { width, gap, across } = paper;
    const left = (width - across * size - (across - 1) * gap) / 2;
    return {
      width,
      height: size + WORDS,
      left,
      top: 0,
      gap,
      across,
      down: 1,
      module: module.side,
      isRoll: true,
    };
  }
  const { width, height, margin, foot, gap } = SHEET;
  const across = Math.floor((width - 2 * margin + gap) / (size + gap));
  const down = Math.floor((height - 2 * margin - foot + gap) / (size + WORDS + gap));
  const left = (width - across * (size + gap) + gap) / 2;
  return { width, height, left, top: margin, gap, across, down, module: module.side, isRoll: false };
}

/** Pages that a run takes, the label at the beginning of a roll aside. */
export const pagesOf = ({ across, down }: StampLayout, { count }: Pick<StampRun, 'count'>): number =>
  Math.ceil(count / (across * down));
