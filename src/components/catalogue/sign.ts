import type { SectorNumber } from '#src/domain/catalogue/product-set.ts';

/** The six signs and one for goods of unknown kind, as SVG in a box of 120 × 90, inks as in look.css. */
export const SIGNS: Readonly<Record<0 | SectorNumber, string>> = {
  // A parcel tied with string.
  0: `<path fill="var(--p-hoe)" d="M28 34h64v44H28z"/><path fill="var(--p-paper)" d="M22 26h76v14H22z"/><path fill="none" d="M60 26v52M60 26c-10-16-24-8-16-2 4 3 16 2 16 2s12 1 16-2c8-6-6-14-16 2"/>`,
  // A jar under red cloth, a bowl of new rice.
  1: `<path fill="var(--p-nau)" d="M20 38c-12 10-10 36 4 42h34c14-6 16-32 4-42z"/><path fill="var(--p-hoe)" d="M41 44l14 14-14 14-14-14z"/><path fill="var(--p-paper)" d="M33 58c4-5 10-5 13 0-3 5-9 5-13 0zM46 58l4-3v6z"/><path fill="var(--p-son)" d="M23 31c2-14 34-14 36 0l6 7c-8 5-40 5-48 0z"/><path fill="none" d="M21 32c12 4 28 4 40 0"/><path fill="none" d="M80 40l26-27M87 42l27-21"/><path fill="var(--p-paper)" d="M68 58c-1-11 7-17 14-15 5-5 12-4 15 0 8-1 14 6 13 15z"/><path fill="var(--p-cham)" d="M64 56h50c0 14-8 22-15 24v3H79v-3c-7-2-15-10-15-24z"/><path fill="none" stroke="var(--p-paper)" d="M71 65c5 4 9-4 14 0s9-4 14 0 6 0 8-1"/>`,
  // A pot of green tea and its cup, a sprig above.
  2: `<path fill="none" d="M78 42c20-6 26 22 2 26"/><path fill="var(--p-cham)" d="M38 50C22 50 24 36 12 36c8 12 6 24 26 30z"/><path fill="var(--p-cham)" d="M40 40h34c14 10 12 32-2 40H42c-14-8-16-30-2-40z"/><path fill="var(--p-paper)" d="M38 40c2-9 36-9 38 0-8 4-30 4-38 0zM57 33a4 4 0 1 1 .1 0z"/><path fill="none" stroke="var(--p-paper)" d="M44 68c6-8 8-8 12-2 4-8 8-8 14 2M40 58h34"/><path fill="var(--p-dong)" d="M74 22c-4-12 4-18 10-18 4 8 0 16-10 18zM76 22c4-10 14-12 20-8-2 8-10 12-20 8z"/><path fill="none" d="M64 30c4-4 8-6 13-8"/><path fill="var(--p-paper)" d="M92 64h22c0 9-4 14-11 16-7-2-11-7-11-16z"/><path fill="var(--p-dong)" d="M94 64h18c-2 5-16 5-18 0z"/>`,
  // A mortar of leaves and roots.
  3: `<path fill="var(--p-dong)" d="M52 44C34 40 28 26 32 12c16 4 24 16 20 32zM56 42c-4-16 4-28 18-34 6 14 0 28-18 34z"/><path fill="none" d="M36 18l16 24M72 14L56 42"/><path fill="var(--p-son)" d="M84 20a5 5 0 1 1 .1 0zM94 28a5 5 0 1 1 .1 0zM82 32a5 5 0 1 1 .1 0z"/><path fill="none" d="M64 44c6-10 12-16 20-22M70 40c8-2 12-6 20-10"/><path fill="var(--p-hoe)" d="M30 46L12 26c-4-6 4-10 8-5l20 23z"/><path fill="var(--p-hong)" d="M26 44h68l-7 28c-2 10-52 10-54 0z"/><path fill="var(--p-paper)" d="M22 42h76v9H22z"/><path fill="var(--p-nau)" d="M42 80h36l4 6H38z"/><path fill="none" d="M36 60c8 5 40 5 48 0"/>`,
  // A woven basket.
  4: `<path fill="none" stroke-width="5" d="M32 38C34 6 86 6 88 38"/><path fill="var(--p-hoe)" d="M20 40h80l-11 40c-1 4-57 4-58 0z"/><path fill="var(--p-son)" d="M23 50l22 0 3 15-21 0zM70 50l27 0-4 15-25 0z"/><path fill="var(--p-cham)" d="M45 50h25l-2 15H48z"/><path fill="none" d="M26 57h68M24 50h72M28 65h64M30 73h60M34 50l6 32M45 50l4 33M57 50l1 33M70 50l-3 33M83 50l-6 32"/><path fill="var(--p-nau)" d="M16 36h88v9H16z"/><path fill="none" d="M24 36l5 9M34 36l5 9M44 36l5 9M54 36l5 9M64 36l5 9M74 36l5 9M84 36l5 9M94 36l5 9"/>`,
  // An old apricot tree in a dish.
  5: `<path fill="var(--p-nau)" d="M50 66c8-8-8-16 2-26 6-6 2-14-6-18 14 0 20 10 16 18 6-4 12-6 20-4-10 2-20 8-22 16-1 6 4 8 6 14z"/><path fill="var(--p-dong)" d="M22 26c-4-10 8-18 16-12 6-8 20-4 18 6 4 8-6 12-12 8-6 6-18 6-22-2zM74 40c-4-8 4-14 10-11 6-7 18-2 16 6 6 6-2 14-9 10-5 4-14 2-17-5z"/><path fill="var(--p-son)" d="M34 20a4 4 0 1 1 .1 0zM48 24a4 4 0 1 1 .1 0zM86 40a4 4 0 1 1 .1 0z"/><path fill="var(--p-hoe)" d="M66 22a5 5 0 1 1 .1 0z"/><path fill="var(--p-cham)" d="M28 64h64l-6 16H34z"/><path fill="var(--p-paper)" d="M24 60h72v7H24z"/><path fill="none" d="M36 80v6M84 80v6"/>`,
  // A house on stilts below the hills.
  6: `<path fill="var(--p-hoe)" d="M96 22a9 9 0 1 1 .1 0z"/><path fill="var(--p-dong)" d="M4 62c10-26 22-36 34-24 12-22 34-20 44 2 12-10 26 0 34 22z"/><path fill="none" d="M4 82h112" /><path fill="var(--p-nau)" d="M36 60h48v22h-5V62H41v20h-5z"/><path fill="var(--p-paper)" d="M34 44h52v18H34z"/><path fill="var(--p-son)" d="M56 48h9v14h-9z"/><path fill="none" d="M42 48h8v8h-8zM71 48h8v8h-8z"/><path fill="var(--p-nau)" d="M24 46l16-26h40l16 26z"/><path fill="none" d="M34 30h52M29 38h62M40 20l-4-6M80 20l4-6"/><path fill="none" d="M58 62l-6 20M68 62l-6 20M56 68h8M54 75h8"/>`,
};

const drawnOn = new WeakMap<object, Set<number>>();

/** Whether this is the first time that the page draws the sign. `page`: any object that lives as long as its request. */
export function firstOnPage(page: object, sign: number): boolean {
  const drawn = drawnOn.get(page) ?? new Set<number>();
  drawnOn.set(page, drawn);
  if (drawn.has(sign)) return false;
  drawn.add(sign);
  return true;
}
