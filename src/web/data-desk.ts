import type { AstroGlobal } from 'astro';
import { WITHDRAWABLE, withdrawConsent } from '#src/domain/orders/consents.ts';
import { noteExport, personData, type PersonData } from '#src/domain/privacy/person-data.ts';
import { askRight, requestsOf, type RightsRequest } from '#src/domain/privacy/requests.ts';
import { RIGHTS, type Whose } from '#src/domain/privacy/right.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { rightsAskedLetter } from '#src/i18n/rights-letters.ts';
import { STATUS } from './answer.ts';
import { field, goTo, sentForm } from './forms.ts';
import { at, paths, withQuery } from './paths.ts';
import { saidOf } from './refused.ts';
import { addressFor } from './site.ts';

export type DataDesk = {
  data: PersonData;
  requests: RightsRequest[];
  typed: { right: string; words: string };
  fault: string | null;
  /** The link of a request that was sent just now. */
  follow: string | null;
  isWithdrawn: boolean;
};

/**
 * What somebody sees and does about their own data, whichever way they showed whose they are: see, take home, take
 * consents back, ask for the rest.
 *
 * @param here the address of the page, without what was done.
 */
export async function dataDesk(
  astro: Pick<AstroGlobal, 'request' | 'locals' | 'url' | 'response'>,
  whose: Whose,
  here: string,
): Promise<DataDesk | Response> {
  const { ctx, lang, site } = astro.locals;
  const data = await personData(ctx, whose);
  if (astro.url.searchParams.get('tai') === 'json') {
    await noteExport(ctx, whose);
    return new Response(`${JSON.stringify({ madeAt: ctx.now.toISOString(), ...data }, null, 2)}\n`, {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': 'attachment; filename="du-lieu-cua-toi.json"',
        'cache-control': 'private, no-store',
        'x-robots-tag': 'noindex',
      },
    });
  }
  const form = await sentForm(astro.request);
  const typed = { right: field(form, 'quyen', 20), words: field(form, 'ke', 2_200) };
  let fault: string | null = null;
  let follow: string | null = null;
  if (form) {
    const purpose = WITHDRAWABLE.find((one) => one === field(form, 'rut', 20));
    const purchase = data.purchases.find(({ id }) => id === field(form, 'don', 12));
    const right = RIGHTS.find((one) => one === typed.right);
    try {
      if (purpose && purchase) {
        await withdrawConsent(ctx, purchase.id, purpose);
        return goTo(withQuery(here, { xong: 'rut' }));
      }
      if (right && field(form, 'viec', 10) === 'gui') {
        const linkOf = (token: string) =>
          (site.config.siteUrl ?? addressFor(site.config)) + at(lang, paths.rightsRequest(token));
        const token = await askRight(ctx, whose, { right, words: typed.words, language: lang }, (facts) =>
          rightsAskedLetter(lang, facts, linkOf(facts.token)),
        );
        follow = at(lang, paths.rightsRequest(token));
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fault = saidOf(error, lang);
      astro.response.status = STATUS[error.kind];
    }
  }
  return {
    data,
    requests: await requestsOf(ctx, whose),
    typed,
    fault,
    follow,
    isWithdrawn: form === null && astro.url.searchParams.get('xong') === 'rut',
  };
}
