import { placeName } from '#src/components/places/place-name.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { FairFacts } from '#src/domain/shop/fair-stall.ts';
import { fairDays, stallWords } from '#src/i18n/fair-stalls.ts';
import { stallFairIn } from '#src/i18n/in-language.ts';
import type { Lang } from '#src/i18n/lang.ts';

/** Whose stall, which fair, where: in one line. */
export const stallPlace = (lang: Lang, places: Places, producer: string, fair: FairFacts): string =>
  `${stallWords[lang].at(producer, stallFairIn(lang, fair).name)}, ${placeName(places, fair, stallFairIn(lang, fair).spot)}`;

/** The same with its days. */
export const stallAndDays = (lang: Lang, places: Places, producer: string, fair: FairFacts): string =>
  `${stallPlace(lang, places, producer, fair)}. ${fairDays(lang, fair)}`;
