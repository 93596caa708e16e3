import {
  ANSWERS,
  DAY_KINDS,
  FINDING_KINDS,
  FOLLOW_UP_STEPS,
  GRAVITIES,
  INSPECTION_OUTCOMES,
  type FollowUpState,
} from '#src/domain/inspections/inspection.ts';
import { groupOf } from '#src/domain/inspections/checklist.ts';
import {
  addFinding,
  addFollowUp,
  addNote,
  addPhotograph,
  closeInspection,
  saveAnswers,
  saveMinutes,
  startInspection,
  withdrawFinding,
  type GivenAnswer,
} from '#src/domain/inspections/inspections.ts';
import { cancelInspection } from '#src/domain/inspections/plans.ts';
import { REPORT_OUTCOMES } from '#src/domain/inspections/public-report.ts';
import { stepFollowUp } from '#src/domain/inspections/step-follow-up.ts';
import { isDay } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { followUpLetter, inspectionRoom } from '#src/i18n/inspection-room.ts';
import { answerLetter } from '#src/i18n/reports.ts';
import { field } from './forms.ts';
import { sentPicture } from './sent-picture.ts';
import type { Site } from './site.ts';

export type Recorded = {
  /** What an officer reads; `null`: all was taken in. */
  fault: string | null;
  status: number;
  /** Lines that somebody else answered meanwhile. */
  clashes: string[];
  /** Where on the page to go on, `#…`. */
  anchor: string;
};

const known = <T extends string>(all: readonly T[], value: string): T | null =>
  all.find((one) => one === value) ?? null;

/** Lines of the checklist as the form holds them. */
function answersOf(form: FormData): GivenAnswer[] {
  const given: GivenAnswer[] = [];
  for (const name of form.keys()) {
    if (!name.startsWith('v-')) continue;
    const key = name.slice(2);
    given.push({
      key,
      version: Number(field(form, name, 9)) || 0,
      answer: known(ANSWERS, field(form, `a-${key}`, 20)),
      note: field(form, `n-${key}`, 2_000),
    });
  }
  return given;
}

/**
 * Does what a form about an inspection asks. Whatever was asked, the checklist that came with it is kept first: nobody
 * who adds a finding loses answers that they had not sent.
 *
 * @throws Refusal as the commands do.
 */
export async function recordInspection(
  site: Site,
  ctx: Context,
  id: string,
  form: FormData,
): Promise<Recorded> {
  const [deed = '', which = ''] = field(form, 'viec', 40).split(':');
  const done = (anchor = ''): Recorded => ({ fault: null, status: 200, clashes: [], anchor });
  if (deed === 'bat-dau') {
    await startInspection(ctx, site.places, id, site.config.lastDay);
    return done('#certificate');
  }
  if (deed === 'bo') {
    await cancelInspection(ctx, id, field(form, 'ly-do', 300));
    return done();
  }
  if (deed === 'ghi-them') {
    await addNote(ctx, id, field(form, 'ghi-them-loi', 2_000));
    return done('#ghi-them');
  }
  if (deed === 'kp') {
    const dueOn = field(form, 'kp-han', 10);
    if (dueOn !== '' && !isDay(dueOn)) throw new Refusal('day.unreadable');
    const step = known(FOLLOW_UP_STEPS, which);
    if (step === null) throw new Refusal('inspection.step_wrong');
    await stepFollowUp(ctx, id, field(form, 'kp', 12), field(form, 'kp-tu', 12) as FollowUpState, {
      step,
      note: field(form, 'kp-loi', 2_000),
      dueOn: dueOn === '' || !isDay(dueOn) ? null : dueOn,
    });
    return done('#khac-phuc');
  }

  const { saved, clashes } = await saveAnswers(ctx, id, answersOf(form));
  if (clashes.length > 0)
    return { fault: inspectionRoom.one.clashes(clashes.length), status: 409, clashes, anchor: '' };
  const heldOn = field(form, 'bb-ngay', 10);
  if (!isDay(heldOn)) throw new Refusal('day.unreadable');
  await saveMinutes(ctx, id, Number(field(form, 'bb-v', 9)) || 0, {
    heldOn,
    heldAt: field(form, 'bb-gio', 60),
    heldWhere: field(form, 'bb-noi', 300),
    present: field(form, 'bb-co-mat', 2_000),
    number: field(form, 'bb-so', 60),
    conclusion: field(form, 'bb-ket-luan', 4_000),
  });
  switch (deed) {
    case 'phat-hien':
      await addFinding(ctx, id, {
        kind: known(FINDING_KINDS, field(form, 'phat-hien-loai')) ?? 'other',
        gravity: known(GRAVITIES, field(form, 'phat-hien-muc')) ?? 'light',
        words: field(form, 'phat-hien-loi', 2_000),
        picture: await sentPicture(form.get('phat-hien-anh')),
      });
      return done('#phat-hien');
    case 'rut':
      await withdrawFinding(ctx, id, which, field(form, `rut-${which}`, 300));
      return done('#phat-hien');
    case 'anh': {
      const picture = await sentPicture(form.get('anh'));
      if (!picture) throw new Refusal('picture.unreadable');
      await addPhotograph(ctx, id, { words: field(form, 'anh-loi', 300), picture });
      return done('#phat-hien');
    }
    case 'khac-phuc':
      await addFollowUp(ctx, id, {
        words: field(form, 'khac-phuc-loi', 2_000),
        days: Number(field(form, 'khac-phuc-ngay', 3).trim() || Number.NaN),
        dayKind: known(DAY_KINDS, field(form, 'khac-phuc-tinh')) ?? 'working',
      });
      return done('#khac-phuc');
    case 'tai-cho':
      await stepFollowUp(ctx, id, which, 'open', {
        step: 'closed',
        note: field(form, `tai-cho-${which}`, 500),
        dueOn: null,
      });
      return done('#khac-phuc');
    case 'ket-thuc': {
      const reportOutcome = known(REPORT_OUTCOMES, field(form, 'kt-phan-anh-ket-qua'));
      await closeInspection(
        ctx,
        id,
        {
          outcome: known(INSPECTION_OUTCOMES, field(form, 'kt-ket-qua')),
          report:
            field(form, 'kt-phan-anh') !== '' && reportOutcome !== null
              ? { outcome: reportOutcome, answer: field(form, 'kt-tra-loi', 2_000) }
              : null,
        },
        { answer: answerLetter, followUp: followUpLetter },
      );
      return done();
    }
    default: {
      const last = saved.at(-1);
      return done(last ? `#${groupOf(last)}` : '');
    }
  }
}
