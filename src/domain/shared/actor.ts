/** Offices that a person can hold. */
export const ROLES = [
  'administrator',
  'province_officer',
  'commune_officer',
  'inspector',
  'council_secretary',
  'tourism_staff',
  'producer_owner',
  'producer_member',
  'consultant',
  'reader',
] as const;
export type Role = (typeof ROLES)[number];

/** What an office reaches: all, one province, one commune, one producer. */
export type Scope =
  | { kind: 'country' }
  | { kind: 'province'; provinceCode: string }
  | { kind: 'commune'; provinceCode: string; communeCode: string }
  | { kind: 'producer'; producerId: string };
export type ScopeKind = Scope['kind'];

/** An office held today. */
export type Assignment = { id: string; role: Role; scope: Scope };

export type Person = {
  kind: 'person';
  id: string;
  name: string;
  assignments: readonly Assignment[];
  /** Signed in with more than a password. */
  isStrong: boolean;
};

/** Who does it. `system` names the task, so that the audit can tell. */
export type Actor =
  | { kind: 'visitor' }
  | { kind: 'system'; task: string }
  /** Someone with a shell on the machine: may do everything, under the name given. */
  | { kind: 'operator'; name: string }
  | Person;

/** As the audit writes it: never a name of a person, which may change and be asked to be forgotten. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'visitor':
      return 'visitor';
    case 'system':
      return `system:${actor.task}`;
    case 'operator':
      return `operator:${actor.name}`;
    case 'person':
      return `person:${actor.id}`;
  }
}
