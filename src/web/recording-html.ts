import { hearingOf, type ShownRecording } from '#src/domain/media/recording.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { megabytes, recordingWords } from '#src/i18n/recordings.ts';
import { paths } from './paths.ts';
import { attribute } from './picture-html.ts';

/** The browser's own player, which fetches nothing before somebody wants to hear. `isNamed`: its title is to be read. */
export function recordingHtml(
  { hash, type, size }: ShownRecording,
  title: string,
  lang: Lang,
  isNamed = true,
): string {
  const said = recordingWords[lang];
  const how = hearingOf(type);
  const [tag, more] = how === 'listen' ? ['audio', ''] : ['video', ' playsinline'];
  const [address, name] = [paths.recording(hash, type), attribute(title)];
  return `<figure class="recording"><figcaption>${isNamed ? `${name} ` : ''}<small>${said[how]}, ${megabytes(size, lang)}</small></figcaption><${tag}${more} controls preload="none" src="${address}" aria-label="${name}"><a href="${address}">${said.open}</a></${tag}></figure>\n`;
}
