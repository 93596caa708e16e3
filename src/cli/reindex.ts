import type { ProductSearch } from '#src/domain/search/product-search.ts';

export type ReindexDeps = { search: ProductSearch; out: (line: string) => void; json: boolean };

/** `reindex`: builds the search index anew while the site goes on answering. 0 done, 2 wrong usage. */
export async function reindexCommand(
  args: readonly string[],
  { search, out, json }: ReindexDeps,
): Promise<0 | 2> {
  if (args.length > 0) {
    out('Cách dùng: reindex');
    return 2;
  }
  let told = 0;
  await search.rebuild((done, total) => {
    const tenth = total === 0 ? 10 : Math.floor((done * 10) / total);
    if (!json && tenth > told) {
      told = tenth;
      out(`${done} / ${total} sản phẩm`);
    }
  });
  const { documents } = await search.stats();
  out(json ? JSON.stringify({ documents }) : `Đã lập lại chỉ mục tìm kiếm: ${documents} sản phẩm.`);
  return 0;
}
