import type { CheckedList, Match } from './checked-list.ts';
import { hasErrors } from './checked-list.ts';
import type { Plan } from './plan.ts';

export type ChangedField = {
  noun: 'certificate' | 'decision' | 'product' | 'producer' | 'point_of_sale';
  field: string;
  from: unknown;
  to: unknown;
};

/** What publishing one row would change, beside what stands. */
export type RowChange = { sheet: string; line: number; name: string; match: Match; fields: ChangedField[] };

/** Fields that follow from others. */
const FOLLOWS = new Set([
  'nameKey',
  'numberKey',
  'issuerKey',
  'source',
  'setBasis',
  'openingHours',
  'issuerLevel',
  'ruleSet',
]);

/** The rows that would be published and change something, in the order of the file; a thing that several rows change is told once. */
export function changesByRow({ sheets }: CheckedList, plan: Plan): RowChange[] {
  const byId = <Row extends { now: { id: string } }>(rows: readonly Row[]) =>
    new Map(rows.map((row) => [row.now.id, row]));
  const [products, producers, certificates, decisions, points] = [
    byId(plan.products),
    byId(plan.producers),
    byId(plan.certificates),
    byId(plan.decisions),
    byId(plan.points),
  ];
  const told = new Set<string>();
  const found: RowChange[] = [];
  for (const { name: sheet, rows, shops } of sheets) {
    for (const row of [...rows, ...shops]) {
      if (hasErrors(row) || row.match === 'same') continue;
      const { productId, certificateId, pointOfSaleId } = plan.outcomes.get(row) ?? {};
      const fields: ChangedField[] = [];
      const tell = (
        noun: ChangedField['noun'],
        planned: { now: { id: string }; isNew: boolean; before: object; after: object } | undefined,
      ) => {
        if (!planned || planned.isNew || told.has(planned.now.id)) return;
        told.add(planned.now.id);
        const after = planned.after as Record<string, unknown>;
        for (const [field, from] of Object.entries(planned.before))
          if (!FOLLOWS.has(field) && !field.endsWith('Id'))
            fields.push({ noun, field, from, to: after[field] ?? null });
      };
      const certificate = certificates.get(certificateId ?? '');
      const product = products.get(productId ?? '');
      tell('certificate', certificate);
      tell('decision', decisions.get(certificate?.now.decisionId ?? ''));
      tell('product', product);
      tell('producer', producers.get(product?.now.producerId ?? ''));
      tell('point_of_sale', points.get(pointOfSaleId ?? ''));
      found.push({
        sheet,
        line: row.line,
        name: ('product' in row ? row.product : row.name) ?? '',
        match: row.match,
        fields,
      });
    }
  }
  return found;
}
