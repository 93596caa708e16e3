import type { Reach } from '#src/domain/accounts/deeds.ts';

/** The places of a reach, for questions that go by place; offices of producers have none. */
export function placesWithin(reach: Reach): 'all' | { provinceCode: string; communeCode: string | null }[] {
  if (reach === 'all') return 'all';
  return reach.flatMap<{ provinceCode: string; communeCode: string | null }>((scope) =>
    scope.kind === 'province'
      ? [{ provinceCode: scope.provinceCode, communeCode: null }]
      : scope.kind === 'commune'
        ? [{ provinceCode: scope.provinceCode, communeCode: scope.communeCode }]
        : [],
  );
}
