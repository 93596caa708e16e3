import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hookSecret, secretShown, signedHeaders } from '#src/domain/hooks/hook.ts';

type IsGenuine = (secret: string, headers: object, body: string, now?: number) => boolean;

/** What the page gives developers to copy, run as it stands. */
async function exampleOf(lang: 'vi' | 'en'): Promise<IsGenuine> {
  const page = await readFile(new URL(`../../content/help/${lang}/webhook.md`, import.meta.url), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'webhook-'));
  try {
    const file = join(folder, 'example.mjs');
    await writeFile(file, code);
    return ((await import(file)) as { isGenuine: IsGenuine }).isGenuine;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each(['vi', 'en'] as const)(
  'the example for developers (%s) takes what we sign, and nothing else',
  async (lang) => {
    const isGenuine = await exampleOf(lang);
    const secret = hookSecret('the secret of a site of the tests', '0123456789ab', 1);
    const body = '{"type":"order.placed","data":{"order":{"code":"Đơn"}}}';
    const at = new Date('2026-11-28T03:00:00Z');
    const headers = signedHeaders([secret], 'msg_1', at, body);
    const shown = secretShown(secret);
    const now = at.getTime() + 60_000;
    expect(isGenuine(shown, headers, body, now)).toBe(true);
    const other = hookSecret('the secret of a site of the tests', '0123456789ab', 2);
    expect(isGenuine(shown, signedHeaders([other, secret], 'msg_1', at, body), body, now)).toBe(true);
    expect(isGenuine(secretShown(other), headers, body, now), 'another secret').toBe(false);
    expect(isGenuine(shown, headers, `${body} `, now), 'a blank more').toBe(false);
    expect(isGenuine(shown, { ...headers, 'webhook-id': 'msg_2' }, body, now), 'another number').toBe(false);
    expect(isGenuine(shown, headers, body, at.getTime() + 301_000), 'old').toBe(false);
    expect(isGenuine(shown, headers, body, at.getTime() - 301_000), 'ahead').toBe(false);
    expect(isGenuine(shown, {}, body, now), 'unsigned').toBe(false);
  },
);
