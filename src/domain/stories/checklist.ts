import { isAlcohol } from '#src/domain/catalogue/product-set.ts';
import { accentKey, foldedWords } from '#src/domain/shared/text.ts';
import { COPIED } from './prints.ts';
import { blocksOf, countWords, picturesIn, wordsOf, type StoryText } from './story.ts';

/** What is known of a story beside its text. */
export type StoryFacts = StoryText & {
  /** Set of goods 1 to 26; `null`: not known. */
  set: number | null;
  isPublished: boolean;
  /** Names of places that are its own: commune, province, what the label prints. */
  places: readonly string[];
  producer: string;
  /** How much of it another story says as well; `null`: none does. */
  copy: { share: number; of: string } | null;
};

/** `council`: what no fact decides; the council judges it. */
export type LineState = 'met' | 'not_met' | 'council';

export type ChecklistLine = {
  criterion: '5.1' | '5.2' | '5.3';
  /** Which option of the scoring sheet. */
  line: LineName;
  points: number;
  /** The stars that cannot be had without it. */
  gate: 3 | 4 | null;
  state: LineState;
};

export type LineName =
  | 'exists'
  | 'leaflet'
  | 'website'
  | 'trace'
  | 'concise'
  | 'voice'
  | 'own'
  | 'culture'
  | 'moving'
  | 'tour_exists'
  | 'tour_own'
  | 'tour_foreign';

/** What the text itself shows, by words that stand in it. */
export type StorySigns = {
  words: number;
  pictures: number;
  recordings: number;
  isConcise: boolean;
  hasVoice: boolean;
  namesPlace: boolean;
  namesPeople: boolean;
  tellsMaking: boolean;
  tellsCulture: boolean;
  isCopied: boolean;
};

/** Short enough to be read to the end, long enough to tell something. */
export const CONCISE = { least: 120, most: 700 };

const MAKING =
  /(?<!\p{L})(trồng|gieo|cấy|chăm|nuôi|hái|thu hoạch|gặt|chọn|ngâm|ủ|lên men|nấu|chưng|cất|ép|quay|lọc|rang|sao|phơi|sấy|xay|giã|muối|ướp|hấp|luộc|gói|đan|dệt|nhuộm|đục|chạm|nung|vắt|đánh bắt|đóng chai|đóng gói)(?!\p{L})/giu;
const CULTURE =
  /(?<!\p{L})(làng nghề|truyền thống|lễ hội|hội làng|phong tục|tập tục|tục lệ|đình|đền|chùa|tổ nghề|ông cha|cha ông|tổ tiên|đời trước|nhiều đời|mấy đời|đời thứ|dân tộc|dân ca|ca dao|tục ngữ|gia truyền|di sản|cổ truyền|ngày tết|giỗ)(?!\p{L})/giu;
const PEOPLE = /(?<!\p{L})(?:ông|bà|anh|chị|cô|chú|bác|cụ|em|mế|già làng|nghệ nhân)\s+(?:\p{Lu}\p{L}+)/giu;
const VOICE =
  /(?<!\p{L})(tôi|chúng tôi|mình|nhà tôi|má|mẹ tôi|bố tôi|cha tôi|bà tôi|ông tôi)(?!\p{L})|[“"«]/giu;

const distinct = (text: string, pattern: RegExp): number =>
  new Set([...text.matchAll(pattern)].map(([found]) => found.toLocaleLowerCase('vi'))).size;

export function signsOf(facts: StoryFacts): StorySigns {
  const blocks = blocksOf(facts.vi);
  const text = wordsOf(facts.vi).normalize('NFC');
  const folded = ` ${foldedWords(text)} `;
  const words = countWords(text);
  const honoured = [...text.matchAll(PEOPLE)].some(([found]) => /\s\p{Lu}/u.test(found));
  const names = (place: string): boolean => {
    const key = foldedWords(
      place.replace(/^(?:xã|phường|thị trấn|đặc khu|tỉnh|thành phố|huyện|quận)\s+/iu, ''),
    );
    return key.length > 2 && folded.includes(` ${key} `);
  };
  return {
    words,
    pictures: picturesIn(facts).length,
    recordings: blocks.filter(({ kind }) => kind === 'recording').length,
    isConcise: words >= CONCISE.least && words <= CONCISE.most,
    hasVoice: blocks.some(({ kind }) => kind === 'quote') || distinct(text, VOICE) > 0,
    namesPlace: facts.places.some(names),
    namesPeople: honoured || folded.includes(` ${foldedWords(facts.producer)} `),
    tellsMaking: distinct(accentKey(text), MAKING) >= 2,
    tellsCulture: distinct(accentKey(text), CULTURE) >= 1,
    isCopied: facts.copy !== null && facts.copy.share >= COPIED,
  };
}

/**
 * What a story is worth on the scoring sheet, line by line, as far as facts tell. The council decides; the leaflet, the
 * page and the trace page are made of every published story.
 *
 * @source Decision 26/2026/QĐ-TTg, scoring sheets of sets 1 to 26, criteria 5.1 to 5.3. Set 3 has no gate on 5.1; set 26
 *   (tourism) asks for a handbook or a story, in a foreign language for the most points.
 */
export function storyChecklist(facts: StoryFacts): ChecklistLine[] {
  const signs = signsOf(facts);
  const state = (met: boolean): LineState => (met ? 'met' : 'not_met');
  const exists = signs.words > 0;
  const own = exists && !signs.isCopied && signs.namesPlace;
  if (facts.set === 26)
    return [
      { criterion: '5.1', line: 'tour_exists', points: 1, gate: null, state: state(exists) },
      { criterion: '5.1', line: 'tour_own', points: 2, gate: null, state: state(own && signs.tellsCulture) },
      {
        criterion: '5.1',
        line: 'tour_foreign',
        points: 4,
        gate: null,
        state: state(own && signs.tellsCulture && facts.en !== ''),
      },
    ];
  const documented = facts.isPublished && exists;
  // Of alcohol we make no leaflet: whether they have one of their own, papers tell.
  const onPaper = documented && facts.set !== null && isAlcohol(facts.set) ? 'council' : state(documented);
  const shown = documented && signs.pictures + signs.recordings > 0;
  return [
    { criterion: '5.1', line: 'exists', points: 1, gate: null, state: state(exists) },
    { criterion: '5.1', line: 'leaflet', points: 2, gate: null, state: onPaper },
    { criterion: '5.1', line: 'website', points: 3, gate: null, state: state(shown) },
    { criterion: '5.1', line: 'trace', points: 5, gate: facts.set === 3 ? null : 4, state: state(shown) },
    { criterion: '5.2', line: 'concise', points: 1, gate: null, state: state(signs.isConcise) },
    {
      criterion: '5.2',
      line: 'voice',
      points: 2,
      gate: null,
      state: state(signs.isConcise && signs.hasVoice),
    },
    { criterion: '5.3', line: 'own', points: 1, gate: 3, state: state(own) },
    {
      criterion: '5.3',
      line: 'culture',
      points: 3,
      gate: null,
      state: state(own && signs.namesPeople && signs.tellsMaking && signs.tellsCulture),
    },
    { criterion: '5.3', line: 'moving', points: 5, gate: null, state: exists ? 'council' : 'not_met' },
  ];
}
