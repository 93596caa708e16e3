import { CHECKLIST_GROUPS, groupOf, isOnlyAsked } from '#src/domain/inspections/checklist.ts';
import { lastDayOfTerm } from '#src/domain/inspections/inspection.ts';
import { photographOf, type InspectionRecord } from '#src/domain/inspections/inspections.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { day, moment } from '#src/i18n/format.ts';
import {
  answerWords,
  findingKinds,
  followUpStates,
  gravities,
  groupNames,
  inspectionOutcomes,
  inspectionRoom,
  lineName,
  lineValue,
} from '#src/i18n/inspection-room.ts';
import { paper } from '#src/i18n/letters-room.ts';
import type { PaperMinutes } from './minutes-pdf.ts';
import type { Site } from './site.ts';

/** The minutes of an inspection as the province's office sends them, with the pictures that were taken. */
export async function paperMinutes(
  { places }: Pick<Site, 'places'>,
  ctx: Context,
  inspection: InspectionRecord,
): Promise<PaperMinutes> {
  const unit = inspection.provinceCode === null ? null : places.unit(inspection.provinceCode);
  const said = inspectionRoom.one;
  const pictures = [];
  for (const { id, findingId, words, at } of inspection.photographs) {
    const finding = inspection.findings.find((one) => one.id === findingId);
    pictures.push({
      bytes: await photographOf(ctx, inspection.id, id),
      words: words ?? finding?.words.slice(0, 200) ?? said.pictureOf(moment(at)),
    });
  }
  const where = [inspection.communeCode, inspection.provinceCode]
    .flatMap((code) => (code === null ? [] : [places.nameOf(code) ?? code]))
    .join(', ');
  const heldOn = inspection.heldOn ?? inspection.dueOn;
  // Names as the register had them that day.
  const registered = (key: string) => inspection.lines.find((line) => line.key === key)?.registered;
  return {
    issuer: [paper.council, ...(unit ? [unit.fullName.toLocaleUpperCase('vi')] : [])],
    number: inspection.number ?? '',
    isDraft: inspection.state !== 'closed',
    product: registered('label.name') ?? inspection.product,
    heldOn,
    heldAt: inspection.heldAt ?? '',
    heldWhere: inspection.heldWhere ?? where,
    inspectors: inspection.team,
    producer: registered('label.producer_name') ?? inspection.producer ?? '',
    present: inspection.present ?? '',
    checklist: CHECKLIST_GROUPS.flatMap((group) => {
      const rows = inspection.lines
        .filter(({ key }) => groupOf(key) === group)
        .map(
          ({ key, about, registered, answer, note }) =>
            [
              lineName(key, about),
              lineValue(key, registered) ?? (isOnlyAsked(key) ? '' : said.notRegistered),
              [answer ? answerWords(key, answer) : '', note].filter(Boolean).join(': '),
            ] as const,
        );
      return rows.length === 0 ? [] : [{ name: groupNames[group], rows }];
    }),
    findings: inspection.findings
      .filter(({ withdrawnAt }) => withdrawnAt === null)
      .map(({ kind, gravity, words }) => `${findingKinds[kind]} (${gravities[gravity]}): ${words}`),
    // As they stood when the minutes were closed, whatever became of them since.
    followUps: inspection.followUps.map(({ words, days, dayKind, steps }) => {
      const wasDone = steps.some(
        ({ step, at }) => step === 'closed' && (inspection.closedAt === null || at <= inspection.closedAt),
      );
      const due = day(lastDayOfTerm(heldOn, days, dayKind));
      return `${words} (${wasDone ? followUpStates.closed : said.followUpDue(due)})`;
    }),
    conclusion: inspection.conclusion ?? '',
    outcome: inspection.outcome && inspectionOutcomes[inspection.outcome],
    notes: inspection.notes.map(({ words, at }) => `${moment(at)}: ${words}`),
    pictures,
  };
}
