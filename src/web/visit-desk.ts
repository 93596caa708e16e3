import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Host } from '#src/domain/tourism/visit.ts';
import {
  answerVisit,
  callOffSlot,
  keepSlot,
  slotsToKeep,
  type KeptSlot,
  type SlotForm,
} from '#src/domain/tourism/visits.ts';
import { field, goTo, sentForm } from './forms.ts';
import { notFoundPage } from './not-found.ts';
import { refused } from './refused.ts';

type Asking = {
  request: Request;
  url: URL;
  response: ResponseInit;
  locals: { ctx: Context };
  rewrite: (to: Request) => Promise<Response>;
};

export type Desk = {
  slots: readonly KeptSlot[];
  /** What was refused, and what had been typed. */
  fault: string | null;
  typed: SlotForm;
  /** What was done, by its name; `null`: nothing. */
  done: string | null;
};

/** The room of whoever receives visitors: does what was asked for there, and reads what stands in it. */
export async function visitDesk(asking: Asking, host: Host, here: string): Promise<Desk | Response> {
  const { ctx } = asking.locals;
  const form = await sentForm(asking.request);
  const typed = {
    day: field(form, 'ngay', 10),
    time: field(form, 'gio', 10),
    capacity: field(form, 'cho', 4),
    stopKey: field(form, 'diem', 60),
  };
  let fault: string | null = null;
  if (form) {
    try {
      return goTo(`${here}?xong=${await carryOut(ctx, host, form, typed)}`);
    } catch (error) {
      const no = refused(error);
      if (!no) return notFoundPage(asking);
      fault = no.fault;
      asking.response.status = no.status;
    }
  }
  const slots = await slotsToKeep(ctx, host);
  return { slots, fault, typed, done: form ? null : asking.url.searchParams.get('xong') };
}

/** @returns the deed, and where on the page it shows. */
async function carryOut(ctx: Context, host: Host, form: FormData, typed: SlotForm): Promise<string> {
  const deed = field(form, 'viec', 20);
  if (deed === 'mo') return `mo#luot-${await keepSlot(ctx, host, typed)}`;
  const [slotId, request] = [field(form, 'luot', 12), field(form, 'xin', 12)];
  // The slots of another host, even one the same person keeps, are not here.
  const slot = (await slotsToKeep(ctx, host)).find(({ id }) => id === slotId);
  if (!slot) throw new Refusal('not_found');
  if (deed === 'huy') {
    await callOffSlot(ctx, slotId, field(form, 'ly-do', 300));
    return 'huy';
  }
  if (!slot.requests.some(({ id }) => id === request)) throw new Refusal('not_found');
  await answerVisit(ctx, request, deed === 'xac-nhan' ? 'confirmed' : 'refused', field(form, 'loi', 500));
  return `tra-loi#luot-${slotId}`;
}
