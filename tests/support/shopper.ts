import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Context } from '#src/domain/shared/context.ts';
import { plainBrowser, type PlainBrowser } from './officers.ts';

/** A context on the database of a running server. */
export function contextOn(
  databaseUrl: string,
  now: () => Date = () => new Date(),
): Context & { end: () => Promise<void> } {
  const client = postgres(databaseUrl, { max: 5, onnotice: () => {} });
  return {
    db: drizzle(client),
    get now() {
      return now();
    },
    actor: { kind: 'system', task: 'test' },
    end: () => client.end({ timeout: 1 }),
  };
}

const HIDDEN = /<input type="hidden" name="([^"]+)" value="([^"]*)"/g;

export const DETAILS = {
  ten: 'Trần Thị Mua',
  'dien-thoai': '0912 345 678',
  thu: 'mua@example.vn',
  tinh: '01',
  xa: 'Cửa Nam',
  duong: '12 Hàng Bài',
};

export type Shopper = PlainBrowser & {
  add: (offerId: string, quantity?: number | string) => Promise<Response>;
  /** Up to the page that has only to be confirmed; its form, ready to be sent. */
  review: (
    method: 'cash' | 'transfer' | 'card',
    details?: Record<string, string>,
  ) => Promise<Record<string, string>>;
  confirm: (form: Record<string, string>) => Promise<Response>;
};

/** Somebody who buys without script, as a form sends it. */
export function shopper(url: string, jar?: Map<string, string>): Shopper {
  const browser = plainBrowser(url, jar);
  return {
    ...browser,
    add: (offerId, quantity = 1) =>
      browser.ask('/gio-hang', { viec: 'them', hang: offerId, so: String(quantity) }),
    async review(method, details = {}) {
      const response = await browser.ask('/thanh-toan', { ...DETAILS, tra: method, viec: 'xem', ...details });
      const html = await response.text();
      const form = Object.fromEntries(
        [...html.matchAll(HIDDEN)].map(([, name, value]) => [name!, unescaped(value!)]),
      );
      if (!form['khoa'])
        throw new Error(
          `no review: ${response.status} ${/<main[\s\S]*<\/main>/.exec(html)?.[0].replace(/<[^>]+>/g, ' ')}`,
        );
      return { ...form, 'dong-y': '1', viec: 'dat' };
    },
    confirm: (form) => browser.ask('/thanh-toan', form),
  };
}

const unescaped = (text: string): string =>
  text.replace(/&#(\d+);|&(amp|lt|gt|quot);/g, (_, code: string, name: string) =>
    code ? String.fromCodePoint(Number(code)) : { amp: '&', lt: '<', gt: '>', quot: '"' }[name]!,
  );
