import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { etagOf, type Encoding } from './representation.ts';
import { contentSecurityPolicy, type HeaderList } from './security-headers.ts';

export type File = { [name in Encoding]: FileVariant | null } & { identity: FileVariant };
export type FileVariant = { body: Buffer; etag: string; headers: HeaderList; headersOf304: HeaderList };

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.pdf': 'application/pdf',
};

/** What runs beside the pages asks for them, and does nothing else. */
const WORKER = '/sw.js';
const WORKER_POLICY = "default-src 'none'; connect-src 'self'";

const ENCODED: Readonly<Record<string, Encoding>> = { '.br': 'br', '.gz': 'gzip' };

/**
 * The built files, by the address they answer: read once, for they are few and small. Beside a file may lie
 * its `.br` and `.gz`, made by the build.
 */
export async function readFiles(folder: string): Promise<Map<string, File>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const present = new Set(paths);
  const files = new Map<string, File>();
  await Promise.all(
    paths
      .filter((path) => !(extname(path) in ENCODED && present.has(path.slice(0, -extname(path).length))))
      .map(async (path) => {
        const address = `/${relative(folder, path).split(sep).map(encodeURIComponent).join('/')}`;
        const file: File = { identity: await variant(path, address, 'identity'), br: null, gzip: null };
        if (present.has(`${path}.br`)) file.br = await variant(`${path}.br`, address, 'br');
        if (present.has(`${path}.gz`)) file.gzip = await variant(`${path}.gz`, address, 'gzip');
        files.set(address, file);
        // Pages that were rendered at build time.
        if (address.endsWith('/index.html')) files.set(address.slice(0, -'/index.html'.length) || '/', file);
      }),
  );
  return files;
}

async function variant(path: string, address: string, encoding: Encoding): Promise<FileVariant> {
  const body = await readFile(path);
  const etag = etagOf(body, encoding);
  const type = TYPES[extname(address).toLowerCase()] ?? 'application/octet-stream';
  const headersOf304 = [
    'etag',
    etag,
    'vary',
    'accept-encoding',
    'cache-control',
    // Names with a fingerprint never change what they mean.
    address.startsWith('/_astro/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
  ];
  const headers = ['content-type', type, 'content-length', String(body.length), ...headersOf304];
  // A page made at build time carries its policy inside.
  if (!type.startsWith('text/html'))
    headers.push('content-security-policy', contentSecurityPolicy(address === WORKER ? WORKER_POLICY : null));
  if (encoding !== 'identity') headers.push('content-encoding', encoding);
  return { body, etag, headers, headersOf304 };
}
