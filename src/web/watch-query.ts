import { deedNamed, type WatchQuestion } from '#src/domain/traceability/watched-events.ts';

/** What an officer wants to see of what was told of lots. */
export function readWatchQuestion(query: URLSearchParams): Omit<WatchQuestion, 'most'> {
  const asked = (name: string) => (query.get(name) ?? '').trim().slice(0, 80);
  return {
    deed: deedNamed(asked('viec')),
    product: asked('hang'),
    before: /^\d{1,15}$/.test(asked('truoc')) ? Number(asked('truoc')) : null,
  };
}
