import type { StopForm, TourForm } from '#src/domain/tourism/keep-tours.ts';
import type { StopKind } from '#src/domain/tourism/tour.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { emptyTour, newStop } from '#src/web/tour-form.ts';

/** The same world, seen by somebody with an office. */
export const asOfficer = (
  ctx: Context,
  id: string,
  role: Role = 'tourism_staff',
  scope: Scope = { kind: 'province', provinceCode: '31' },
): Context => ({
  ...ctx,
  actor: { kind: 'person', id, name: id, isStrong: true, assignments: [{ id, role, scope }] },
});

export const aStop = (key: string, given: Partial<StopForm> = {}, kind: StopKind = 'sight'): StopForm => ({
  ...newStop(key, kind, {}),
  name: given.record ? '' : key,
  ...given,
});

export const aTour = (stops: readonly StopForm[], given: Partial<TourForm> = {}): TourForm => ({
  ...emptyTour('Việt Khê, Hải Phòng'),
  title: 'Một ngày với ong',
  ...given,
  stops,
});
