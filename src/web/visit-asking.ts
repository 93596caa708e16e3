import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Host } from '#src/domain/tourism/visit.ts';
import { askVisit, slotsOf, type Slot, type VisitForm } from '#src/domain/tourism/visits.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { VISIT_CONSENT } from '#src/i18n/visits.ts';
import { STATUS } from './answer.ts';
import { field, sentForm } from './forms.ts';
import { at, paths } from './paths.ts';
import { saidOf } from './refused.ts';
import type { Site } from './site.ts';

type Asking = {
  request: Request;
  url: URL;
  response: ResponseInit;
  clientAddress: string;
  locals: { ctx: Context; site: Site; lang: Lang };
};

export type Asked = {
  typed: Omit<VisitForm, 'language'>;
  fault: string | null;
  /** The visitor's own, once it was sent. */
  link: string | null;
  slots: readonly Slot[];
};

/** Takes what somebody sent who asks to come; `null`: there is nobody to come to. */
export async function askToVisit(asking: Asking, host: Host): Promise<Asked | null> {
  const { lang, site, ctx } = asking.locals;
  const form = await sentForm(asking.request);
  const typed = {
    key: field(form, 'khoa', 12) || newId(),
    slotId: field(form, 'luot', 12),
    places: field(form, 'nguoi', 4) || (form ? '' : '2'),
    name: field(form, 'ten', 120),
    phone: field(form, 'dien-thoai', 40),
    email: field(form, 'thu', 200),
    consent: field(form, 'dong-y', 1) !== '',
  };
  let fault: string | null = null;
  let link: string | null = null;
  // A field that no person sees: who fills it in is a program.
  if (form && field(form, 'website') === '') {
    try {
      const token = await askVisit(
        ctx,
        site.secret,
        host,
        { language: lang, ...typed },
        VISIT_CONSENT,
        asking.clientAddress,
      );
      link = (site.config.siteUrl ?? asking.url.origin) + at(lang, paths.visit(token));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.kind === 'not_found') return null;
      const left = error.details['most'];
      fault = left === undefined ? saidOf(error, lang) : `${saidOf(error, lang)} (${left})`;
      asking.response.status = STATUS[error.kind];
    }
  }
  return { typed, fault, link, slots: link ? [] : await slotsOf(ctx, host) };
}
