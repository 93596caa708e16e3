import type { Day } from '#src/domain/shared/calendar.ts';
import { addDays, dayInVietnam, startOf } from '#src/domain/shared/calendar.ts';

/** Header by which a page tells the front of the server what it shows; it never leaves the house. */
export const TAGS_HEADER = 'x-shows';

/** Header by which a page tells the front that pages of others may show it in a frame; it never leaves the house. */
export const FRAMED_HEADER = 'x-may-be-framed';

/** Statuses turn at midnight: no copy of a page may outlive the day it was made on. */
const LONGEST_SECONDS = 300;

type Answering = { response: { headers: Headers }; locals: { ctx: { now: Date } } };

/**
 * Lets everyone keep a copy of this page for a while: it shows nothing of the visitor. The tags name the
 * facts it shows (`product:ID`, `products` for lists, `producer:ID`, `place:CODE`, `decisions`, `points-of-sale`, `places`); when
 * one of them changes, our own copy goes at once. Not for pages that look at a cookie or at `locals.adult`.
 */
export function publicPage(astro: Answering, tags: readonly string[]): void {
  astro.response.headers.set(
    'cache-control',
    `public, max-age=${secondsToKeep(astro.locals.ctx.now)}, must-revalidate`,
  );
  astro.response.headers.set(TAGS_HEADER, tags.join(' '));
}

/**
 * As `publicPage`, for a page that shows more to visitors who have given their age; they get `privatePage`. Their
 * browser then asks again instead of showing what it kept from before.
 */
export function pageForStrangers(astro: Answering, tags: readonly string[]): void {
  publicPage(astro, tags);
  astro.response.headers.set('vary', 'cookie');
}

/** How long a public answer made `now` may be kept: to the end of the day in Vietnam, five minutes at most. */
export function secondsToKeep(now: Date): number {
  const tomorrow: Day = addDays(dayInVietnam(now), 1);
  return Math.max(
    0,
    Math.min(LONGEST_SECONDS, Math.floor((startOf(tomorrow).getTime() - now.getTime()) / 1000)),
  );
}

/** Lets pages of any other site show this one in a frame: nothing in it is done for whoever is signed in. */
export function framedPage(astro: Pick<Answering, 'response'>): void {
  astro.response.headers.set(FRAMED_HEADER, 'yes');
}

/** For pages about one visitor or one stamp: nobody keeps them. */
export function privatePage(astro: Pick<Answering, 'response'>): void {
  astro.response.headers.set('cache-control', 'private, no-store');
}
