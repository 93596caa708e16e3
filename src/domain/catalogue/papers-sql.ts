/**
 * SQL for the papers of the product `p` that everybody may read: those of the register, and those that its producer
 * keeps and does not keep to themselves. `document`: where the file is found; `null`: the register has none.
 */
export const PAPERS_JSON = `coalesce((
  select jsonb_agg(jsonb_build_object(
    'id', a.id, 'kind', a.kind, 'name', a.name, 'number', a.number, 'issuer', a.issuer, 'issuedOn', a.issued_on,
    'validUntil', a.valid_until, 'source', a.source, 'document', a.document)
    order by a.kind, a.issued_on desc, a.id)
  from (
    select r.id, r.kind, r.name, r.number, r.issuer, r.issued_on, r.valid_until, r.source, null::text as document
    from product_papers r where r.product_id = p.id
    union all
    select d.id, d.kind, d.name, d.number, d.issuer, d.issued_on, d.valid_until, null, d.id
    from producer_documents d
    where d.producer_id = p.producer_id and (d.product_id is null or d.product_id = p.id)
      and not d.is_confidential and d.ended_at is null) a), '[]'::jsonb)`;
