import { Refusal, type RefusalKind } from '#src/domain/shared/refusal.ts';
import { refusals } from '#src/i18n/refusals.ts';
import type { Lang } from '#src/i18n/lang.ts';

export const STATUS: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unsupported: 415,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_many: 429,
  wrong_method: 405,
};

/** A refusal as `application/problem+json` (RFC 9457), with our code for programs and a sentence for people. */
export function problem(refusal: Refusal, lang: Lang = 'vi'): Response {
  const status = STATUS[refusal.kind];
  const { parameter, ai } = refusal.details;
  // Which parameter it was, or which identifier, for whoever reads only the sentence.
  const about = parameter ? `${parameter}: ` : ai ? `AI ${ai}: ` : '';
  const body = {
    type: `/tro-giup/api#${refusal.code}`,
    title: refusals[lang][refusal.code],
    status,
    code: refusal.code,
    detail: about + refusals[lang][refusal.code],
    ...refusal.details,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' },
  });
}

/** Answers a JSON request; refusals become problems, faults stay faults. */
export async function answering(work: () => Promise<Response>, lang: Lang = 'vi'): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return problem(error, lang);
    throw error;
  }
}
