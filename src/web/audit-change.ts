/** What an entry of the audit changed, a line for each field. */
export function changesOf({ before, after }: { before: unknown; after: unknown }): {
  name: string;
  from: string | null;
  to: string | null;
}[] {
  const [from, to] = [fieldsOf(before), fieldsOf(after)];
  // What is new has no "before": its first facts say enough, and the thing itself has a page.
  return [...new Set([...from.keys(), ...to.keys()])].slice(0, before === null ? 4 : 12).map((name) => ({
    name,
    from: from.get(name) ?? null,
    to: to.get(name) ?? null,
  }));
}

const LONGEST = 120;
/** Keys and copies that say nothing to a reader. */
const UNTOLD = new Set(['id', 'slug', 'nameKey', 'createdAt', 'updatedAt', 'isExample', 'setBasis', 'label']);

function fieldsOf(value: unknown): Map<string, string> {
  if (value === null || typeof value !== 'object') return new Map();
  return new Map(
    Object.entries(value)
      .filter(([name, held]) => held !== null && held !== false && !UNTOLD.has(name))
      .map(([name, held]) => {
        const text = typeof held === 'string' ? held : JSON.stringify(held);
        return [name, text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text];
      }),
  );
}
