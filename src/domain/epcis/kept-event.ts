import type { Json } from './event-hash.ts';
import type { EventJson } from './check-events.ts';

/** `form`: by the household, in their own words. `machine`: by a system of theirs. `register`: by what was done here. */
export type EventSource = 'form' | 'machine' | 'register';

/** What a system may do: read its producer's events, tell of new ones. */
export const TOKEN_SCOPES = ['read', 'capture'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** How a thing takes part in an event. */
export const THING_ROLES = [
  'epc',
  'parent',
  'input',
  'output',
  'class',
  'input_class',
  'output_class',
] as const;
export type ThingRole = (typeof THING_ROLES)[number];

export type Thing = { role: ThingRole; uri: string; quantity: number | null; unit: string | null };

/** An event as the standard answers it. */
export type AnsweredEvent = EventJson & { readonly '@context': Json };

const texts = (value: Json | undefined): string[] =>
  (Array.isArray(value) ? (value as readonly Json[]) : []).filter(
    (each) => typeof each === 'string',
  ) as string[];

const SINGLE: readonly (readonly [field: string, role: ThingRole])[] = [
  ['epcList', 'epc'],
  ['childEPCs', 'epc'],
  ['inputEPCList', 'input'],
  ['outputEPCList', 'output'],
];
const CLASSES: readonly (readonly [field: string, role: ThingRole])[] = [
  ['quantityList', 'class'],
  ['childQuantityList', 'class'],
  ['inputQuantityList', 'input_class'],
  ['outputQuantityList', 'output_class'],
];

/** Everything that an event is about, as it names it. */
export function thingsOf(event: EventJson): Thing[] {
  const parent = typeof event['parentID'] === 'string' ? [event['parentID']] : [];
  const plain = (role: ThingRole) => (uri: string) => ({ role, uri, quantity: null, unit: null });
  const elements = (field: string) =>
    (Array.isArray(event[field]) ? event[field] : []) as {
      epcClass: string;
      quantity?: number;
      uom?: string;
    }[];
  return [
    ...parent.map(plain('parent')),
    ...SINGLE.flatMap(([field, role]) => texts(event[field]).map(plain(role))),
    ...CLASSES.flatMap(([field, role]) =>
      elements(field).map(({ epcClass, quantity, uom }) => ({
        role,
        uri: epcClass,
        quantity: quantity ?? null,
        unit: uom ?? null,
      })),
    ),
  ];
}
