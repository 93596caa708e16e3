import { describe, expect, test } from 'vitest';
import {
  DEEDS,
  may,
  mayGive,
  mustBeAllowed,
  needsSecondFactor,
  reachOf,
  type DeedName,
} from '#src/domain/accounts/deeds.ts';
import type { Person, Role, Scope } from '#src/domain/shared/actor.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';

const someone = (role: Role, scope: Scope, isStrong = true): Person => ({
  kind: 'person',
  id: 'someone',
  name: 'Someone',
  isStrong,
  assignments: [{ id: 'office', role, scope }],
});
const country: Scope = { kind: 'country' };
const haiPhong: Scope = { kind: 'province', provinceCode: '31' };
const vietKhe: Scope = { kind: 'commune', provinceCode: '31', communeCode: '11503' };

const here = { provinceCode: '31', communeCode: '11503' };
const nextDoor = { provinceCode: '31', communeCode: '10804' };
const elsewhere = { provinceCode: '38', communeCode: '16489' };

test.each<[Role, Scope, DeedName, boolean, boolean, boolean]>([
  // role, scope, deed → here, next door, in another province
  ['administrator', country, 'list.publish', true, true, true],
  ['province_officer', haiPhong, 'list.publish', true, true, false],
  ['province_officer', haiPhong, 'certificate.change', true, true, false],
  ['commune_officer', vietKhe, 'list.send', true, false, false],
  ['commune_officer', vietKhe, 'list.publish', false, false, false],
  ['commune_officer', vietKhe, 'shop_list.publish', true, false, false],
  ['commune_officer', vietKhe, 'shop_list.undo', true, false, false],
  ['commune_officer', vietKhe, 'certificate.change', false, false, false],
  ['commune_officer', vietKhe, 'point_of_sale.keep', true, false, false],
  ['tourism_staff', haiPhong, 'point_of_sale.keep', true, true, false],
  ['tourism_staff', haiPhong, 'list.send', false, false, false],
  ['tourism_staff', vietKhe, 'tour.keep', true, false, false],
  ['tourism_staff', haiPhong, 'tour.publish', true, true, false],
  ['inspector', haiPhong, 'tour.keep', false, false, false],
  ['inspector', haiPhong, 'inspection.record', true, true, false],
  ['inspector', haiPhong, 'certificate.change', false, false, false],
  ['council_secretary', haiPhong, 'list.send', true, true, false],
  ['reader', vietKhe, 'figures.read', true, false, false],
  ['reader', vietKhe, 'list.send', false, false, false],
  ['producer_owner', { kind: 'producer', producerId: 'p' }, 'office.enter', false, false, false],
])('%s of %j: %s here %s, next door %s, in another province %s', (role, scope, deed, ...expected) => {
  const actor = someone(role, scope);
  expect([here, nextDoor, elsewhere].map((where) => may(actor, deed, where))).toEqual(expected);
});

test('what has no place known is the country’s alone', () => {
  const nowhere = { provinceCode: null, communeCode: null };
  expect(may(someone('administrator', country), 'certificate.change', nowhere)).toBe(true);
  expect(may(someone('province_officer', haiPhong), 'certificate.change', nowhere)).toBe(false);
});

describe('what is said of a deed that may not be done', () => {
  const codeOf = (person: Person, deed: DeedName, where: Parameters<typeof may>[2]): string => {
    try {
      mustBeAllowed({ actor: person }, deed, where);
      return 'allowed';
    } catch (error) {
      return error instanceof Refusal ? error.code : 'fault';
    }
  };
  test.each<[string, Person, DeedName, Parameters<typeof may>[2], string]>([
    [
      'only the second factor is missing',
      someone('province_officer', haiPhong, false),
      'list.publish',
      here,
      'second_factor_needed',
    ],
    [
      'it lies in another province',
      someone('province_officer', haiPhong),
      'list.publish',
      elsewhere,
      'not_found',
    ],
    [
      'it lies in another commune',
      someone('commune_officer', vietKhe),
      'point_of_sale.keep',
      nextDoor,
      'not_found',
    ],
    [
      'it is not the deed of a commune',
      someone('commune_officer', vietKhe),
      'certificate.change',
      here,
      'not_allowed',
    ],
  ])('%s', (_, person, deed, where, code) => {
    expect(codeOf(person, deed, where)).toBe(code);
  });
});

test.each<[string, Person, Role, Scope, boolean]>([
  [
    'a province gives offices of its communes',
    someone('province_officer', haiPhong),
    'commune_officer',
    vietKhe,
    true,
  ],
  ['and of itself', someone('province_officer', haiPhong), 'province_officer', haiPhong, true],
  [
    'not of another province',
    someone('province_officer', haiPhong),
    'commune_officer',
    { kind: 'commune', provinceCode: '38', communeCode: '16489' },
    false,
  ],
  ['nor of the country', someone('province_officer', haiPhong), 'reader', country, false],
  ['and makes no administrator', someone('province_officer', haiPhong), 'administrator', country, false],
  ['a commune gives none', someone('commune_officer', vietKhe), 'reader', vietKhe, false],
  ['an administrator gives all', someone('administrator', country), 'administrator', country, true],
])('%s', (_, giver, role, scope, expected) => {
  expect(mayGive(giver, role, scope)).toBe(expected);
});

test('who may publish or revoke is asked for a second factor, who only reads is not', () => {
  expect(needsSecondFactor(someone('province_officer', haiPhong))).toBe(true);
  expect(needsSecondFactor(someone('reader', haiPhong))).toBe(false);
  expect(needsSecondFactor(someone('producer_owner', { kind: 'producer', producerId: 'p' }))).toBe(false);
});

test('a question over all reaches as far as the offices for it, and a stranger’s nowhere', () => {
  expect(reachOf(someone('administrator', country), 'audit.read')).toBe('all');
  expect(reachOf(someone('commune_officer', vietKhe), 'audit.read')).toEqual([vietKhe]);
  expect(reachOf(someone('tourism_staff', haiPhong), 'audit.read')).toEqual([]);
  expect(reachOf({ kind: 'visitor' }, 'audit.read')).toEqual([]);
});

test('every role may do something or is a producer’s', () => {
  const roles = new Set(Object.values(DEEDS).flatMap(({ roles }) => [...roles]));
  expect([...roles].sort()).toEqual(
    [
      'administrator',
      'commune_officer',
      'council_secretary',
      'inspector',
      'producer_member',
      'producer_owner',
      'province_officer',
      'reader',
      'tourism_staff',
    ].sort(),
  );
});
