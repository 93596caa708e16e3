import { fold } from '#src/domain/shared/text.ts';

/** A code as it is compared: capital letters and digits only, so that dashes and spaces never matter. */
export function codeKey(code: string): string {
  return fold(code)
    .replace(/[^a-z0-9]/g, '')
    .toUpperCase();
}
