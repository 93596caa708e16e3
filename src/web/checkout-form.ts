import { z } from 'zod';
import type { CheckoutForm } from '#src/domain/checkout/place-purchase.ts';
import type { Delivery } from '#src/domain/checkout/quote.ts';
import { PAYMENT_METHODS } from '#src/domain/orders/purchase.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { resolvePlace } from '#src/domain/places/resolve-place.ts';
import { phoneOf } from '#src/domain/shared/phone.ts';
import { tidy } from '#src/domain/shared/text.ts';
import type { Basket, BasketGroup } from '#src/domain/shop/basket.ts';
import type { StallToFetchAt } from '#src/domain/shop/fair-stall.ts';
import { words } from '#src/i18n/buying.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { field } from './forms.ts';

/** Edition of the terms that a buyer agrees to; raised when `content/legal` changes what they say. */
export const TERMS_EDITION = '2026-11';

/** What was typed, as it was typed, so that nothing is lost when something is wrong. */
export type Typed = {
  name: string;
  phone: string;
  email: string;
  province: string;
  commune: string;
  street: string;
  note: string;
  method: string;
  invoice: boolean;
  invoiceName: string;
  taxCode: string;
  invoiceAddress: string;
  invoiceEmail: string;
  /** By producer: `giao`, a point of sale, or `hoi-cho-` and a fair. */
  deliveries: Record<string, string>;
};

export type FaultField = 'name' | 'phone' | 'email' | 'commune' | 'street' | 'method' | 'invoice';

export function typedOf(form: FormData | null, basket: Basket, known: Partial<Typed> = {}): Typed {
  const text = (name: string, before = ''): string => (form?.has(name) ? field(form, name, 300) : before);
  const invoice = ['hd-ten', 'hd-mst', 'hd-dia-chi', 'hd-thu'].some((name) => text(name).trim() !== '');
  return {
    name: text('ten', known.name),
    phone: text('dien-thoai', known.phone),
    email: text('thu', known.email),
    province: text('tinh'),
    commune: text('xa'),
    street: text('duong'),
    note: text('ghi-chu'),
    method: text('tra'),
    /** Asked for as soon as anything of it is filled in. */
    invoice,
    invoiceName: text('hd-ten'),
    taxCode: text('hd-mst'),
    invoiceAddress: text('hd-dia-chi'),
    invoiceEmail: text('hd-thu'),
    deliveries: Object.fromEntries(
      basket.groups.map((group) => {
        const { producer } = group;
        return [producer.id, text(`giao-${producer.id}`, firstWay(group))];
      }),
    ),
  };
}

const AT_FAIR = 'hoi-cho-';

/** How a stall at a fair is chosen. */
export const atFair = (fairId: string): string => AT_FAIR + fairId;

/** What of a cart a stall does not keep for whoever reserves. */
export const notAtStall = ({ lines }: Pick<BasketGroup, 'lines'>, { goods }: StallToFetchAt): string[] =>
  lines.filter(({ productId }) => !goods.includes(productId)).map(({ name }) => name);

/** What was chosen on the page of a fair is collected there, where all of it can be. */
function firstWay(group: BasketGroup): string {
  const stall = group.stalls.find(
    (one) => group.lines.some(({ fairId }) => fairId === one.id) && notAtStall(group, one).length === 0,
  );
  return stall ? atFair(stall.id) : 'giao';
}

function deliveryOf(how: string): Delivery {
  if (how === 'giao') return { kind: 'carrier' };
  return how.startsWith(AT_FAIR)
    ? { kind: 'fair', fairId: how.slice(AT_FAIR.length) }
    : { kind: 'pick_up', pointOfSaleId: how };
}

/** Names and values that carry what was typed from one step to the next. */
export function carried(typed: Typed): [name: string, value: string][] {
  return [
    ['ten', typed.name],
    ['dien-thoai', typed.phone],
    ['thu', typed.email],
    ['tinh', typed.province],
    ['xa', typed.commune],
    ['duong', typed.street],
    ['ghi-chu', typed.note],
    ['tra', typed.method],
    ['hd-ten', typed.invoiceName],
    ['hd-mst', typed.taxCode],
    ['hd-dia-chi', typed.invoiceAddress],
    ['hd-thu', typed.invoiceEmail],
    ...Object.entries(typed.deliveries).map(([id, how]): [string, string] => [`giao-${id}`, how]),
  ];
}

type Read = Pick<CheckoutForm, 'buyer' | 'method' | 'deliveries' | 'invoice'>;

const email = z.email().max(200);

/** What was typed, understood; or everything that is wrong with it at once. */
export function readCheckout(
  typed: Typed,
  places: Places,
  lang: Lang,
): { read: Read; faults: null } | { read: null; faults: Partial<Record<FaultField, string>> } {
  const said = words[lang].checkout.faults;
  const faults: Partial<Record<FaultField, string>> = {};
  const name = tidy(typed.name);
  if (!name) faults.name = said.name;
  const phone = phoneOf(typed.phone);
  if (phone === null || !phone.startsWith('+84')) faults.phone = said.phone;
  if (typed.email.trim() && !email.safeParse(typed.email.trim()).success) faults.email = said.email;
  const street = tidy(typed.street);
  if (!street) faults.street = said.street;
  const place = resolvePlace(places, tidy(typed.commune), { provinceCode: typed.province || null });
  const { commune } = place;
  if (!commune) {
    const names = place.candidates
      .slice(0, 6)
      .map(({ fullName, provinceCode }) => `${fullName}, ${places.unit(provinceCode)?.name ?? ''}`);
    faults.commune = names.length > 0 ? said.communeWhich(names.join('; ')) : said.commune;
  }
  const method = PAYMENT_METHODS.find((one) => one === typed.method);
  if (!method) faults.method = said.method;
  const invoice = typed.invoice
    ? {
        name: tidy(typed.invoiceName),
        taxCode: typed.taxCode.replace(/[\s.-]/g, ''),
        address: tidy(typed.invoiceAddress),
        email: typed.invoiceEmail.trim(),
      }
    : null;
  if (
    invoice &&
    !(
      invoice.name &&
      /^\d{10}(\d{3})?$|^\d{12}$/.test(invoice.taxCode) &&
      invoice.address &&
      email.safeParse(invoice.email).success
    )
  )
    faults.invoice = said.invoice;
  if (Object.keys(faults).length > 0 || !commune || !method || phone === null) return { read: null, faults };
  const wasNamed = tidy(typed.commune);
  return {
    read: {
      buyer: {
        name,
        phone,
        email: typed.email.trim() || null,
        provinceCode: commune.provinceCode,
        communeCode: commune.code,
        street,
        oldAddress: commune.fullName.toLowerCase().includes(wasNamed.toLowerCase()) ? null : wasNamed,
        note: tidy(typed.note) || null,
      },
      method,
      deliveries: Object.fromEntries(
        Object.entries(typed.deliveries).map(([id, how]): [string, Delivery] => [id, deliveryOf(how)]),
      ),
      invoice,
    },
    faults: null,
  };
}
