import type { Context } from '#src/domain/shared/context.ts';
import { codeOf, stampKeys } from '#src/domain/traceability/stamp-code.ts';
import type { LotForm } from '#src/domain/traceability/lots.ts';
import { moveRun, orderStamps, stampRun, type StampRun } from '#src/domain/traceability/stamp-runs.ts';
import { aCertificate, aProduct } from './register.ts';

/** What codes of stamps are made of in tests. */
export const STAMP_ROOT = 'a root that only tests have, of more than 32 characters';

/** An active run of a product that is certified, with its codes. */
export async function aStampRun(
  ctx: Context,
  given: Partial<LotForm> & { productId?: string; count?: number; isActive?: boolean } = {},
): Promise<StampRun & { codes: string[] }> {
  let { productId } = given;
  if (productId === undefined) {
    productId = (await aProduct(ctx)).id;
    await aCertificate(ctx, { productId });
  }
  const id = await orderStamps(ctx, STAMP_ROOT, productId, {
    lotCode: 'L 1',
    madeOn: null,
    useBy: null,
    ...given,
    count: given.count ?? 20,
    length: 18,
  });
  if (given.isActive ?? true) await moveRun(ctx, id, { to: 'active', version: 1 });
  const run = await stampRun(ctx, id);
  const keys = stampKeys(STAMP_ROOT, run.epoch);
  return { ...run, codes: Array.from({ length: run.count }, (_, at) => codeOf(keys, run.first + at)) };
}
