import { sql } from 'drizzle-orm';
import { mustWait, noteFailure, type Tried } from '#src/domain/accounts/failed-tries.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { phoneOf } from '#src/domain/shared/phone.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { isDemo } from '#src/domain/shared/site-settings.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { writeLetter } from './letters.ts';

/** What somebody asks a producer. */
export type Enquiry = {
  productId: string;
  name: string;
  phone: string;
  /** What, how much, where to. */
  words: string;
};

export type EnquiryFacts = { product: string; producer: string; name: string; phone: string; words: string };

export const MOST_ENQUIRY_WORDS = 1_000;

/**
 * Passes a question about goods on to their producer, who calls back: no contract, and nothing of it is kept but the
 * letter. Where no mail reaches the producer, the office prints it and hands it over.
 *
 * @param from what tells two senders apart and names neither; one place may ask a few times an hour.
 * @throws Refusal `not_found`, `enquiry.name_missing`, `enquiry.phone_wrong`, `enquiry.words_missing`, `too_many`.
 */
export async function passEnquiryOn(
  ctx: Context,
  { productId, ...asked }: Enquiry,
  from: string,
  written: (facts: EnquiryFacts) => { title: string; words: string },
): Promise<void> {
  const tried: Tried[] = [{ kind: 'address', value: `enquiry\n${from}` }];
  if ((await mustWait(ctx, tried)) > 0) throw new Refusal('too_many');
  const name = tidy(asked.name).slice(0, 120);
  if (!name) throw new Refusal('enquiry.name_missing');
  const phone = phoneOf(asked.phone);
  if (phone === null) throw new Refusal('enquiry.phone_wrong');
  const words = asked.words.trim().slice(0, MOST_ENQUIRY_WORDS);
  if (!words) throw new Refusal('enquiry.words_missing');
  await inTransaction(ctx, async (ctx) => {
    const [about] = await ctx.db.execute<{
      product: string;
      producer: string;
      email: string | null;
      province_code: string | null;
      commune_code: string | null;
    }>(sql`
      select p.name as product, m.name as producer, m.email, m.province_code, m.commune_code
      from products p join producers m on m.id = p.producer_id
      where p.id = ${productId} and p.merged_into is null and p.withdrawn_on is null and m.ceased_on is null`);
    if (!about) throw new Refusal('not_found');
    // The makers of the demo world have not asked for our letters.
    const address = (await isDemo(ctx)) ? null : about.email;
    await writeLetter(ctx, {
      key: `enquiry:${newId()}`,
      kind: 'enquiry',
      to: { address, name: about.producer },
      ...written({ product: about.product, producer: about.producer, name, phone, words }),
      about: `product:${productId}`,
      place: { provinceCode: about.province_code, communeCode: about.commune_code },
    });
  });
  await noteFailure(ctx, tried);
}
