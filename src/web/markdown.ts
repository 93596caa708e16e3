import { Marked, type Tokens, type TokensList } from 'marked';
import type { ShownPicture } from '#src/domain/media/picture.ts';
import type { ShownRecording } from '#src/domain/media/recording.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { pictureHtml } from './picture-html.ts';
import { recordingHtml } from './recording-html.ts';

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Only to other pages and letter boxes; `javascript:` and the like are no addresses. */
const SAFE = /^(https?:\/\/|mailto:|\/(?!\/))/i;

/** Pictures that a text may show, by the number that it calls them by. */
export type StoryPictures = {
  pictures: ReadonlyMap<number, ShownPicture>;
  recordings: ReadonlyMap<number, ShownRecording>;
  lang: Lang;
  /** What stands before who took a picture. */
  credit: string;
};

const NO_PICTURES: StoryPictures = { pictures: new Map(), recordings: new Map(), lang: 'vi', credit: '' };

/** A column of text on a desk, nearly all of a telephone. */
const SIZES = '(max-width: 42rem) 94vw, 40rem';

function reader({ pictures, recordings, lang, credit }: StoryPictures): Marked {
  const pictureOf = ({ href }: Pick<Tokens.Image, 'href'>) => {
    const [, number] = /^anh:(\d{1,9})$/.exec(href) ?? [];
    return number === undefined ? null : (pictures.get(Number(number)) ?? null);
  };
  return new Marked({
    gfm: true,
    renderer: {
      // What people write is never markup of ours: tags are shown as they were typed.
      html: ({ text }) => escaped(text),
      image(token) {
        const picture = pictureOf(token);
        if (picture) return pictureHtml(picture, lang, { sizes: SIZES });
        return token.href.startsWith('anh:') ? '' : escaped(token.text);
      },
      paragraph({ tokens }) {
        const [only] = tokens;
        const link = tokens.length === 1 && only?.type === 'link' ? (only as Tokens.Link) : null;
        const [, number] = /^tep:(\d{1,9})$/i.exec(link?.href ?? '') ?? [];
        if (link && number !== undefined) {
          const recording = recordings.get(Number(number));
          const title = link.text.replace(/^(nghe|xem|listen|watch):\s*/i, '');
          return recording ? recordingHtml(recording, title, lang) : `<p>${escaped(title)}</p>\n`;
        }
        const image = tokens.length === 1 && only?.type === 'image' ? (only as Tokens.Image) : null;
        if (!image?.href.startsWith('anh:')) return `<p>${this.parser.parseInline(tokens)}</p>\n`;
        const picture = pictureOf(image);
        if (!picture) return '';
        const said = [
          image.text && escaped(image.text),
          picture.credit &&
            `<small>${escaped(credit)}: <span lang="vi">${escaped(picture.credit)}</span></small>`,
        ].filter(Boolean);
        return `<figure>${pictureHtml(picture, lang, { sizes: SIZES })}${said.length > 0 ? `<figcaption>${said.join(' ')}</figcaption>` : ''}</figure>\n`;
      },
      heading({ tokens, depth }) {
        return `<h${depth}>${this.parser.parseInline(tokens)}</h${depth}>`;
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        return SAFE.test(href)
          ? `<a href="${escaped(href)}"${href.startsWith('/') ? '' : ' rel="nofollow noopener"'}>${words}</a>`
          : words;
      },
    },
  });
}

const plain = reader(NO_PICTURES);

/** People begin with whatever mark they know: the headings of a text begin at one level and leave none out. */
function levelHeadings(marked: Marked, tokens: TokensList, first: 2 | 3): void {
  let last = first - 1;
  const used: number[] = [];
  marked.walkTokens(tokens, (token) => {
    if (token.type === 'heading') used.push(token['depth'] as number);
  });
  const depths = [...new Set(used)].sort((a, b) => a - b);
  marked.walkTokens(tokens, (token) => {
    if (token.type !== 'heading') return;
    last = Math.min(6, last + 1, first + depths.indexOf(token['depth'] as number));
    token['depth'] = last;
  });
}

/**
 * Markdown as people wrote it, made into safe HTML; headings begin at the third level, or at `first`. Without pictures it
 * shows none.
 */
export function storyHtml(markdown: string, shown?: StoryPictures, first: 2 | 3 = 3): string {
  const marked = shown ? reader(shown) : plain;
  const tokens = marked.lexer(markdown);
  levelHeadings(marked, tokens, first);
  return marked.parser(tokens);
}
