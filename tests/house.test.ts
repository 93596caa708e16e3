import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const project = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Each subject may import those before it. */
const SUBJECTS = [
  'shared',
  'audit',
  'places',
  'accounts',
  'media',
  'producers',
  'certification',
  'catalogue',
  'documents',
  'evaluation',
  'lists',
  'registry',
  'epcis',
  'traceability',
  'registry-log',
  'scans',
  'stories',
  'shop',
  'sync',
  'orders',
  'payments',
  'checkout',
  'tourism',
  'fairs',
  'news',
  'notifications',
  'reviews',
  'hooks',
  'inspections',
  'search',
  'reports',
  'privacy',
];

type Import = { file: string; line: number; to: string; typeOnly: boolean };

async function importsBelow(folder: string): Promise<Import[]> {
  const files = (await readdir(join(project, folder), { recursive: true })).filter((name) =>
    /\.(ts|astro|mjs)$/.test(name),
  );
  const found: Import[] = [];
  for (const name of files) {
    const file = join(folder, name);
    const text = await readFile(join(project, file), 'utf8');
    for (const match of text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/g,
    )) {
      const spoken = match[2] ?? match[3] ?? '';
      const to = spoken.startsWith('#')
        ? spoken.slice(1)
        : spoken.startsWith('.')
          ? relative(project, resolve(project, dirname(file), spoken))
          : spoken;
      found.push({
        file,
        line: text.slice(0, match.index + match[0].length).split('\n').length,
        to,
        typeOnly: match[1] !== undefined || match[3] !== undefined,
      });
    }
  }
  return found;
}

const told = ({ file, line, to }: Import) => `${file}:${line} imports ${to}`;

test('the domain imports neither Astro nor what joins Astro to it', async () => {
  const wrong = (await importsBelow('src/domain')).filter(({ to }) =>
    /^(astro[:/]|astro$|src\/(web|i18n|pages|actions|components|layouts|cli|jobs|gateways)\/)/.test(to),
  );
  expect(wrong.map(told)).toEqual([]);
});

test('a subject imports only itself and the subjects before it', async () => {
  const subjectOf = (path: string) => /^src\/domain\/([^/]+)\//.exec(path)?.[1];
  const wrong = (await importsBelow('src/domain')).filter(({ file, to }) => {
    const [from, into] = [subjectOf(file), subjectOf(to)];
    return from !== undefined && into !== undefined && SUBJECTS.indexOf(into) > SUBJECTS.indexOf(from);
  });
  expect(wrong.map(told)).toEqual([]);
});

test('every subject is on the list', async () => {
  const found = await readdir(join(project, 'src/domain'), { withFileTypes: true });
  const folders = found.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(folders.filter((name) => !SUBJECTS.includes(name))).toEqual([]);
});

test('tables know of the domain its types alone', async () => {
  const wrong = (await importsBelow('db/schema')).filter(
    ({ to, typeOnly }) => to.startsWith('src/') && !typeOnly,
  );
  expect(wrong.map(told)).toEqual([]);
});

test('components do not touch the database', async () => {
  const wrong = (await importsBelow('src/components')).filter(
    ({ to, typeOnly }) => to.startsWith('db/') && !typeOnly,
  );
  expect(wrong.map(told)).toEqual([]);
});

test('the domain does not read the clock', async () => {
  const files = (await readdir(join(project, 'src/domain'), { recursive: true })).filter((name) =>
    name.endsWith('.ts'),
  );
  const wrong: string[] = [];
  for (const name of files) {
    const lines = (await readFile(join(project, 'src/domain', name), 'utf8')).split('\n');
    for (const [index, line] of lines.entries()) {
      if (/\bDate\.now\(\)|new Date\(\)/.test(line)) wrong.push(`src/domain/${name}:${index + 1}`);
    }
  }
  expect(wrong).toEqual([]);
});
