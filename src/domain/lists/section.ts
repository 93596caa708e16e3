import { setsOfGroup } from '#src/domain/catalogue/set-from-name.ts';
import { accentKey, fold, foldedWords, hasAccents } from '#src/domain/shared/text.ts';
import type { PlaceText } from './list-row.ts';
import { decisionInText, type ReadDecision } from './read-decision.ts';
import { starsInText } from './read-stars.ts';

/** What a heading between rows says of the rows below it. */
export type Section = {
  /** Sections of one style stand on one level: Roman numerals, letters, or what they speak of. */
  style: string;
  /** `undefined`: it does not speak of stars; `null`: of rows whose stars are not known. */
  stars: number | null | undefined;
  place: Partial<PlaceText> | null;
  decision: ReadDecision | null;
  /** "Đợt 1 năm 2024": of rows whose decision is not told. */
  year: number | null;
  group: string | null;
  producer: string | null;
  recognition: 'first' | 'upgrade' | 'renewal' | null;
  /** Its words, where they say that recognition was taken away or refused. */
  refusal: string | null;
  /** Says by its own words what it is about, numbered or not. */
  isNamed: boolean;
};

const ROMAN = /^(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})$/i;

/** The style of the number that stands before a section; `null` when it has none, `arabic` for rows too. */
export function indexStyle(index: string): 'roman' | 'letter' | 'arabic' | null {
  const bare = index.trim().replace(/[.)\s]+$/, '');
  if (bare === '') return null;
  if (ROMAN.test(bare) && (bare === bare.toUpperCase() || bare.length > 1)) return 'roman';
  if (/^[A-ZĐ]$/i.test(bare)) return 'letter';
  return /^\d+([.-]\d+)*$/.test(bare) ? 'arabic' : null;
}

// With accents where there are any: "xà phòng" is no commune.
const PLACE =
  /^(huyện|huyen|h\.|thị xã|thi xa|tx\.?|thành phố|thanh pho|tp\.?|quận|quan|xã|xa|phường|phuong|thị trấn|thi tran|tt\.|tỉnh|tinh|đặc khu|dac khu)\s*\p{L}/u;
const PLACE_IN_ACCENTS =
  /^(huyện|h\.|thị xã|tx\.?|thành phố|tp\.?|quận|xã|phường|thị trấn|tt\.|tỉnh|đặc khu)\s*\p{L}/u;
const PRODUCER =
  /^(htx|hợp tác xã|tht|tổ hợp tác|công ty|cty|doanh nghiệp|dntn|hộ|hkd|cơ sở|trang trại|hop tac xa|to hop tac|cong ty|doanh nghiep|co so|trang trai)\s/;
const GROUP =
  /^(nhom|nganh|bo san pham|linh vuc|phan nhom|nganh hang)\b|^(thuc pham|do uong|duoc lieu|thao duoc|vai va may mac|vai may mac|luu niem|thu cong my nghe|hang thu cong|sinh vat canh|dich vu du lich|san pham tu duoc lieu)\b.{0,40}$/;
/** What is no longer recognised, or was not: to publish it would recognise what it takes away. */
const REVOKES =
  /\bthu hoi\b|\b(huy bo|cham dut) (hieu luc |quyet dinh |viec )*(cong nhan|giay chung nhan)|\bkhong (du dieu kien|duoc) cong nhan\b|\bkhong dat\b(?!.{0,12}[45])/;

export const saysRevoked = (text: string): boolean => text !== '' && REVOKES.test(fold(text));

const NO_RANK = /(chua|khong) .*(hang|sao|dat|phan loai|xep loai)|tiem nang/;

/**
 * What the text says, were it a section.
 *
 * @param index what stands in the column of numbers, or at the beginning of the text.
 */
export function readSection(text: string, index: string): Section | null {
  const numbered = /^([IVX]+|[A-ZĐ]|[0-9]+(?:\.[0-9]+)*)\s*[.)/-]\s*(?=\S)/.exec(text);
  const own = numbered && indexStyle(numbered[1]!) ? text.slice(numbered[0].length) : text;
  const style = indexStyle(index) ?? (numbered && own !== text ? indexStyle(numbered[1]!) : null);
  const bare = own.replace(/^[-–+*•\s]+/, '').replace(/[:;.\s]+$/, '');
  const folded = fold(bare);
  const counted = bare
    .replace(/[(:–-]?\s*(gồm|có|tổng)?\s*\d+\s*(sản phẩm|sp|chủ thể|san pham)\b.*$/i, '')
    .replace(/[\s(:–-]+$/, '');
  const stars = starsInText(bare) ?? (NO_RANK.test(folded) ? null : undefined);
  const decision = decisionInText(bare);
  const place = placeOf(counted);
  const group = GROUP.test(folded)
    ? counted.replace(/^(nhóm|ngành|bộ)( hàng| sản phẩm)?\s*(\d+\s*)?[:.–-]\s*/i, '')
    : null;
  const named = /^(?:chu the|don vi|co so|ten chu the)\s*:?\s+/.exec(folded);
  const producer = named
    ? counted.slice(named[0].length)
    : place === null && PRODUCER.test(accentKey(counted))
      ? counted
      : null;
  const recognition = recognitionOf(folded);
  const yearAlone =
    /^(?:(?:cac )?san pham |cong nhan |ocop )*(?:(?:dot|quy|lan)\s*[ivx\d]+[\s,/-]*)?(?:nam )?(20\d{2})$/.exec(
      fold(counted),
    );
  const year = yearAlone ? Number(yearAlone[1]) : null;
  const refusal = saysRevoked(bare) ? bare : null;
  const content =
    stars !== undefined
      ? 'stars'
      : decision.number
        ? 'decision'
        : place
          ? `place ${Object.keys(place).join()}`
          : group
            ? 'group'
            : recognition
              ? 'recognition'
              : refusal
                ? 'refusal'
                : year !== null
                  ? 'year'
                  : producer
                    ? 'producer'
                    : null;
  if (content === null && style === null) return null;
  return {
    style: style === null || style === 'arabic' ? (content ?? 'other') : style,
    isNamed: content !== null,
    stars,
    place,
    decision: decision.number === null ? null : decision,
    year,
    // "II. Gia vị": a numbered heading may name a group of goods in a word that begins no name of goods alone.
    group: group ?? (content === null && setsOfGroup(counted) !== null ? counted : null),
    producer,
    recognition,
    refusal,
  };
}

/** Whether the section speaks of anything that we know, producers apart: those may be rows. */
export function saysSomething(section: Section): boolean {
  const { isNamed, stars, place, decision, year, group, recognition, refusal } = section;
  return (
    isNamed &&
    (stars !== undefined ||
      place !== null ||
      decision !== null ||
      year !== null ||
      group !== null ||
      recognition !== null ||
      refusal !== null)
  );
}

/** A row that only names who makes the goods below it: the section that it begins. */
export function producerSection(producer: string, place: Partial<PlaceText> | null): Section {
  return {
    style: 'producer',
    stars: undefined,
    place,
    decision: null,
    year: null,
    group: null,
    producer,
    recognition: null,
    refusal: null,
    isNamed: true,
  };
}

/** Whether the text begins as names of firms, cooperatives and households do. */
export const isProducerName = (text: string): boolean => PRODUCER.test(accentKey(text));

function placeOf(text: string): Partial<PlaceText> | null {
  const trimmed = text.replace(/^(địa bàn|tại|các sản phẩm của|sản phẩm của|đơn vị)\s*:?\s+/i, '');
  const folded = fold(trimmed);
  const isPlace = hasAccents(trimmed) ? PLACE_IN_ACCENTS.test(accentKey(trimmed)) : PLACE.test(folded);
  if (!isPlace || foldedWords(trimmed).split(' ').length > 9) return null;
  if (trimmed.includes(',')) return { address: trimmed };
  if (/^(xa|phuong|thi tran|tt|dac khu)\b/.test(folded)) return { commune: trimmed };
  if (/^tinh\b/.test(folded)) return { province: trimmed };
  return { district: trimmed };
}

/** How a product came by its certificate, in the words of lists. */
export function recognitionOf(folded: string): 'first' | 'upgrade' | 'renewal' | null {
  if (/nang (hang|sao|cap)/.test(folded)) return 'upgrade';
  if (/(danh gia|cong nhan|phan hang|xep hang|thi) lai|tai (cong nhan|danh gia)|gia han/.test(folded))
    return 'renewal';
  return /lan dau|cong nhan moi|danh gia moi|san pham moi|moi cong nhan|^moi$|^lan 1$/.test(folded)
    ? 'first'
    : null;
}

/** The sections that hold at a place of the sheet, outermost first. */
export class Sections {
  #open: Section[] = [];

  enter(section: Section): void {
    const at = this.#open.findIndex(({ style }) => style === section.style);
    if (at >= 0) this.#open = this.#open.slice(0, at);
    this.#open.push(section);
  }

  /** A new table: what the sections above said of stars and places is over, their decision is not. */
  reset(): void {
    this.#open = this.#open.filter(({ decision }) => decision !== null);
  }

  /** What the innermost section says that says it. */
  value<Key extends 'decision' | 'year' | 'group' | 'producer' | 'recognition' | 'refusal'>(
    key: Key,
  ): Section[Key] {
    return (this.#open.findLast((section) => section[key] !== null)?.[key] ?? null) as Section[Key];
  }

  get stars(): number | null {
    return this.#open.findLast(({ stars }) => stars !== undefined)?.stars ?? null;
  }

  /** Whether an open section says what the stars are, or that they are not known. */
  get speaksOfStars(): boolean {
    return this.#open.some(({ stars }) => stars !== undefined);
  }

  get place(): Partial<PlaceText> {
    return Object.assign({}, ...this.#open.map(({ place }) => place ?? {})) as Partial<PlaceText>;
  }
}
