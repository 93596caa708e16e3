import { AI_ENTRIES } from './application-identifiers.ts';

/** One application identifier, or a row of them, as the dictionary writes it. */
export type AiEntry = {
  /** `01`, or `3100-3105`. */
  ai: string;
  title: string;
  /** Components with their rules: `N3,iso4217 N..15`; those in brackets may be left out. */
  parts: string;
  /** Of a length known from its first two digits: in a symbol no separator follows it. */
  isFixed?: boolean;
  /** May stand in the query of a Digital Link. */
  isAttribute?: boolean;
  /** Of each list one group must be there as a whole; `n` stands for any digit. */
  requires?: readonly (readonly (readonly string[])[])[];
  excludes?: readonly string[];
  /** Of a key of Digital Links: what may follow it, in this order; each list for itself. */
  qualifiers?: readonly (readonly string[])[];
};

export type Charset = 'N' | 'X' | 'Y' | 'Z';

export type AiPart = {
  charset: Charset;
  least: number;
  most: number;
  isOptional: boolean;
  rules: readonly string[];
};

export type Ai = Omit<AiEntry, 'parts'> & { parts: readonly AiPart[]; least: number; most: number };

function partOf(written: string): AiPart {
  const [shape = '', ...rules] = written.split(',');
  const [, open = '', charset = 'X', upTo = '', length = ''] = /^(\[?)([NXYZ])(\.\.)?(\d+)/.exec(shape) ?? [];
  return {
    charset: charset as Charset,
    least: upTo ? 1 : Number(length),
    most: Number(length),
    isOptional: open !== '',
    rules,
  };
}

const TABLE = new Map<string, Ai>();
for (const entry of AI_ENTRIES) {
  const parts = entry.parts.split(' ').map(partOf);
  const least = parts.reduce((sum, part) => sum + (part.isOptional ? 0 : part.least), 0);
  const most = parts.reduce((sum, part) => sum + part.most, 0);
  const [first = '', last = first] = entry.ai.split('-');
  for (let number = Number(first); number <= Number(last); number += 1) {
    const ai = String(number).padStart(first.length, '0');
    TABLE.set(ai, { ...entry, ai, parts, least, most });
  }
}

/** The application identifier of these digits; `null`: there is none. */
export const aiNamed = (digits: string): Ai | null => TABLE.get(digits) ?? null;
