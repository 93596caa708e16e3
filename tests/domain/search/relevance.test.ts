import type { ProductCard } from '#src/domain/catalogue/product-card.ts';
import { postgresSearch } from '#src/domain/search/postgres-search.ts';
import { NO_FILTERS, type ProductAnswer, type ProductSearch } from '#src/domain/search/product-search.ts';
import { CORPUS } from '#tests/fixtures/search-corpus.ts';
import { FORTY, FURTHER, SPOKEN, type Wanted } from '#tests/fixtures/search-queries.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { fillRegister } from '#tests/support/search-register.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';

/** Share of queries whose first answers are right, below which the build fails. */
const BAR = 0.95;

test('what is typed finds what is meant, and first', async ({ own }) => {
  await fillRegister(own.sql, CORPUS);
  const places = allPlaces();
  const search = postgresSearch({ sql: own.sql, places: () => places });
  await search.rebuild();

  for (const [set, queries] of [
    ['the forty', FORTY],
    ['the further ones', FURTHER],
    ['as people talk', SPOKEN],
  ] as const) {
    const wrong = (await Promise.all(queries.map((wanted) => faultOf(search, wanted)))).filter(
      (fault) => fault !== null,
    );
    if (wrong.length > 0)
      console.info(
        `${set}: ${queries.length - wrong.length} of ${queries.length} right\n${wrong.join('\n')}`,
      );
    expect((queries.length - wrong.length) / queries.length, wrong.join('\n')).toBeGreaterThanOrEqual(BAR);
  }
});

async function faultOf(
  search: ProductSearch,
  { q, first, never, allThree, corrected }: Wanted,
): Promise<string | null> {
  const answer = await search.search({
    q,
    filters: NO_FILTERS,
    sort: 'relevance',
    page: 1,
    perPage: 24,
    day: TODAY,
    withAlcohol: true,
  });
  const three = answer.items.slice(0, 3).map(described);
  const isRight =
    (first === null ? three.length === 0 : three[0] !== undefined && first.test(three[0])) &&
    (!never || !three.some((line) => never.test(line))) &&
    (!allThree || three.every((line) => allThree.test(line))) &&
    (!corrected || corrected.test(answer.corrected ?? ''));
  return isRight
    ? null
    : `  ${q}${noted(answer)}: ${three.map((line) => line.replace(/\| .* \| /, '| ')).join(' · ') || 'nothing'}`;
}

function described({ name, place, stars }: ProductCard): string {
  return [name, place.provinceName ?? '', place.communeName ?? '', stars ?? '-'].join(' | ');
}

function noted({ corrected, total }: ProductAnswer): string {
  return ` (${total}${corrected ? `, read as ${corrected}` : ''})`;
}
