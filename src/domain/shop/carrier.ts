import type { Dong } from '#src/domain/shared/dong.ts';
import type { ShippingRate } from './shipping.ts';

/** `manual`: whoever the producer names; `ghn`: Giao Hàng Nhanh, with the producer's own account. */
export const CARRIER_NAMES = ['manual', 'ghn'] as const;
export type CarrierName = (typeof CARRIER_NAMES)[number];

/**
 * `asked`: it may have been made, nobody knows yet; `refused`: the carrier said no; `made`; `cancelled` before it was
 * fetched; `over`: delivered, brought back or lost.
 */
export const SHIPMENT_STATES = ['asked', 'refused', 'made', 'cancelled', 'over'] as const;
export type ShipmentState = (typeof SHIPMENT_STATES)[number];

/**
 * Where a parcel is, whatever a carrier calls it. `waiting` to be fetched; `failed`: could not be handed over, and is
 * tried again or brought back; `lost`: or damaged, a person has to speak with the carrier; `unknown`: a word that
 * nobody here knows.
 */
export const PARCEL_STEPS = [
  'waiting',
  'on_the_way',
  'delivered',
  'failed',
  'returning',
  'returned',
  'cancelled',
  'lost',
  'unknown',
] as const;
export type ParcelStep = (typeof PARCEL_STEPS)[number];

/** After these nothing more is heard of a parcel. */
export const LAST_STEPS: readonly ParcelStep[] = ['delivered', 'returned', 'cancelled', 'lost'];

/** The token opens a producer's account: it goes to the carrier and nowhere else. */
export type CarrierAccount = { shopId: string; token: string };

type Place = { provinceCode: string | null; communeCode: string | null };

/** Whoever sends: what a carrier needs to know of them. */
export type Sender = {
  place: Place;
  rates: readonly ShippingRate[];
  /** `null`: none with this carrier. */
  account: CarrierAccount | null;
};

export type Parcel = {
  /** Ours; the same reference is the same parcel. At most fifty characters. */
  reference: string;
  to: {
    name: string;
    /** `+84…`. */
    phone: string;
    street: string;
    /** As the register of places writes them, without a district. */
    commune: string;
    province: string;
    place: Place;
  };
  /** In grams. */
  weight: number;
  goods: Dong;
  /** To be collected on delivery. */
  cash: Dong;
  /** Not where the law forbids to give anything along with the goods. */
  mayBeFree: boolean;
  contents: readonly { name: string; quantity: number; price: Dong; weight: number }[];
  note: string;
  /** What the producer typed, of a carrier that is asked by telephone or at a counter. */
  typed: { carrier: string; trackingNumber: string | null } | null;
};

export type CarrierQuote = { fee: Dong; /** On the way. */ days: number };

export type ParcelMade = { carrier: string; trackingNumber: string | null; fee: Dong | null };

/** How a parcel stands; `said` is the carrier's own word. */
export type Tracked = { trackingNumber: string; step: ParcelStep; said: string; why: string | null };

/** What the site needs of whoever brings parcels. */
export type ShippingAdapter = {
  /** `null`: it is not brought there. @throws CarrierDown, CarrierSaysNo */
  quote(sender: Sender, parcel: Parcel, now: Date): Promise<CarrierQuote | null>;
  /** The same reference is the same parcel, however often it is asked. @throws CarrierDown, CarrierSaysNo */
  create(sender: Sender, parcel: Parcel): Promise<ParcelMade>;
  /** The parcel made under a reference; `null`: there is none. @throws CarrierDown, CarrierSaysNo */
  find(sender: Sender, reference: string): Promise<(Tracked & { fee: Dong | null }) | null>;
  /** @throws CarrierDown; CarrierSaysNo: it has been fetched already. */
  cancel(sender: Sender, trackingNumber: string): Promise<void>;
  /** Address of the label, to be printed at once; `null`: this carrier has none. @throws CarrierDown, CarrierSaysNo */
  label(sender: Sender, trackingNumber: string): Promise<string | null>;
  /** `null`: the carrier knows no such parcel, or nobody is to be asked. @throws CarrierDown, CarrierSaysNo */
  track(sender: Sender, trackingNumber: string): Promise<Tracked | null>;
  /** Number of the parcel that a notice is about; nothing else of it is believed. `null`: about none. */
  readNotice(body: string): string | null;
};

/** A carrier that producers have accounts with. */
export type AccountCarrier = ShippingAdapter & {
  /** Whether the token opens this shop; its name there. @throws CarrierDown, CarrierSaysNo */
  checkAccount(account: CarrierAccount): Promise<{ shopName: string }>;
  /** What it takes at most. */
  most: { weight: number; cash: Dong };
};

/** The carrier did not answer, or said that it could not. Nothing is known of what it did. */
export class CarrierDown extends Error {
  override name = 'CarrierDown';
}

/** `account`: the token or shop is wrong; `place`: a commune that it does not know; `known`: the reference was used. */
export type CarrierNo = 'account' | 'place' | 'known' | 'other';

/** The carrier said no, in its own words; asking the same again changes nothing. */
export class CarrierSaysNo extends Error {
  override name = 'CarrierSaysNo';
  readonly why: CarrierNo;
  readonly words: string;

  constructor(why: CarrierNo, words: string) {
    super(`${why}: ${words}`);
    this.why = why;
    this.words = words;
  }
}
