import { productSet, type SectorNumber } from '#src/domain/catalogue/product-set.ts';

/** Signs of the groups 1 to 17 at their numbers, as SVG in a box of 120 × 90, inks as in look.css. */
export const SIGNS: readonly string[] = [
  // A parcel tied with string: nobody has said what it is.
  `<path fill="var(--p-hoe)" d="M28 34h64v44H28z"/><path fill="var(--p-paper)" d="M22 26h76v14H22z"/><path fill="none" d="M60 26v52M60 26c-10-16-24-8-16-2 4 3 16 2 16 2s12 1 16-2c8-6-6-14-16 2"/>`,
  // A pomelo and a carrot.
  `<path fill="var(--p-hoe)" d="M44 32c17 0 29 11 29 26S60 84 44 84 15 73 15 58s12-26 29-26z"/><path fill="var(--p-dong)" d="M44 32c0-16 14-22 26-18-2 14-14 22-26 18z"/><path fill="none" d="M44 32c6-6 12-10 18-12M27 52c2-5 5-8 9-9"/><path fill="var(--p-son)" d="M88 42c11-3 20 4 18 14-2 11-16 22-32 27-5-14-2-36 14-41z"/><path fill="var(--p-dong)" d="M92 42c-5-10 0-19 7-23 2 7 2 13 0 18 5-6 11-7 16-5-2 8-11 13-23 10z"/><path fill="none" d="M84 52l7 3M80 63l8 3M78 72l5 2"/>`,
  // A sheaf of rice.
  `<path fill="var(--p-hoe)" d="M43 84c6-24 1-43-17-61 13 1 21 7 25 15-2-11-2-19 1-27 6 7 8 15 8 25 0-10 2-18 8-25 3 8 3 16 1 27 4-8 12-14 25-15-18 18-23 37-17 61z"/><path fill="none" d="M33 29l9 11M54 17l3 16M66 17l-3 16M87 29l-9 11M60 40v12M52 44l3 9M68 44l-3 9M52 70l-3 14M60 70v14M68 70l3 14"/><path fill="var(--p-son)" d="M45 54h30l2 12H43z"/><path fill="none" d="M75 60c8 2 10 6 9 12M75 60c10-2 14 0 17 5"/>`,
  // A square rice cake in leaves, a sausage.
  `<path fill="none" d="M30 22c4-10 26-12 32-2"/><path fill="var(--p-dong)" d="M16 34h50v48H16z"/><path fill="var(--p-dong)" d="M16 34l10-9h50l-10 9zM66 34l10-9v47l-10 10z"/><path fill="none" stroke="var(--p-hoe)" d="M16 50h50l10-9M16 66h50l10-9M33 34v48M49 34v48M33 34l10-9M49 34l10-9"/><path fill="var(--p-son)" d="M82 80c-6-3-6-12 1-14 9-2 16-8 19-16 3-7 13-5 13 3-1 16-17 30-33 27z"/><path fill="none" d="M89 70l4 7M97 64l6 6M103 56l8 3M114 46l3-6M78 79l-4 5"/>`,
  // A jar under red cloth, a dish of sauce, a chilli.
  `<path fill="var(--p-nau)" d="M20 38c-12 10-10 36 4 42h34c14-6 16-32 4-42z"/><path fill="var(--p-hoe)" d="M41 44l14 14-14 14-14-14z"/><path fill="var(--p-paper)" d="M33 58c4-5 10-5 13 0-3 5-9 5-13 0zM46 58l4-3v6z"/><path fill="var(--p-son)" d="M23 31c2-14 34-14 36 0l6 7c-8 5-40 5-48 0z"/><path fill="none" d="M21 32c12 4 28 4 40 0"/><path fill="var(--p-cham)" d="M66 60h48c0 13-9 20-16 22H82c-7-2-16-9-16-22z"/><path fill="var(--p-nau)" d="M66 60c5-8 43-8 48 0-5 6-43 6-48 0z"/><path fill="var(--p-son)" d="M80 44c0-12 13-20 25-16 1 11-12 20-25 16z"/><path fill="none" d="M105 28c2-4 5-6 9-6M86 40c3-4 7-6 12-7"/>`,
  // A pot of green tea and its cup.
  `<path fill="none" d="M78 42c20-6 26 22 2 26"/><path fill="var(--p-cham)" d="M38 50C22 50 24 36 12 36c8 12 6 24 26 30z"/><path fill="var(--p-cham)" d="M40 40h34c14 10 12 32-2 40H42c-14-8-16-30-2-40z"/><path fill="var(--p-paper)" d="M38 40c2-9 36-9 38 0-8 4-30 4-38 0zM57 33a4 4 0 1 1 .1 0z"/><path fill="none" stroke="var(--p-paper)" d="M44 68c6-8 8-8 12-2 4-8 8-8 14 2M40 58h34"/><path fill="var(--p-dong)" d="M74 22c-4-12 4-18 10-18 4 8 0 16-10 18zM76 22c4-10 14-12 20-8-2 8-10 12-20 8z"/><path fill="none" d="M64 30c4-4 8-6 13-8"/><path fill="var(--p-paper)" d="M92 64h22c0 9-4 14-11 16-7-2-11-7-11-16z"/><path fill="var(--p-dong)" d="M94 64h18c-2 5-16 5-18 0z"/>`,
  // A drip filter on its glass.
  `<path fill="var(--p-paper)" d="M40 50h38l-4 34H44z"/><path fill="var(--p-nau)" d="M41.5 62h35L74 84H44z"/><path fill="var(--p-cham)" d="M42 26h34v20H42z"/><path fill="var(--p-hoe)" d="M32 45h54v7H32z"/><path fill="var(--p-paper)" d="M40 18h38v8H40z"/><path fill="var(--p-son)" d="M59 18a4 4 0 1 1 .1 0z"/><path fill="none" d="M76 30c10-2 12 12 0 12M59 52v7M48 33h20"/><path fill="var(--p-nau)" d="M88 74c1-10 12-15 19-10s4 16-5 20-14-3-14-10z"/><path fill="none" d="M90 81c6 0 6-10 15-14"/>`,
  // A gourd.
  `<path fill="var(--p-hoe)" d="M60 8c6 0 8 6 6 12 9 4 10 16 2 22 19 5 22 36 2 42H50c-20-6-17-37 2-42-8-6-7-18 2-22-2-6 0-12 6-12z"/><path fill="var(--p-son)" d="M47 40h26v7H47z"/><path fill="none" d="M73 44c10 0 14 8 12 18M48 66c2 6 6 9 10 10"/>`,
  // A coconut and a glass of juice.
  `<path fill="var(--p-dong)" d="M20 58c0-16 10-26 24-26s24 10 24 26-9 26-24 26-24-10-24-26z"/><path fill="var(--p-paper)" d="M29 38c4-10 26-10 30 0-4 7-26 7-30 0z"/><path fill="none" d="M46 38l8-26h10M27 62c2 6 6 10 11 12"/><path fill="var(--p-paper)" d="M78 44h32l-4 40H82z"/><path fill="var(--p-hoe)" d="M79 56h30l-3 28H82z"/><path fill="none" d="M94 56l8-34h9"/><path fill="var(--p-hoe)" d="M80 46a10 10 0 1 1 12-12z"/>`,
  // A mortar of leaves and roots.
  `<path fill="var(--p-dong)" d="M52 44C34 40 28 26 32 12c16 4 24 16 20 32zM56 42c-4-16 4-28 18-34 6 14 0 28-18 34z"/><path fill="none" d="M36 18l16 24M72 14L56 42"/><path fill="var(--p-son)" d="M84 20a5 5 0 1 1 .1 0zM94 28a5 5 0 1 1 .1 0zM82 32a5 5 0 1 1 .1 0z"/><path fill="none" d="M64 44c6-10 12-16 20-22M70 40c8-2 12-6 20-10"/><path fill="var(--p-hoe)" d="M30 46L12 26c-4-6 4-10 8-5l20 23z"/><path fill="var(--p-hong)" d="M26 44h68l-7 28c-2 10-52 10-54 0z"/><path fill="var(--p-paper)" d="M22 42h76v9H22z"/><path fill="var(--p-nau)" d="M42 80h36l4 6H38z"/><path fill="none" d="M36 60c8 5 40 5 48 0"/>`,
  // A jar of cream, a bar of soap.
  `<path fill="var(--p-hong)" d="M22 46h44v36H22z"/><path fill="var(--p-paper)" d="M17 32h54v15H17z"/><path fill="none" d="M26 39h36"/><path fill="var(--p-dong)" d="M44 76c-10-4-11-15 0-22 11 7 10 18 0 22z"/><path fill="none" d="M44 60v16"/><path fill="var(--p-dong)" d="M82 62h26c5 0 8 3 8 8v4c0 5-3 8-8 8H82c-5 0-8-3-8-8v-4c0-5 3-8 8-8z"/><path fill="none" d="M84 72h22"/><path fill="var(--p-paper)" d="M88 54a7 7 0 1 1 .1 0zM104 46a5 5 0 1 1 .1 0zM100 58a4 4 0 1 1 .1 0zM86 32a4 4 0 1 1 .1 0z"/>`,
  // A bottle of oil, a sprig.
  `<path fill="var(--p-nau)" d="M34 84c-4 0-6-2-6-6V52c0-8 6-10 12-12h16c6 2 12 4 12 12v26c0 4-2 6-6 6z"/><path fill="var(--p-paper)" d="M28 56h40v18H28z"/><path fill="var(--p-hoe)" d="M48 58c4 5 5 8 5 10a5 5 0 0 1-10 0c0-2 1-5 5-10z"/><path fill="var(--p-hoe)" d="M39 31h18v9H39z"/><path fill="var(--p-son)" d="M43 31V17c0-9 10-9 10 0v14z"/><path fill="none" d="M94 84c0-20 0-36 2-58"/><path fill="var(--p-dong)" d="M95 70c-11 0-15-6-14-13 9 0 14 5 14 13zM95 70c11 0 16-6 15-13-9 0-15 5-15 13zM95 50c-10-1-13-7-12-13 8 1 12 6 12 13zM95 50c10-1 14-7 13-13-8 1-13 6-13 13zM96 32c-6-6-6-14 0-20 7 6 7 14 0 20z"/>`,
  // A woven basket.
  `<path fill="none" stroke-width="5" d="M32 38C34 6 86 6 88 38"/><path fill="var(--p-hoe)" d="M20 40h80l-11 40c-1 4-57 4-58 0z"/><path fill="var(--p-son)" d="M23 50l22 0 3 15-21 0zM70 50l27 0-4 15-25 0z"/><path fill="var(--p-cham)" d="M45 50h25l-2 15H48z"/><path fill="none" d="M26 57h68M24 50h72M28 65h64M30 73h60M34 50l6 32M45 50l4 33M57 50l1 33M70 50l-3 33M83 50l-6 32"/><path fill="var(--p-nau)" d="M16 36h88v9H16z"/><path fill="none" d="M24 36l5 9M34 36l5 9M44 36l5 9M54 36l5 9M64 36l5 9M74 36l5 9M84 36l5 9M94 36l5 9"/>`,
  // Folded brocade.
  `<path fill="var(--p-cham)" d="M22 62h72c8 0 8 20 0 20H22z"/><path fill="var(--p-son)" d="M26 44h68c8 0 8 18 0 18H26z"/><path fill="var(--p-hoe)" d="M30 26h60c8 0 8 18 0 18H30z"/><path fill="none" stroke="var(--p-paper)" d="M30 78l7-11 7 11 7-11 7 11 7-11 7 11 7-11 7 11"/><path fill="none" stroke="var(--p-paper)" d="M34 53h8M50 53h8M66 53h8M82 53h6M38 49v8M54 49v8M70 49v8"/><path fill="none" d="M38 35l6-5 6 5-6 5zM58 35l6-5 6 5-6 5zM76 35l5-5 5 5-5 5z"/>`,
  // Flowers in a vase.
  `<path fill="none" d="M54 62C50 50 42 44 36 36M60 62V32M66 62c2-12 10-18 18-24"/><path fill="var(--p-dong)" d="M50 56c-10 2-16-2-20-8 10-3 18 0 20 8zM70 56c8 3 16 0 20-6-8-4-16-2-20 6z"/><path fill="var(--p-son)" d="M34.0 21.8A5.4 5.4 0 1 1 41.1 25.9A5.4 5.4 0 1 1 41.1 34.1A5.4 5.4 0 1 1 34.0 38.2A5.4 5.4 0 1 1 26.9 34.1A5.4 5.4 0 1 1 26.9 25.9A5.4 5.4 0 1 1 34.0 21.8z"/><path fill="var(--p-hoe)" d="M34 34a4 4 0 1 1 .1 0z"/><path fill="var(--p-hong)" d="M60.0 11.8A5.4 5.4 0 1 1 67.1 15.9A5.4 5.4 0 1 1 67.1 24.1A5.4 5.4 0 1 1 60.0 28.2A5.4 5.4 0 1 1 52.9 24.1A5.4 5.4 0 1 1 52.9 15.9A5.4 5.4 0 1 1 60.0 11.8z"/><path fill="var(--p-hoe)" d="M60 24a4 4 0 1 1 .1 0z"/><path fill="var(--p-son)" d="M87.0 23.8A5.4 5.4 0 1 1 94.1 27.9A5.4 5.4 0 1 1 94.1 36.1A5.4 5.4 0 1 1 87.0 40.2A5.4 5.4 0 1 1 79.9 36.1A5.4 5.4 0 1 1 79.9 27.9A5.4 5.4 0 1 1 87.0 23.8z"/><path fill="var(--p-hoe)" d="M87 36a4 4 0 1 1 .1 0z"/><path fill="var(--p-cham)" d="M42 56h36l-6 28H48z"/><path fill="none" stroke="var(--p-paper)" d="M46 68c5 4 8-4 14 0s9-4 14 0"/>`,
  // An old tree in a dish.
  `<path fill="var(--p-nau)" d="M50 66c8-8-8-16 2-26 6-6 2-14-6-18 14 0 20 10 16 18 6-4 12-6 20-4-10 2-20 8-22 16-1 6 4 8 6 14z"/><path fill="var(--p-dong)" d="M22 26c-4-10 8-18 16-12 6-8 20-4 18 6 4 8-6 12-12 8-6 6-18 6-22-2zM74 40c-4-8 4-14 10-11 6-7 18-2 16 6 6 6-2 14-9 10-5 4-14 2-17-5z"/><path fill="var(--p-son)" d="M34 20a4 4 0 1 1 .1 0zM48 24a4 4 0 1 1 .1 0zM86 40a4 4 0 1 1 .1 0z"/><path fill="var(--p-hoe)" d="M66 22a5 5 0 1 1 .1 0z"/><path fill="var(--p-cham)" d="M28 64h64l-6 16H34z"/><path fill="var(--p-paper)" d="M24 60h72v7H24z"/><path fill="none" d="M36 80v6M84 80v6"/>`,
  // A goldfish.
  `<path fill="var(--p-hong)" d="M50 32c4-12 18-16 28-10-4 4-8 10-10 16z"/><path fill="var(--p-son)" d="M20 48c8-18 36-22 54-6 8-9 20-14 34-14-5 7-7 13-7 20s2 14 7 21c-14 0-26-6-34-15-18 15-46 12-54-6z"/><path fill="var(--p-hong)" d="M46 62c2 8 10 14 20 14-2-6-2-10 0-16z"/><path fill="var(--p-paper)" d="M34 47a4.5 4.5 0 1 1 .1 0z"/><path fill="none" d="M46 36c4 7 4 15 0 22M56 38c3 5 3 13 0 18M65 40c2 4 2 9 0 13M88 38c4 4 8 5 14 5M88 56c4-3 8-4 14-4"/><path fill="var(--p-paper)" d="M14 30a4 4 0 1 1 .1 0zM22 20a3 3 0 1 1 .1 0z"/>`,
  // A house on stilts below the hills.
  `<path fill="var(--p-hoe)" d="M96 22a9 9 0 1 1 .1 0z"/><path fill="var(--p-dong)" d="M4 62c10-26 22-36 34-24 12-22 34-20 44 2 12-10 26 0 34 22z"/><path fill="none" d="M4 82h112" /><path fill="var(--p-nau)" d="M36 60h48v22h-5V62H41v20h-5z"/><path fill="var(--p-paper)" d="M34 44h52v18H34z"/><path fill="var(--p-son)" d="M56 48h9v14h-9z"/><path fill="none" d="M42 48h8v8h-8zM71 48h8v8h-8z"/><path fill="var(--p-nau)" d="M24 46l16-26h40l16 26z"/><path fill="none" d="M34 30h52M29 38h62M40 20l-4-6M80 20l4-6"/><path fill="none" d="M58 62l-6 20M68 62l-6 20M56 68h8M54 75h8"/>`,
  // A jar and a bowl of new rice: food of all kinds.
  `<path fill="var(--p-nau)" d="M20 38c-12 10-10 36 4 42h34c14-6 16-32 4-42z"/><path fill="var(--p-hoe)" d="M41 44l14 14-14 14-14-14z"/><path fill="var(--p-paper)" d="M33 58c4-5 10-5 13 0-3 5-9 5-13 0zM46 58l4-3v6z"/><path fill="var(--p-son)" d="M23 31c2-14 34-14 36 0l6 7c-8 5-40 5-48 0z"/><path fill="none" d="M21 32c12 4 28 4 40 0"/><path fill="none" d="M80 40l26-27M87 42l27-21"/><path fill="var(--p-paper)" d="M68 58c-1-11 7-17 14-15 5-5 12-4 15 0 8-1 14 6 13 15z"/><path fill="var(--p-cham)" d="M64 56h50c0 14-8 22-15 24v3H79v-3c-7-2-15-10-15-24z"/><path fill="none" stroke="var(--p-paper)" d="M71 65c5 4 9-4 14 0s9-4 14 0 6 0 8-1"/>`,
];

const OF_SECTOR: Readonly<Record<SectorNumber, number>> = { 1: 18, 2: 8, 3: 9, 4: 12, 5: 15, 6: 17 };

/** The sign of a group where the set of goods is known, else the one of the sector, else the parcel. */
export function signOf(sector: SectorNumber | null, set: number | null = null): number {
  return set === null ? (sector === null ? 0 : OF_SECTOR[sector]) : productSet(set).group;
}

const drawnOn = new WeakMap<object, Set<number>>();

/** Whether this is the first time that the page draws the sign. `page`: any object that lives as long as its request. */
export function firstOnPage(page: object, sign: number): boolean {
  const drawn = drawnOn.get(page) ?? new Set<number>();
  drawnOn.set(page, drawn);
  if (drawn.has(sign)) return false;
  drawn.add(sign);
  return true;
}
