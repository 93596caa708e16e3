/** Where a print run is, in this order; a household that prints at home may leave some out. */
export const STAMP_RUN_STATES = ['ordered', 'printed', 'delivered', 'active', 'closed'] as const;
export type StampRunState = (typeof STAMP_RUN_STATES)[number];

/** `spoilt`: torn, misprinted, thrown away. `stolen`: out of the producer's hands, so whoever shows one is warned. */
export type SpoiltKind = 'spoilt' | 'stolen';

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
