import type { CheckoutSettings } from '#src/domain/checkout/place-purchase.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { at, paths, withQuery } from './paths.ts';
import type { Site } from './site.ts';

/** Where buyers come back to, and by which rules goods are sold here. */
export function checkoutSettings(site: Site, lang: Lang, url: URL): CheckoutSettings {
  const origin = site.config.siteUrl ?? url.origin;
  return {
    rules: site.selling,
    secret: site.secret,
    returnUrl: (token) => origin + at(lang, withQuery(paths.purchase(token), { tra: 'xong' })),
    cancelUrl: (token) => origin + at(lang, paths.purchase(token)),
  };
}
