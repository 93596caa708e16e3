import { inflateSync } from 'node:zlib';

/** What a PDF of ours says: a string for each paragraph, cell and drawing, as a reader by ear is given them. */
export type PdfText = {
  pages: number;
  /** What each marked part says, in the order of the pages. */
  said: { tag: string; text: string }[];
  /** Everything outside of the packed parts: title, language, tree of tags. */
  frame: string;
};

type Objects = Map<string, { dict: string; body: string }>;

/** What a PDF of ours is made of, unpacked, and which letters its fonts have. */
function partsOf(pdf: Uint8Array): {
  objects: Objects;
  fonts: Map<string, Map<number, string>>;
  pages: string[];
} {
  const raw = Buffer.from(pdf).toString('latin1');
  const objects: Objects = new Map();
  for (const [, id = '', whole = ''] of raw.matchAll(/(\d+) 0 obj\r?\n([\s\S]*?)\r?\nendobj/g)) {
    const [dict = '', packed] = whole.split(/\r?\nstream\r?\n/, 2);
    // Packed bytes may end in a carriage return of their own.
    const stream = packed?.replace(/\nendstream$/, '');
    objects.set(id, {
      dict,
      body:
        stream && /FlateDecode/.test(dict)
          ? inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')
          : '',
    });
  }
  const fonts = new Map<string, Map<number, string>>();
  for (const { dict } of objects.values())
    for (const [, resources = ''] of dict.matchAll(/\/Font <<([\s\S]*?)>>/g))
      for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
        const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.dict ?? '')?.[1] ?? '';
        fonts.set(name, lettersOf(objects.get(map)?.body ?? ''));
      }
  const pages = [...objects.values()]
    .filter(({ dict }) => /\/Type \/Page\b(?!s)/.test(dict))
    .map(({ dict }) => objects.get(/\/Contents (\d+) 0 R/.exec(dict)?.[1] ?? '')?.body ?? '');
  return { objects, fonts, pages };
}

/** What is drawn on each page, unpacked: two PDFs that draw the same are equal here, whatever packed them. */
export const pdfDrawings = (pdf: Uint8Array): string[] => partsOf(pdf).pages;

/** A text and where it begins on its page: from the left edge, and from the lower edge to its baseline; in points. */
export type PlacedText = { page: number; text: string; x: number; y: number; size: number };

export function placedText(pdf: Uint8Array): PlacedText[] {
  const { fonts, pages } = partsOf(pdf);
  return pages.flatMap((content, page) =>
    [...content.matchAll(/BT\n([\s\S]*?)\nET/g)].map(([, drawn = '']) => {
      const [, x = '', y = ''] = /1 0 0 1 (\S+) (\S+) Tm/.exec(drawn) ?? [];
      const [, font = '', size = ''] = /\/(F\d+) (\S+) Tf/.exec(drawn) ?? [];
      const text = lettersIn(drawn, fonts.get(font));
      return { page, text, x: Number(x), y: Number(y), size: Number(size) };
    }),
  );
}

function lettersIn(drawn: string, letters: Map<number, string> | undefined): string {
  let text = '';
  for (const [, hex = ''] of drawn.matchAll(/<([0-9a-f]*)>/gi))
    for (let at = 0; at < hex.length; at += 4)
      text += letters?.get(Number.parseInt(hex.slice(at, at + 4), 16)) ?? '\ufffd';
  return text;
}

export function pdfText(pdf: Uint8Array): PdfText {
  const { objects, fonts, pages } = partsOf(pdf);
  const said: PdfText['said'] = [];
  for (const content of pages) {
    let font = '';
    for (const [line] of content.matchAll(/\/\w+ (?:<<[^>]*>> )?B[DM]C|\/F\d+ [\d.]+ Tf|\[[^\]]*\] TJ/g)) {
      if (/B[DM]C$/.test(line)) said.push({ tag: /^\/(\w+)/.exec(line)![1]!, text: '' });
      else if (line.endsWith('Tf')) font = /F\d+/.exec(line)![0];
      else {
        // Papers whose parts are not marked say all in one.
        if (said.length === 0) said.push({ tag: '', text: '' });
        said.at(-1)!.text += lettersIn(line, fonts.get(font));
      }
    }
  }
  return { pages: pages.length, said, frame: [...objects.values()].map(({ dict }) => dict).join('\n') };
}

const textOf = (hex: string): string =>
  (hex.replaceAll(' ', '').match(/.{4}/g) ?? [])
    .map((code) => String.fromCharCode(Number.parseInt(code, 16)))
    .join('');

/** Which letters the glyphs of a font stand for. */
function lettersOf(map: string): Map<number, string> {
  const letters = new Map<number, string>();
  for (const [, rows = ''] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, first = '', , list = ''] of rows.matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g))
      [...list.matchAll(/<([\w ]*)>/g)].forEach(([, hex = ''], at) =>
        letters.set(Number.parseInt(first, 16) + at, textOf(hex)),
      );
  return letters;
}
