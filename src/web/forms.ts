import { withoutControls } from '#src/domain/shared/text.ts';
import { localReturn } from './age-form.ts';

/** The form that was sent; `null` when none was, or it cannot be read. */
export async function sentForm(request: Request): Promise<FormData | null> {
  if (request.method !== 'POST') return null;
  return request.formData().catch(() => null);
}

/** What stands in a field, at most so long, without what cannot be seen; a file is no text. */
export function field(form: FormData | null, name: string, longest = 500): string {
  const value = form?.get(name);
  return typeof value === 'string' ? withoutControls(value).slice(0, longest) : '';
}

/** On to another page, after something was done: asked with GET, so that going back sends nothing twice. */
export function goTo(address: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location: address, 'cache-control': 'no-store' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}

/** Where the visitor wanted to go, if that is a place on this site. */
export function wayBack(given: FormDataEntryValue | null, otherwise: string): string {
  return localReturn(given) ?? otherwise;
}
