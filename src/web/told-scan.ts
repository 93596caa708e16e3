import type { ToldBefore } from './stamp-words.ts';

/** Programs that fetch what people send each other, to show what is behind a link. */
const PREVIEWS =
  /bot\b|bot\/|crawl|spider|preview|facebookexternalhit|facebookcatalog|meta-external|zalo(?!\s*browser)\/?.*(?:link|share|scrap)|whatsapp|telegram|skypeuri|slack|discord|viber|embedly|pinterest|vkshare|line-poker|kakaotalk-scrap|google-(?:read|inspection)|apache-httpclient|python-|curl\/|wget\//i;

type Asked = { method: string; headers: { get: (name: string) => string | null | undefined } };

/** Whether nobody may be looking at the page: such a visit is handed nothing that could count as a scan. */
export function looksAhead({ method, headers }: Asked): boolean {
  if (method !== 'GET') return true;
  const purpose = `${headers.get('sec-purpose') ?? ''} ${headers.get('purpose') ?? ''} ${headers.get('x-moz') ?? ''}`;
  return /prefetch|preview|prerender/i.test(purpose) || PREVIEWS.test(headers.get('user-agent') ?? '');
}

/** What a form without script has come back with. */
export function toldBefore(search: string): ToldBefore {
  const told = /[?&]quet=(da|cu)(?:&|$)/.exec(search)?.[1];
  return told === 'da' ? 'told' : told === 'cu' ? 'late' : null;
}
