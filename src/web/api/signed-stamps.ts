import { signedGoods, signKeys } from '#src/domain/traceability/sign-keys.ts';
import { STAMPS_TAG } from '#src/domain/traceability/stamp-runs.ts';
import type { ApiAnswer, ApiCall } from './answer-json.ts';

/** What a device needs to judge a signed stamp without a network. */
export type SignedStamps = {
  format: 'sao-lang stamp 1';
  keys: { number: number; publicKey: string; begunAt: string; endedAt: string | null }[];
  /** By what stamps call them. */
  goods: Record<string, { name: string; maker: string | null }>;
};

export async function signedStamps({ site }: ApiCall): Promise<ApiAnswer> {
  const [keys, goods] = await Promise.all([signKeys(site), signedGoods(site)]);
  const body: SignedStamps = {
    format: 'sao-lang stamp 1',
    keys: keys.map(({ number, publicKey, begunAt, endedAt }) => ({
      number,
      publicKey,
      begunAt: begunAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    })),
    goods,
  };
  return { body, tags: [STAMPS_TAG, 'products'] };
}
