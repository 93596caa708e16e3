import { loadDemo } from '#db/seed/demo.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import type { ProductSearch } from '#src/domain/search/product-search.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { day } from '#src/i18n/format.ts';

export type DemoDeps = {
  ctx: Context;
  lastDay: LastDayRule;
  search: Pick<ProductSearch, 'rebuild'>;
  out: (line: string) => void;
  json: boolean;
};

/**
 * `demo`: fills an empty register with the demo world. May be repeated; a register that holds anything
 * else is left alone. 0 done or there already, 1 refused, 2 wrong usage.
 */
export async function demoCommand(
  args: readonly string[],
  { ctx, lastDay, search, out, json }: DemoDeps,
): Promise<0 | 1 | 2> {
  if (args.length > 0) {
    out('Cách dùng: demo');
    return 2;
  }
  const loaded = await loadDemo(ctx, lastDay);
  if (loaded.outcome === 'made') await search.rebuild();
  if (json) out(JSON.stringify(loaded));
  else if (loaded.outcome === 'made') out(`Đã đưa ${loaded.products} sản phẩm minh hoạ vào sổ đăng ký.`);
  else if (loaded.madeOn !== null)
    out(`Dữ liệu minh hoạ đã có từ ngày ${day(loaded.madeOn)}; không có gì đổi.`);
  else
    out(
      'Sổ đăng ký đã có dữ liệu thật: không đưa dữ liệu minh hoạ vào. Hãy dùng DATA_DIR hoặc cơ sở dữ liệu khác.',
    );
  return loaded.outcome === 'register_not_empty' ? 1 : 0;
}
