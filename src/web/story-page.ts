import { recordingsByNumber } from '#src/domain/media/recordings.ts';
import type { ShownPicture } from '#src/domain/media/picture.ts';
import { placeName } from '#src/components/places/place-name.ts';
import type { StoryFacts } from '#src/domain/stories/checklist.ts';
import { mostAlike, picturesByNumber, type StoryDesk, type StoryOf } from '#src/domain/stories/stories.ts';
import {
  fillLocked,
  picturesIn,
  recordingsIn,
  type LockedFacts,
  type StoryText,
} from '#src/domain/stories/story.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { lockedFacts, storyWords } from '#src/i18n/stories.ts';
import type { StoryPictures } from './markdown.ts';
import type { Site } from './site.ts';

/** The certificate that a page speaks of, as far as a story may name it. */
type Standing = {
  standing: { stars: number | null; until: Day | null };
  speaks: { decision: { number: string | null } | null } | null;
};

/** A story ready to be shown: its text in the visitor's language, and what it shows. `null`: there is none. */
export type ShownStory = { text: string; textLang: Lang; shown: StoryPictures } | null;

export async function shownStory(
  site: Pick<Site, 'sql'>,
  lang: Lang,
  { vi, en }: { vi: string | null; en: string | null },
  producerId: string | null,
  standing: Standing | null,
): Promise<ShownStory> {
  const textLang: Lang = lang === 'en' && en ? 'en' : 'vi';
  const text = textLang === 'en' ? en : vi;
  if (!text) return null;
  const pictures: ReadonlyMap<number, ShownPicture> =
    producerId === null
      ? new Map()
      : await picturesByNumber(site.sql, producerId, picturesIn({ vi: text, en: '' }));
  const recordings =
    producerId === null
      ? new Map()
      : await recordingsByNumber(site.sql, producerId, recordingsIn({ vi: text, en: '' }));
  return {
    text: fillLocked(text, lockedOf(textLang, standing)),
    textLang,
    shown: { pictures, recordings, lang: textLang, credit: storyWords[textLang].photograph },
  };
}

/** What stands in a story for what only the register says, today. */
export function lockedOf(lang: Lang, page: Standing | null): LockedFacts {
  const stars = page?.standing.stars ?? null;
  return lockedFacts(
    lang,
    stars === null
      ? null
      : { stars, decision: page?.speaks?.decision?.number ?? null, until: page?.standing.until ?? null },
  );
}

/** What the checklist goes by. */
export async function storyFacts(
  ctx: Context,
  site: Pick<Site, 'places'>,
  of: StoryOf,
  desk: StoryDesk,
  text: StoryText,
): Promise<StoryFacts> {
  const { provinceCode, communeCode, printed } = desk.place;
  const alike = text.vi === '' ? null : await mostAlike(ctx, text.vi, of);
  return {
    ...text,
    set: desk.product?.set ?? null,
    isPublished: desk.published.vi !== '',
    places: [
      ...[communeCode, provinceCode].flatMap((code) => {
        const name = code === null ? undefined : site.places.unit(code)?.name;
        return name === undefined ? [] : [name];
      }),
      ...(printed ?? '').split(',').map((part) => part.trim()),
    ].filter((name) => name !== ''),
    producer: desk.producer.name,
    copy: alike && { share: alike.share, of: alike.name },
  };
}

/** `xã Việt Khê, thành phố Hải Phòng`, for speaking. */
export const spokenPlace = (
  site: Pick<Site, 'places'>,
  where: { provinceCode: string | null; communeCode: string | null },
): string => {
  const name = placeName(site.places, where);
  return name.charAt(0).toLocaleLowerCase('vi') + name.slice(1);
};
