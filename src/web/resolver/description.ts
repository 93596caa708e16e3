import { words } from '#src/i18n/ui.ts';
import type { ApiAnswer, ApiCall } from '../api/answer-json.ts';
import { LINKSET_CONTEXT } from './answer.ts';
import { activeTypes } from './links.ts';
import { VOCABULARY } from './linkset.ts';

/**
 * What this resolver can: GTINs with their lots and serial numbers. It holds no numbers of places and parties, and reads no
 * compressed links.
 *
 * @source GS1-Conformant Resolver 1.2, resolver description file.
 */
export async function description({ origin, site }: ApiCall): Promise<ApiAnswer> {
  const owner = site.owner;
  return {
    body: {
      name: words.en.brand,
      resolverRoot: origin,
      supportedPrimaryKeys: ['01'],
      supportedLinkType: [{ namespace: VOCABULARY, prefix: 'gs1:' }],
      activeLinkTypes: activeTypes(),
      linkTypeDefaultCanBeLinkset: false,
      jsonLdContextLocation: LINKSET_CONTEXT,
      ...(owner && !owner.isExample && { contact: { fn: owner.name } }),
    },
    tags: ['site'],
  };
}
