import { xml } from './xml.ts';

export type FeedItem = {
  title: string;
  link: string;
  /** Never reused. */
  id: string;
  at: Date;
  description: string;
};

/**
 * A feed that news readers fetch; all addresses are absolute.
 *
 * @source RSS 2.0.11 of the RSS Advisory Board, with `atom:link` for its own address.
 */
export function rss(
  feed: { title: string; description: string; lang: string; link: string; self: string },
  items: readonly FeedItem[],
): string {
  const entries = items.map(
    ({ title, link, id, at, description }) => `<item>
<title>${xml(title)}</title>
<link>${xml(link)}</link>
<guid isPermaLink="false">${xml(id)}</guid>
<pubDate>${at.toUTCString()}</pubDate>
<description>${xml(description)}</description>
</item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${xml(feed.title)}</title>
<link>${xml(feed.link)}</link>
<description>${xml(feed.description)}</description>
<language>${feed.lang}</language>
<atom:link href="${xml(feed.self)}" rel="self" type="application/rss+xml"/>
${entries.join('\n')}
</channel>
</rss>
`;
}
