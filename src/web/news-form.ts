import sharp from 'sharp';
import { placeName } from '#src/components/places/place-name.ts';
import type { NewPicture, NewsForm, NewsRow } from '#src/domain/news/keep-news.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { field } from './forms.ts';
import { sentPicture } from './sent-picture.ts';

/** What was sent. */
export function sentNews(form: FormData): NewsForm {
  return {
    title: field(form, 'tieu-de', 160),
    lead: field(form, 'tom-tat', 400),
    body: field(form, 'noi-dung', 20_000),
    place: field(form, 'noi', 200),
    byline: field(form, 'don-vi', 160),
    alt: field(form, 'mo-ta-anh', 300),
    credit: field(form, 'nguoi-chup', 120),
    titleEn: field(form, 'tieu-de-en', 160),
    leadEn: field(form, 'tom-tat-en', 400),
    bodyEn: field(form, 'noi-dung-en', 20_000),
    altEn: field(form, 'mo-ta-anh-en', 300),
  };
}

/** The picture that came with it, made anew. @throws Refusal `picture.unreadable`, `too_many`. */
export async function sentNewsPicture(form: FormData): Promise<NewPicture> {
  const bytes = await sentPicture(form.get('anh'));
  if (bytes) {
    const { width, height } = await sharp(bytes).metadata();
    return { bytes, width, height };
  }
  return form.get('bo-anh') === 'co' ? 'remove' : null;
}

/** What is kept, as it would have been typed: sent back unchanged, nothing changes. */
export function keptNews(places: Places, item: NewsRow): NewsForm {
  return {
    title: item.title,
    lead: item.lead,
    body: item.body,
    place: placeName(places, item),
    byline: item.byline,
    alt: item.picture?.alt ?? '',
    credit: item.picture?.credit ?? '',
    titleEn: item.titleEn ?? '',
    leadEn: item.leadEn ?? '',
    bodyEn: item.bodyEn ?? '',
    altEn: item.picture?.altEn ?? '',
  };
}

/** A form with nothing in it but where the officer works. */
export const emptyNews = (place: string): NewsForm => ({
  title: '',
  lead: '',
  body: '',
  place,
  byline: '',
  alt: '',
  credit: '',
  titleEn: '',
  leadEn: '',
  bodyEn: '',
  altEn: '',
});
