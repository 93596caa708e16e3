/**
 * `npm run bench [pages] [search] [lists] [office] [shop] [stamps]`: one run, all figures with their bar. Nothing else should be going on
 * on the machine; the load generator shares its cores with what it measures.
 */
import { cpus } from 'node:os';

const asked = new Set(process.argv.slice(2));
const all = asked.size === 0;
const rows: Record<string, unknown>[] = [];

if (all || asked.has('pages')) {
  const { benchPages } = await import('./pages.ts');
  for (const { figure, bar, value, n, holds } of await benchPages())
    rows.push({ figure, value, bar, n, holds: said(holds) });
}
if (all || asked.has('search')) {
  const { benchSearch } = await import('./search.ts');
  for (const size of [20_000, 200_000])
    for (const { figure, bar, median, p95, n, holds } of await benchSearch(size))
      rows.push({ figure, value: p95 === '' ? median : `${median}, p95 ${p95}`, bar, n, holds: said(holds) });
}

if (all || asked.has('office')) {
  const { benchOffice } = await import('./office.ts');
  for (const { figure, bar, value, n, holds } of await benchOffice())
    rows.push({ figure, value, bar, n, holds: said(holds) });
}

if (all || asked.has('shop')) {
  const { benchShop } = await import('./shop.ts');
  for (const { figure, bar, value, n, holds } of await benchShop())
    rows.push({ figure, value, bar, n, holds: said(holds) });
}

if (all || asked.has('stamps')) {
  const { benchStamps } = await import('./stamps.ts');
  for (const { figure, bar, value, n, holds } of await benchStamps())
    rows.push({ figure, value, bar, n, holds: said(holds) });
}

if (all || asked.has('lists')) {
  const { benchLists } = await import('./lists.ts');
  const came = await benchLists();
  const both = came.checkSeconds + came.publishSeconds;
  const peak = Math.max(came.checkPeakMb, came.publishPeakMb);
  rows.push(
    {
      figure: `list of ${came.rows} rows: checked and published`,
      value: `${came.checkSeconds.toFixed(1)} + ${came.publishSeconds.toFixed(1)} s`,
      bar: '≤ 20 s',
      n: 1,
      holds: said(both <= 20),
    },
    {
      figure: `list of ${came.rows} rows: the same file again`,
      value: `${came.againSeconds.toFixed(1)} s`,
      bar: '',
      n: 1,
      holds: '',
    },
    {
      figure: `list of ${came.rows} rows: memory of the command`,
      value: `${peak.toFixed(0)} MB`,
      bar: '≤ 600 MB',
      n: 1,
      holds: said(peak <= 600),
    },
  );
}

console.log(`Node ${process.versions.node}, ${cpus().length} cores, ${cpus()[0]?.model}`);
console.table(rows);
process.exitCode = rows.some(({ holds }) => holds === 'NO') ? 1 : 0;

function said(holds: boolean | null): string {
  return holds === null ? '' : holds ? 'yes' : 'NO';
}
