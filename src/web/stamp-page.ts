import type { APIContext, AstroGlobal } from 'astro';
import { scanToken } from '#src/domain/scans/scan-token.ts';
import { tryPin } from '#src/domain/scans/try-pin.ts';
import { isPin, pinKey, typedPin } from '#src/domain/traceability/scratch-pin.ts';
import { MOST_TYPED, printedStampCode, stampCodeOf } from '#src/domain/traceability/stamp-code.ts';
import type { Trace } from '#src/domain/traceability/trace.ts';
import type { PinAnswer } from '#src/i18n/scratch-pin.ts';
import { field, sentForm } from './forms.ts';
import { isLoopback } from './front/rate-limit.ts';
import { privatePage, TAGS_HEADER } from './page.ts';
import { paths } from './paths.ts';
import { linksOfPage, namedByStamp } from './resolver/digital-link.ts';
import { scannedStamp, tracedStamp, type ScannedStamp } from './scanned-stamp.ts';
import { stampWords, type StampWords } from './stamp-words.ts';
import { looksAhead, toldBefore } from './told-scan.ts';
import { tagsOfTrace, unlikeLog, type LoggedThing } from './trace-page.ts';

/** What the page of a stamp shows: the stamp, or that there is none. */
export type StampShown =
  | {
      trace: Trace;
      stamp: ScannedStamp & { shown: StampWords; pin: PinAnswer };
      otherwise: { gtin: string | null; lot: string | null };
      unlike: LoggedThing[];
    }
  | { about: { kind: 'stamp'; printed: string } | { kind: 'misprint'; typed: string } };

type Astro = Pick<AstroGlobal, 'locals' | 'request' | 'response' | 'url' | 'clientAddress'>;

/**
 * What is to be shown of the stamp in the address, under `/t/` or `/v/`; or an answer of another kind, for programs.
 *
 * @param asked the last part of the address.
 */
export async function stampPage(astro: Astro, asked: string): Promise<Response | StampShown> {
  const { lang, site, today, ctx, template } = astro.locals;
  const typed = asked.slice(0, MOST_TYPED);
  const code = stampCodeOf(typed);
  const links = await linksOfPage(astro as unknown as APIContext, paths.stamp(code ?? ''), async () =>
    code ? namedByStamp(site, code, today) : null,
  );
  if (links) return links;
  const scanned =
    template?.kind === 'known'
      ? await tracedStamp(site, template.reading, today)
      : template
        ? null
        : code && (await scannedStamp(site, code, today));
  privatePage(astro);
  const form = await sentForm(astro.request);
  // Only the front reads what the page shows.
  if (template)
    astro.response.headers.set(
      TAGS_HEADER,
      scanned ? tagsOfTrace(scanned.trace, scanned.stamp).join(' ') : 'site',
    );
  if (!scanned) {
    if (!template) {
      // Whoever scans a real stamp behind the same address is not kept waiting for those who guess.
      const wait = isLoopback(astro.clientAddress) ? 0 : site.guesses.take(astro.clientAddress);
      astro.response.status = wait > 0 ? 429 : 404;
      if (wait > 0) astro.response.headers.set('retry-after', String(wait));
    }
    return {
      about:
        template && template.kind !== 'known'
          ? template
          : code
            ? { kind: 'stamp', printed: printedStampCode(code) }
            : { kind: 'misprint', typed: typed.slice(0, MOST_SHOWN) },
    };
  }
  const pin = form && (await typedNumber(astro, scanned.stamp, code, field(form, 'pin', 30)));
  if (form && !pin) astro.response.status = 405;
  const said = (name: string) => astro.url.searchParams.get(name)?.slice(0, 20) || null;
  return {
    trace: scanned.trace,
    stamp: {
      ...scanned.stamp,
      pin,
      shown:
        template?.kind === 'known'
          ? template.words
          : stampWords(site, lang, {
              code: code!,
              place: scanned.stamp.place,
              pinUsedAt: scanned.stamp.pinUsedAt,
              scans: scanned.stamp.scans,
              now: ctx.now,
              token: looksAhead(astro.request) ? null : scanToken(site.secret, code!, ctx.now),
              before: toldBefore(astro.url.search),
            }),
    },
    // What the Digital Link said that led here, where it names other goods or another lot.
    otherwise: { gtin: said('ma'), lot: said('lo') },
    unlike: await unlikeLog(site, scanned.trace, scanned.stamp),
  };
}

/** What is no code is shown, but not at any length. */
const MOST_SHOWN = 60;

/** What became of a number from under the scratch field; `null`: this stamp has none. */
async function typedNumber(
  { locals: { site, ctx }, clientAddress, request }: Astro,
  { hasPins }: ScannedStamp,
  code: string | null,
  typed: string,
): Promise<PinAnswer> {
  const found = code === null ? null : site.stamps.find(code);
  if (!hasPins || !found) return null;
  const digits = typedPin(typed);
  if (digits === null) return { kind: 'unreadable' };
  const isRight = isPin(pinKey(site.stampRoot, found.stamp.epoch), found.stamp.number, digits);
  return tryPin(ctx, found, isRight, (known) =>
    site.scans.deviceOf(known, clientAddress, (request.headers.get('user-agent') ?? '').slice(0, 300)),
  );
}
