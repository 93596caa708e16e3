/** Where a print run is, in this order; a household that prints at home may leave some out. */
export const STAMP_RUN_STATES = ['ordered', 'printed', 'delivered', 'active', 'closed'] as const;
export type StampRunState = (typeof STAMP_RUN_STATES)[number];

/**
 * What may be said of stamps of a run, weightiest first. `recalled`: the packs they are on are called back. `stolen`: out of
 * the producer's hands, so whoever shows one is warned. `spoilt`: torn, misprinted, thrown away.
 */
export const SPOILT_KINDS = ['recalled', 'stolen', 'spoilt'] as const;
export type SpoiltKind = (typeof SPOILT_KINDS)[number];

/** What one run may have: a file that a printer and a browser still take. */
export const MOST_STAMPS = 100_000;

/** What can be done next with a run: any later state; a closed one stays closed. */
export function nextStates(state: StampRunState): readonly StampRunState[] {
  const at = STAMP_RUN_STATES.indexOf(state);
  return STAMP_RUN_STATES.filter((each, index) => index > at && (each !== 'closed' || state === 'active'));
}

/** Sides of a stamp, in millimetres. */
export const STAMP_SIZES = [15, 16, 20] as const;
export type StampSize = (typeof STAMP_SIZES)[number];

/** What a stamp's symbol says: its code alone, or the GTIN of its goods before it, which tills and GS1 readers know. */
export const STAMP_FORMS = ['code', 'gtin'] as const;
/** `signed`: digits that only the machine which signs can make; who prints cannot choose it. */
export type StampForm = (typeof STAMP_FORMS)[number] | 'signed';

const LEAST_SIZE: Readonly<Record<StampForm, StampSize>> = { code: 15, gtin: 16, signed: 20 };

/** Sizes that a form may have: with a GTIN or a signature the symbol has more modules. */
export const sizesOf = (form: StampForm): readonly StampSize[] =>
  STAMP_SIZES.filter((size) => size >= LEAST_SIZE[form]);

/** What stamps are printed on: A4 with marks for the knife, or a roll of labels, one row of labels a page. */
export type StampPaper = 'sheet' | StampRoll;

/** In millimetres: the whole roll, and between two labels side by side. */
export type StampRoll = { width: number; gap: number; across: number };

/** Between them label printers take these. */
export const ROLL_WIDTH = { least: 15, most: 210 } as const;
export const ROLL_GAP = { least: 0, most: 20 } as const;
export const ROLL_ACROSS = { least: 1, most: 12 } as const;

/** Whether labels of this size stand side by side on the roll. */
export function fitsRoll({ width, gap, across }: StampRoll, size: StampSize): boolean {
  const within = (value: number, { least, most }: { least: number; most: number }) =>
    Number.isFinite(value) && value >= least && value <= most;
  return (
    within(width, ROLL_WIDTH) &&
    within(gap, ROLL_GAP) &&
    Number.isInteger(across) &&
    within(across, ROLL_ACROSS) &&
    across * size + (across - 1) * gap <= width
  );
}

/** Dots an inch of the printer; `vector`: offset and other printing without dots of its own. */
export const PRINTER_DOTS = [203, 300, 600, 'vector'] as const;
export type PrinterDots = (typeof PRINTER_DOTS)[number];

/** Light modules on each side of the symbol, inside the stamp. @source ISO/IEC 18004. */
const QUIET = 4;
/** The smallest module that telephones read, and the smallest that tills are promised, in millimetres. */
const LEAST_MODULE = 0.33;
const TILL_MODULE = 0.396;
const MILLIMETRES_AN_INCH = 25.4;

export type Module = {
  /** Millimetres, as it will be printed: whole dots. */
  side: number;
  /** Whole dots of the printer; `null`: it has none. */
  dots: number | null;
  /** `small`: telephones read it, tills may not. `too_small`: it is not printed. */
  fit: 'fine' | 'small' | 'too_small';
};

/**
 * How large one module of a symbol comes out on a printer.
 *
 * @param version of the QR symbol, 1 to 40.
 * @source GS1 General Specifications, 5.12.3: 0.396 to 0.990 mm.
 */
export function moduleOf(version: number, size: StampSize, dots: PrinterDots): Module {
  const modules = 17 + 4 * version + 2 * QUIET;
  const wanted = size / modules;
  const whole = dots === 'vector' ? null : Math.floor((wanted * dots) / MILLIMETRES_AN_INCH);
  const side = whole === null || dots === 'vector' ? wanted : (whole * MILLIMETRES_AN_INCH) / dots;
  return {
    side,
    dots: whole,
    fit: side < LEAST_MODULE ? 'too_small' : side < TILL_MODULE ? 'small' : 'fine',
  };
}
