import { Marked } from 'marked';

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Only to other pages and letter boxes; `javascript:` and the like are no addresses. */
const SAFE = /^(https?:\/\/|mailto:|\/(?!\/))/i;

const reader = new Marked({
  gfm: true,
  renderer: {
    // What people write is never markup of ours: tags are shown as they were typed.
    html: ({ text }) => escaped(text),
    image: ({ text }) => escaped(text),
    heading({ tokens, depth }) {
      const level = Math.min(6, depth);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      return SAFE.test(href)
        ? `<a href="${escaped(href)}"${href.startsWith('/') ? '' : ' rel="nofollow noopener"'}>${words}</a>`
        : words;
    },
  },
});

/**
 * Markdown as people wrote it, made into safe HTML. Headings begin at the third level, or at `first`; none is skipped,
 * whatever number of marks somebody likes.
 */
export function storyHtml(markdown: string, first: 2 | 3 = 3): string {
  const tokens = reader.lexer(markdown);
  let before = 0;
  reader.walkTokens(tokens, (token) => {
    if (token.type !== 'heading') return;
    before = Math.min(token['depth'] as number, before + 1);
    Object.assign(token, { depth: before + first - 1 });
  });
  return reader.parser(tokens);
}
