import { CHARSETS } from './value-rules.ts';

const LONGEST = 20;

/**
 * A lot's code as it stands in a Digital Link (AI 10): without white space, which no such value may have. `null`: it has
 * other letters than GS1 allows, or too many, and no Digital Link names it.
 */
export function lotValue(code: string): string | null {
  const value = code.replaceAll(/\s/g, '');
  return value !== '' && value.length <= LONGEST && CHARSETS.X(value) === null ? value : null;
}
