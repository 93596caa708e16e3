import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '#db/client.ts';
import { axe, sticksOut } from '#tests/support/browser.ts';
import { expect, test } from '#tests/support/journey.ts';

const SECTIONS = { about: 'gioi-thieu', help: 'tro-giup', legal: 'phap-ly', data: null } as const;

/** Addresses (without language) of all that people wrote, told by the files. */
async function writtenPaths(lang: 'vi' | 'en'): Promise<string[]> {
  const found: string[] = [];
  for (const [folder, section] of Object.entries(SECTIONS)) {
    const files = await readdir(join(projectFolder(), 'content', folder, lang));
    if (section) found.push(`/${section}`);
    for (const file of files) {
      const slug = file.replace(/\.md$/, '');
      found.push(section ? `/${section}/${slug}` : `/${slug}`);
    }
  }
  return found.sort();
}

test('every page that people wrote is there in both languages', async ({ site }) => {
  const pages = await writtenPaths('vi');
  expect(await writtenPaths('en')).toEqual(pages);
  expect(pages.length).toBeGreaterThan(20);
  for (const path of pages) {
    for (const [address, lang] of [
      [path, 'vi'],
      [`/en${path}`, 'en'],
    ] as const) {
      const response = await fetch(site + address);
      const text = await response.text();
      expect([address, response.status, /<html lang="(\w+)"/.exec(text)?.[1]]).toEqual([address, 200, lang]);
    }
  }
});

test('every link on every written page leads somewhere, down to its heading', async ({ site }) => {
  const pages = await writtenPaths('vi');
  const known = new Map<string, Promise<{ status: number; text: string }>>();
  const read = (path: string) => {
    const asked =
      known.get(path) ??
      fetch(site + path).then(async (response) => ({ status: response.status, text: await response.text() }));
    known.set(path, asked);
    return asked;
  };
  const wrong: string[] = [];
  for (const page of pages.flatMap((path) => [path, `/en${path}`])) {
    const { text } = await read(page);
    const links = [...text.matchAll(/<a\s[^>]*?href="([^"]+)"/g)].map(([, href]) =>
      href!.replaceAll('&amp;', '&'),
    );
    for (const href of links) {
      const url = new URL(href, site + page);
      if (url.origin !== site) continue;
      const target = await read(url.pathname + url.search);
      if (target.status !== 200) wrong.push(`${page} → ${href}: ${target.status}`);
      else if (url.hash && !target.text.includes(`id="${decodeURIComponent(url.hash.slice(1))}"`))
        wrong.push(`${page} → ${href}: no such heading`);
      // Words in English lead on in English.
      if (page.startsWith('/en/') && /<main/.test(text)) {
        const main = text.slice(text.indexOf('<article'), text.indexOf('</article>'));
        if (main.includes(`href="${href}"`) && /^\/(?!en\/|api\/)/.test(href))
          wrong.push(`${page} → ${href}: not English`);
      }
    }
  }
  expect([...new Set(wrong)]).toEqual([]);
}, 120_000);

test('the examples of the API page answer as it says, in both languages', async ({ site }) => {
  for (const path of ['/tro-giup/api', '/en/tro-giup/api']) {
    const text = await (await fetch(site + path)).text();
    const blocks = [...text.matchAll(/<pre[^>]*><code[^>]*>([\s\S]*?)<\/code>/g)].map(([, block]) =>
      block!.replaceAll('&amp;', '&').replace(/<[^>]+>/g, ''),
    );
    let examples = 0;
    for (const block of blocks) {
      const stated = /→ (\d{3}) (\S+)/.exec(block);
      for (const [, address] of block.matchAll(/^GET (\S+)$/gm)) {
        const response = await fetch(site + address);
        const answer = (await response.json()) as { code?: string; items?: unknown[] };
        expect([address, response.status]).toEqual([address, Number(stated?.[1] ?? 200)]);
        if (stated) expect([address, answer.code]).toEqual([address, stated[2]]);
        if (answer.items) expect([address, answer.items.length > 0]).toEqual([address, true]);
        examples++;
      }
    }
    expect([path, examples]).toEqual([path, 14]);
  }
});

test('every code of a problem is explained where its type leads', async ({ site }) => {
  const problem = (await (await fetch(`${site}/api/v1/products?sao=6`)).json()) as { type: string };
  const [path, anchor] = problem.type.split('#');
  const text = await (await fetch(site + path)).text();
  expect(text).toContain(`id="${anchor}"`);
});

test('written pages read well on a telephone and complain of nothing', async ({ visitor }) => {
  const pages = (await writtenPaths('vi')).flatMap((path) => [path, `/en${path}`]);
  const { page, go, complaints } = await visitor({ width: 360 });
  for (const path of pages) {
    expect([path, await go(path)]).toEqual([path, 200]);
    expect([path, await sticksOut({ page })]).toEqual([path, false]);
    expect([path, await axe({ page })]).toEqual([path, []]);
    expect([path, await page.locator('h1').count()]).toEqual([path, 1]);
  }
  expect(complaints).toEqual([]);
}, 180_000);
