import type { Actor, Assignment, Person, Role, Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';

const OFFICERS = ['administrator', 'province_officer', 'commune_officer'] as const;
const PROVINCE = ['administrator', 'province_officer'] as const;
const PRODUCER = ['producer_owner', 'producer_member'] as const;
/** Everybody with a room in the office. */
const OFFICE = [
  ...OFFICERS,
  'inspector',
  'council_secretary',
  'tourism_staff',
  'reader',
] as const satisfies readonly Role[];

type Deed = {
  roles: readonly Role[];
  /** What the public relies on: more than a password is asked for. */
  strong?: true;
};

/**
 * Who may do what: the only place that says so. A deed is done somewhere: the office has to reach there as well
 * (`reaches`). What the law gives to the province (recognition, revocation: Decision 26/2026/QĐ-TTg, articles 4
 * and 8) a commune may prepare and not do.
 */
export const DEEDS = {
  'office.enter': { roles: OFFICE },
  'user.see': { roles: PROVINCE },
  'user.invite': { roles: PROVINCE, strong: true },
  'user.end': { roles: PROVINCE, strong: true },
  'list.send': { roles: [...OFFICERS, 'council_secretary'] },
  'list.publish': { roles: PROVINCE, strong: true },
  'list.undo': { roles: PROVINCE, strong: true },
  /** Shops of a commune are kept by the commune. */
  'shop_list.publish': { roles: OFFICERS, strong: true },
  'shop_list.undo': { roles: OFFICERS, strong: true },
  'certificate.change': { roles: PROVINCE, strong: true },
  /** Names, places, labels: whoever knows the goods puts them right. Taking off is the province's. */
  'register.correct': { roles: OFFICERS },
  'register.withdraw': { roles: PROVINCE },
  'register.merge': { roles: PROVINCE, strong: true },
  'point_of_sale.keep': { roles: [...OFFICERS, 'tourism_staff'] },
  /** Fairs, festivals, markets and training days. */
  'fair.keep': { roles: [...OFFICERS, 'tourism_staff'] },
  /** News of a place; the country's own are the administrator's. */
  'news.keep': { roles: [...OFFICERS, 'tourism_staff'] },
  /** Routes for visitors: written by one, made public by another. */
  'tour.keep': { roles: [...OFFICERS, 'tourism_staff'] },
  'tour.publish': { roles: [...OFFICERS, 'tourism_staff'] },
  /** When a producer receives visitors, and who comes. */
  'visit.receive': { roles: ['administrator', ...PRODUCER] },
  'source.keep': { roles: ['administrator'], strong: true },
  'source.decide': { roles: PROVINCE, strong: true },
  'notice.send': { roles: OFFICERS },
  'inspection.read': { roles: [...OFFICERS, 'inspector', 'reader'] },
  'inspection.plan': { roles: PROVINCE },
  'inspection.record': { roles: [...PROVINCE, 'inspector'] },
  'report.handle': { roles: [...OFFICERS, 'inspector'] },
  'target.set': { roles: OFFICERS },
  'figures.read': { roles: OFFICE },
  /** Contracts and areas that shares in reports are counted from; read with the papers of the producer. */
  'evidence.record': { roles: OFFICERS },
  'register.export': { roles: OFFICE },
  /** What a producer sells, and the orders that come of it. */
  'shop.keep': { roles: ['administrator', ...PRODUCER] },
  'order.handle': { roles: ['administrator', ...PRODUCER] },
  /** Pictures and stories of a producer; what is told in public is looked at by the office of their place. */
  'story.write': { roles: ['administrator', ...PRODUCER] },
  'story.review': { roles: OFFICERS },
  /** The desk of whoever answers for the marketplace; what moves money is done with more than a password. */
  'shop.operate': { roles: ['administrator'] },
  'money.move': { roles: ['administrator'], strong: true },
  /** What people ask about their own data. What is deleted does not come back: that wants more than a password. */
  'rights.handle': { roles: ['administrator'] },
  'rights.delete': { roles: ['administrator'], strong: true },
  /** Systems that hear of a producer's orders; of public facts of all. */
  'hook.keep': { roles: ['administrator', 'producer_owner'] },
  'hook.operate': { roles: ['administrator'], strong: true },
  /** Who else works on a producer's goods: their own people, and helpers from outside for a time. */
  'household.keep': { roles: ['administrator', 'producer_owner'] },
  'household.see': { roles: ['administrator', ...PRODUCER] },
  /** Communes know their households. */
  'joining.decide': { roles: OFFICERS },
  /** Lots of a producer's goods. Whoever makes, judges or inspects goods calls a lot back. */
  'lot.keep': { roles: ['administrator', ...PRODUCER] },
  'lot.recall': { roles: [...PROVINCE, 'inspector', ...PRODUCER] },
  /** What happened to a producer's lots. Officers of the place read it; systems of the producer come with tokens. */
  'event.keep': { roles: ['administrator', ...PRODUCER] },
  'event.connect': { roles: ['administrator', 'producer_owner'] },
  'event.read': { roles: [...OFFICERS, 'inspector', ...PRODUCER] },
  /** To look through what was told of lots, in the office. */
  'event.watch': { roles: [...OFFICERS, 'inspector'] },
  /** Stamps for a producer's lots. Officers look, and report what was stolen. */
  'stamp.order': { roles: ['administrator', ...PRODUCER] },
  'stamp.watch': { roles: [...OFFICERS, 'inspector'] },
  'stamp.operate': { roles: ['administrator'], strong: true },
  /** To read in a producer's workshop what the register holds of them. */
  'workshop.enter': { roles: ['administrator', ...PRODUCER] },
  /** Papers of a producer. Officers of the place read also those that are kept to oneself. */
  'document.keep': { roles: ['administrator', ...PRODUCER] },
  'document.read': { roles: [...OFFICERS, 'inspector', 'council_secretary'] },
  'audit.read': { roles: [...OFFICERS, 'inspector', 'reader'] },
} as const satisfies Record<string, Deed>;

export type DeedName = keyof typeof DEEDS;

/** Where a deed is done. `country`: everywhere, or nowhere in particular. */
export type Where =
  'country' | { provinceCode: string | null; communeCode: string | null; producerId?: string | null };

/** Whether an office reaches there. What has no place known is the country's alone. */
export function reaches(scope: Scope, where: Where): boolean {
  if (scope.kind === 'country') return true;
  if (where === 'country') return false;
  switch (scope.kind) {
    case 'province':
      return where.provinceCode === scope.provinceCode;
    case 'commune':
      return where.communeCode === scope.communeCode && where.provinceCode === scope.provinceCode;
    case 'producer':
      return where.producerId === scope.producerId;
  }
}

/** The offices by which this person may do the deed somewhere, second factor aside. */
export function officesFor(person: Pick<Person, 'assignments'>, deed: DeedName): readonly Assignment[] {
  const roles: readonly Role[] = DEEDS[deed].roles;
  return person.assignments.filter(({ role }) => roles.includes(role));
}

/** Whether the role may do anything at all. What may do nothing yet is given to nobody. */
export const opensSomething = (role: Role): boolean =>
  Object.values<Deed>(DEEDS).some(({ roles }) => roles.includes(role));

/** Whether the deed wants more than a password of whoever may do it. */
export const wantsStrong = (deed: DeedName): boolean => 'strong' in DEEDS[deed];

/** Whether anyone who holds one of these offices may do what wants more than a password. */
export function needsSecondFactor(person: Pick<Person, 'assignments'>): boolean {
  return (Object.keys(DEEDS) as DeedName[]).some(
    (deed) => wantsStrong(deed) && officesFor(person, deed).length > 0,
  );
}

/** Whether the actor may do the deed there now. */
export function may(actor: Actor, deed: DeedName, where: Where): boolean {
  if (actor.kind === 'operator' || actor.kind === 'system') return true;
  if (actor.kind === 'visitor') return false;
  if (wantsStrong(deed) && !actor.isStrong) return false;
  return officesFor(actor, deed).some(({ scope }) => reaches(scope, where));
}

/**
 * @throws Refusal `second_factor_needed` when only that is missing; `not_found` when no office of the actor
 *   reaches there, so that nobody learns what there is elsewhere; `not_allowed` when it does and the deed is
 *   not its own.
 */
export function mustBeAllowed({ actor }: Pick<Context, 'actor'>, deed: DeedName, where: Where): void {
  if (may(actor, deed, where)) return;
  if (actor.kind !== 'person') throw new Refusal('not_allowed');
  if (may({ ...actor, isStrong: true }, deed, where)) throw new Refusal('second_factor_needed');
  const seen = actor.assignments.some(({ scope }) => reaches(scope, where));
  throw new Refusal(seen || where === 'country' ? 'not_allowed' : 'not_found');
}

/** What the actor may do the deed to; `all`: everything. An empty list: nothing. */
export type Reach = 'all' | readonly Scope[];

export function reachOf(actor: Actor, deed: DeedName): Reach {
  if (actor.kind === 'operator' || actor.kind === 'system') return 'all';
  if (actor.kind === 'visitor') return [];
  const scopes = officesFor(actor, deed).map(({ scope }) => scope);
  return scopes.some(({ kind }) => kind === 'country') ? 'all' : scopes;
}

/** Whether someone in `giver`'s office may give this office: never a higher one than their own, nor outside it. */
export function mayGive(actor: Actor, role: Role, scope: Scope): boolean {
  if (actor.kind === 'operator' || actor.kind === 'system') return true;
  if (actor.kind !== 'person') return false;
  return officesFor(actor, 'user.invite').some((office) => {
    if (office.role === 'administrator') return reaches(office.scope, whereOf(scope));
    return role !== 'administrator' && role !== 'province_officer'
      ? reaches(office.scope, whereOf(scope))
      : role === 'province_officer' && scope.kind === 'province' && reaches(office.scope, whereOf(scope));
  });
}

/** A scope as a place in which deeds are done. */
export function whereOf(scope: Scope): Where {
  switch (scope.kind) {
    case 'country':
      return 'country';
    case 'province':
      return { provinceCode: scope.provinceCode, communeCode: null };
    case 'commune':
      return { provinceCode: scope.provinceCode, communeCode: scope.communeCode };
    case 'producer':
      return { provinceCode: null, communeCode: null, producerId: scope.producerId };
  }
}

/** Kinds of scope that go with a role. */
export const SCOPES_OF: Readonly<Record<Role, readonly Scope['kind'][]>> = {
  administrator: ['country'],
  province_officer: ['province'],
  commune_officer: ['commune'],
  inspector: ['country', 'province'],
  council_secretary: ['country', 'province'],
  tourism_staff: ['province', 'commune'],
  producer_owner: ['producer'],
  producer_member: ['producer'],
  consultant: ['producer'],
  reader: ['country', 'province', 'commune'],
};
