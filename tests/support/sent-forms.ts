import type postgres from 'postgres';

type Sent = { action: string; fields: Record<string, string> };

/** The forms of a page, each with every button that it can be sent by. */
export function formsOf(html: string): Sent[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)]
    .filter(([, about]) => /method="post"/i.test(about!))
    .flatMap(([, about, inner]) => {
      const fields = Object.fromEntries(
        [...inner!.matchAll(/<(?:input|textarea|select)\b[^>]*\bname="([^"]+)"[^>]*>/g)].map(
          ([tag, name]) => [name!, /value="([^"]*)"/.exec(tag)?.[1] ?? '1'],
        ),
      );
      const buttons = [...inner!.matchAll(/<button\b[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"/g)];
      const action = /action="([^"]*)"/.exec(about!)?.[1] ?? '';
      return buttons.length === 0
        ? [{ action, fields }]
        : buttons.map(([, name, value]) => ({ action, fields: { ...fields, [name!]: value! } }));
    });
}

/** Everything that a request could have changed, table by table. */
export async function fingerprints(sql: postgres.Sql): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
      and table_name not in ('audit_facts', 'sessions', 'changed_products', 'search_documents', 'search_state')`;
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await sql<[{ sum: string }]>`
      select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from ${sql(name)} t`;
    found[name] = row.sum;
  }
  return found;
}
