import type { Day } from '#src/domain/shared/calendar.ts';
import { isDay } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import type { OfferForm, ShopForm, StockForm } from '#src/domain/shop/keep-offers.ts';
import { OFFER_STATES, QUANTITY_UNITS } from '#src/domain/shop/offer.ts';
import { ZONES } from '#src/domain/shop/shipping.ts';
import type { LotForm } from '#src/domain/traceability/lots.ts';
import { stampsRoom } from '#src/i18n/stamps.ts';
import { workshop } from '#src/i18n/workshop.ts';
import { field } from './forms.ts';

/** What cannot be read in a form, each in a sentence. */
export class Unreadable extends Error {
  override name = 'Unreadable';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join(' '));
    this.faults = faults;
  }
}

/** Reads fields one by one and gathers all that is wrong. */
function reader(form: FormData) {
  const faults: string[] = [];
  const text = (name: string, longest = 200): string => field(form, name, longest).trim();
  return {
    text,
    /** `1.250.000` is what people type. */
    number: (name: string, label: string): number | null => {
      const typed = text(name).replace(/[.\s₫đ]/g, '');
      if (typed === '') return null;
      if (/^\d{1,9}$/.test(typed)) return Number(typed);
      faults.push(`${workshop.numberWrong} ${label}.`);
      return null;
    },
    day: (name: string, label: string): Day | null => {
      const typed = text(name);
      if (typed === '') return null;
      if (isDay(typed)) return typed;
      faults.push(`${workshop.dayWrong} ${label}.`);
      return null;
    },
    /** @throws Unreadable when anything was wrong. */
    end: (): void => {
      if (faults.length > 0) throw new Unreadable(faults);
    },
  };
}

/** @throws Unreadable */
export function readOfferForm(form: FormData): OfferForm {
  const said = workshop.offers;
  const read = reader(form);
  const unit = QUANTITY_UNITS.find((one) => one === read.text('don-vi')) ?? null;
  const quantity = read.number('luong', said.quantity);
  const codes = read
    .text('giao-trong', 400)
    .split(/[,;\s]+/)
    .filter(Boolean);
  const offer: OfferForm = {
    pack: read.text('quy-cach', 120),
    quantity: unit === null ? null : quantity,
    unit: quantity === null ? null : unit,
    price: (read.number('gia', said.price) ?? 0) as Dong,
    weight: read.number('khoi-luong', said.weight) ?? 0,
    state: OFFER_STATES.find((one) => one === read.text('tinh-trang')) ?? 'draft',
    mostPerOrder: Math.min(999, Math.max(1, read.number('nhieu-nhat', said.most) ?? 99)),
    sellsFrom: read.day('ban-tu', said.sellsFrom),
    sellsUntil: read.day('ban-den', said.sellsUntil),
    shipsFrom: read.day('gui-tu', said.shipsFrom),
    shortDatedDays: Math.min(365, read.number('han-ngan', said.shortDated) ?? 0),
    sentTo: codes.length === 0 ? null : codes.filter((code) => /^\d{2}$/.test(code)),
  };
  read.end();
  return offer;
}

/** @throws Unreadable */
export function readStockForm(form: FormData): StockForm {
  const said = workshop.offers;
  const read = reader(form);
  const stock: StockForm = {
    lotCode: read.text('lo', 60),
    madeOn: read.day('ngay-lam', said.madeOn),
    useBy: read.day('han-dung', said.useBy),
    counted: read.number('so', said.counted) ?? -1,
  };
  read.end();
  return stock;
}

/** @throws Unreadable */
export function readLotForm(form: FormData): LotForm {
  const said = stampsRoom;
  const read = reader(form);
  const lot = {
    lotCode: read.text('lo', 60),
    madeOn: read.day('ngay-lam', said.madeOn),
    useBy: read.day('han-dung', said.useBy),
  };
  read.end();
  return lot;
}

/** @throws Unreadable */
export function readStampForm(form: FormData): LotForm & { count: number } {
  const said = stampsRoom;
  const read = reader(form);
  const stamps = {
    lotCode: read.text('lo', 60),
    madeOn: read.day('ngay-lam', said.madeOn),
    useBy: read.day('han-dung', said.useBy),
    count: read.number('so', said.count) ?? 0,
  };
  read.end();
  return stamps;
}

/** @throws Unreadable */
export function readShopForm(form: FormData): ShopForm {
  const said = workshop.shop;
  const read = reader(form);
  const [bin, number, holder] = [
    read.text('ngan-hang'),
    read.text('so-tk').replace(/[\s.-]/g, ''),
    read.text('chu-tk'),
  ];
  const pausedFrom = read.day('nghi-tu', said.pauseFrom);
  const shop: ShopForm = {
    leadDays: read.number('may-ngay', said.lead) ?? 2,
    cashUpTo: read.number('tien-mat', said.cash) as Dong | null,
    account: bin || number || holder ? { bin, number, holder } : null,
    takesCards: form.has('the'),
    alcoholLicence: read.text('giay-phep', 120) || null,
    rates: ZONES.flatMap((zone) => {
      const fee = read.number(`phi-${zone}`, said.fee);
      return fee === null
        ? []
        : [
            {
              zone,
              fee: fee as Dong,
              feePerKilogram: (read.number(`them-${zone}`, said.perKilogram) ?? 0) as Dong,
              freeFrom: read.number(`mien-${zone}`, said.freeFrom) as Dong | null,
              days: Math.min(60, read.number(`ngay-${zone}`, said.days) ?? 3),
            },
          ];
    }),
    pickUpPoints: form.getAll('diem').filter((value): value is string => typeof value === 'string'),
    pause:
      pausedFrom === null
        ? null
        : { from: pausedFrom, until: read.day('nghi-den', said.pauseUntil), note: read.text('nghi-vi', 300) },
  };
  read.end();
  return shop;
}
