import { writeVisitNews } from '#src/domain/notifications/visit-letters.ts';
import { visitTokenOf } from '#src/domain/tourism/visit.ts';
import { contactLetter, visitorLetter } from '#src/i18n/visits.ts';
import { at, paths } from '#src/web/paths.ts';
import { addressFor } from '#src/web/site.ts';
import type { Job } from './jobs.ts';

/** Tells visitors, and whoever receives them, what has happened to requests to come. */
export const writeVisitLetters: Job = {
  name: 'write_visit_letters',
  cron: '* * * * *',
  run: async ({ db, config, secret }) => {
    const origin = addressFor(config);
    return writeVisitNews(
      { db, now: config.clock(), actor: { kind: 'system', task: 'write_visit_letters' } },
      {
        toVisitor: (news) =>
          visitorLetter(news, origin + at(news.language, paths.visit(visitTokenOf(secret, news.requestId)))),
        toContact: (news) => {
          const { kind, id } = news.host;
          return contactLetter(
            news,
            origin + (kind === 'tour' ? paths.officeVisits(id) : paths.workshopVisits(id)),
          );
        },
      },
    );
  },
};
