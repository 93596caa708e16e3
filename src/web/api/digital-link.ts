import { Refusal } from '#src/domain/shared/refusal.ts';
import { readDigitalLink } from '#src/domain/traceability/digital-link/digital-link.ts';
import type { ApiAnswer, ApiCall } from './answer-json.ts';

const MOST_CHARACTERS = 2_000;

/**
 * What a GS1 Digital Link says; nothing of it is looked up.
 *
 * @throws Refusal `parameter.unreadable`, `digital_link.…`.
 */
export async function digitalLink({ url }: Pick<ApiCall, 'url'>): Promise<ApiAnswer> {
  const uri = url.searchParams.get('uri')?.trim() ?? '';
  if (uri === '' || uri.length > MOST_CHARACTERS)
    throw new Refusal('parameter.unreadable', { parameter: 'uri' });
  const { stem, elements } = readDigitalLink(uri);
  const ais = Object.fromEntries(elements.map(({ ai, value }) => [ai, value]));
  return { body: { uri, stem, key: elements[0]!.ai, ais, elements } };
}
