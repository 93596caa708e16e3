import { create, type Font } from 'fontkitten';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectFolder } from '#db/client.ts';
import { SIGNS } from '#src/components/catalogue/sign.ts';
import type { SectorNumber } from '#src/domain/catalogue/product-set.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';

/** What the card says. Lines that are too long for it are cut with an ellipsis. */
export type ShareCard = {
  name: string;
  /** Who made it and where, one line each. */
  lines: readonly string[];
  sector: SectorNumber | null;
  /** Number of a sign, see `signOf`. */
  sign: number;
  /** A photograph instead of the sign, and the point of it that stays in view, in hundredths. */
  picture?: { bytes: Uint8Array; focusX: number; focusY: number } | null;
  /** `null`: no seal. */
  seal: { stars: Stars; words: string; past: boolean } | null;
  status: string;
};

export const CARD_SIZE = { width: 1200, height: 630 } as const;

const INKS: Readonly<Record<string, string>> = {
  o: '#2a211c',
  paper: '#fff8e8',
  son: '#c4412f',
  hoe: '#e6ab35',
  dong: '#4f8f63',
  cham: '#3b6797',
  hong: '#e3a08a',
  nau: '#a0693c',
};
const WASHES = ['#f3ecdd', '#f6e3bd', '#dce8f2', '#dfecdb', '#f6dcd0', '#f8e0e2', '#dfeae4'] as const;
const STAR = 'M10 1.2l2.7 5.9 6.4.7-4.8 4.3 1.4 6.4L10 15.2l-5.7 3.3 1.4-6.4L.9 7.8l6.4-.7z';

type Face = readonly Font[];
let faces: Promise<{ regular: Face; bold: Face }> | undefined;

async function readFaces() {
  const files = join(
    createRequire(join(projectFolder(), 'package.json')).resolve('@fontsource/be-vietnam-pro/package.json'),
    '..',
    'files',
  );
  const face = (weight: number) =>
    Promise.all(
      ['latin', 'vietnamese'].map(
        async (subset) =>
          create(await readFile(join(files, `be-vietnam-pro-${subset}-${weight}-normal.woff2`))) as Font,
      ),
    );
  const [regular, bold] = await Promise.all([face(400), face(700)]);
  return { regular, bold };
}

function glyphsOf(text: string, face: Face) {
  return [...text.normalize('NFC')].flatMap((sign) => {
    const code = sign.codePointAt(0) ?? 32;
    const font = face.find((one) => one.hasGlyphForCodePoint(code));
    return font ? [{ glyph: font.glyphForCodePoint(code), scale: 1 / font.unitsPerEm }] : [];
  });
}

function widthOf(text: string, face: Face, size: number): number {
  return glyphsOf(text, face).reduce((sum, { glyph, scale }) => sum + glyph.advanceWidth * scale * size, 0);
}

/** Text as outlines: a picture made on a machine without our font has it all the same. */
function drawn(text: string, face: Face, x: number, y: number, size: number, ink: string): string {
  let at = x;
  return glyphsOf(text, face)
    .map(({ glyph, scale }) => {
      const by = scale * size;
      const path = `<path transform="translate(${at.toFixed(2)} ${y}) scale(${by.toFixed(5)} -${by.toFixed(5)})" fill="${ink}" d="${glyph.path.toSVG()}"/>`;
      at += glyph.advanceWidth * by;
      return path;
    })
    .join('');
}

/** Broken at words into at most `most` lines no wider than `width`. */
function broken(text: string, face: Face, size: number, width: number, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`, face, size) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, most);
  const end = kept.at(-1) ?? '';
  const cut = lines.length > most ? `${end}…` : end;
  return [...kept.slice(0, -1), fitted(cut, face, size, width)];
}

function fitted(text: string, face: Face, size: number, width: number): string {
  let kept = text;
  while (kept.length > 1 && widthOf(kept, face, size) > width)
    kept = `${kept.replace(/…$/, '').slice(0, -1)}…`;
  return kept;
}

/** The card as PNG, 1200 × 630: what other sites show of a product. */
export async function shareCardPng(card: ShareCard): Promise<Buffer> {
  const { regular, bold } = await (faces ??= readFaces());
  const left = 520;
  const room = CARD_SIZE.width - left - 60;
  const size = widthOf(card.name, bold, 68) <= room * 2 ? 68 : 54;
  const name = broken(card.name, bold, size, room, 3);
  let y = name.length > 2 ? 172 : 200;
  const parts: string[] = [];
  for (const line of name) {
    parts.push(drawn(line, bold, left, y, size, '#2a211c'));
    y += size * 1.24;
  }
  y += 6;
  for (const line of card.lines.slice(0, 2)) {
    parts.push(drawn(fitted(line, regular, 32, room), regular, left, y, 32, '#5d5147'));
    y += 46;
  }
  if (card.seal) {
    const { stars, words, past } = card.seal;
    const ink = past ? '#6a6560' : '#b5302a';
    const block = stars * 42 + 24;
    const width = block + widthOf(words, bold, 34) + 44;
    parts.push(
      `<g transform="translate(${left} 462)"><rect width="${width}" height="68" rx="9" fill="#fffdf8" stroke="${ink}" stroke-width="4"/>`,
      `<path fill="${ink}" d="M9 0H${block}V68H9a9 9 0 0 1-9-9V9a9 9 0 0 1 9-9z"/>`,
      ...Array.from(
        { length: stars },
        (_, index) =>
          `<path transform="translate(${14 + index * 42} 15) scale(1.9)" fill="#fffaf2" d="${STAR}"/>`,
      ),
      drawn(words, bold, block + 20, 46, 34, ink),
      '</g>',
    );
  }
  parts.push(drawn(fitted(card.status, bold, 30, room), bold, left, 582, 30, '#5d5147'));
  const sign = (SIGNS[card.sign] ?? '').replace(/var\(--p-(\w+)\)/g, (_, ink: string) => INKS[ink] ?? '#000');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630">
    <rect width="1200" height="630" fill="#fbf7ee"/>
    <rect width="460" height="630" fill="${WASHES[card.sector ?? 0]}"/>
    <svg x="48" y="150" width="364" height="330" viewBox="0 0 120 90"><g stroke="#2a211c" stroke-width="2.4" stroke-linejoin="round" stroke-linecap="round">${sign}</g></svg>
    <path d="M460 0V630" stroke="#2a211c" stroke-width="5"/>
    <g transform="translate(${left} 44)"><rect width="52" height="52" rx="10" fill="#b5302a"/><path transform="translate(7 7) scale(1.9)" fill="#fffaf2" d="${STAR}"/></g>
    ${drawn('Sao Làng', bold, left + 68, 82, 34, '#2a211c')}
    ${parts.join('')}
    <rect x="3" y="3" width="1194" height="624" fill="none" stroke="#2a211c" stroke-width="6"/>
  </svg>`;
  const drawnCard = sharp(Buffer.from(svg));
  if (card.picture)
    drawnCard.composite([{ input: await cutTo(card.picture, PICTURE_ROOM), left: 6, top: 6 }]);
  return drawnCard.png({ compressionLevel: 6, adaptiveFiltering: false }).toBuffer();
}

/** Left of the line, within the frame. */
const PICTURE_ROOM = { width: 451, height: 618 } as const;

/** The part of a picture that fills the room, with the point that matters as near its middle as can be. */
async function cutTo(
  { bytes, focusX, focusY }: NonNullable<ShareCard['picture']>,
  { width, height }: { width: number; height: number },
): Promise<Buffer> {
  const { data, info } = await sharp(bytes)
    .resize(width, height, { fit: 'outside' })
    .toBuffer({ resolveWithObject: true });
  return sharp(data)
    .extract({
      left: Math.round(((info.width - width) * focusX) / 100),
      top: Math.round(((info.height - height) * focusY) / 100),
      width,
      height,
    })
    .toBuffer();
}
