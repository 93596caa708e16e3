/**
 * Keeps what a scanned page needs to be judged without a network: the pages of stamps, goods and certificates that this
 * device has seen, the issuer's keys, the lists of revoked and suspended certificates, the newest root of the log. Asks
 * the network first, always; what comes from here says so.
 */
const PAGES = 'pages-1';
const DATA = 'data-1';
const FILES = 'files-1';
const MOST_PAGES = 60;
const MOST_FILES = 200;
const WITHIN_MS = 10_000;
/** When the device had it from the network. */
const KEPT_AT = 'x-kept-at';

const isPage = (path) =>
  /^(\/en)?\/(t\/[^/]+|v\/[^/]+|01\/.+|so-dang-ky\/[0-9a-z]{12}|san-pham\/[^/]+\/truy-xuat|kiem-chung(\/tem)?)$/.test(
    path,
  );
const isData = (path) =>
  /^\/(\.well-known\/did\.json|du-lieu-mo\/tem-ky\.json|log\/(checkpoint|key|entry\/\d+|proof\/\d+)|status\/[a-z]+\/\d+)$/.test(
    path,
  );
const isFile = (path) => /^\/(_astro\/|favicon\.)/.test(path);

const ALWAYS = [
  '/.well-known/did.json',
  '/du-lieu-mo/tem-ky.json',
  '/log/checkpoint',
  '/log/key',
  '/status/revocation/1',
  '/status/suspension/1',
];

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(prepare());
});

self.addEventListener('activate', (event) => {
  const present = [PAGES, DATA, FILES];
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => !present.includes(name)).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  );
});

/** What a device needs that has seen nothing yet. A server that cannot be reached now is asked another time. */
async function prepare() {
  await Promise.allSettled(ALWAYS.map((path) => fromNetwork(new Request(path), DATA)));
  for (const path of ['/kiem-chung', '/en/kiem-chung', '/kiem-chung/tem', '/en/kiem-chung/tem'])
    await fromNetwork(new Request(path), PAGES)
      .then((answer) => answer.text())
      .then(keepFilesOf)
      .catch(() => {});
}

/** The scripts and fonts that a page or a script names, and those that these name. */
async function keepFilesOf(text, base = '/_astro/') {
  const files = await caches.open(FILES);
  const named = text.matchAll(/["'`(](?:\.\/|\/_astro\/|_astro\/)([\w.-]+\.(?:js|woff2))["'`)]/g);
  for (const [, name] of named) {
    const request = new Request(base + name);
    if (await files.match(request)) continue;
    const answer = await fetch(request);
    if (!answer.ok) continue;
    await files.put(request, answer.clone());
    if (name.endsWith('.js')) await keepFilesOf(await answer.text());
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && isPage(pathname)) event.respondWith(page(request));
  else if (isData(pathname)) event.respondWith(newestOr(request, DATA));
  else if (isFile(pathname)) event.respondWith(fileOf(request));
});

/** From the network, and kept. */
async function fromNetwork(request, name) {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), WITHIN_MS);
  try {
    // Not what the browser keeps by itself: a page from there would not say how old it is.
    const answer = await fetch(request, { signal: stop.signal, cache: 'no-cache' });
    if (answer.ok && !answer.redirected) {
      const headers = new Headers(answer.headers);
      headers.set(KEPT_AT, new Date().toISOString());
      const copy = answer.clone();
      const cache = await caches.open(name);
      await cache.put(request.url, new Response(await copy.blob(), { status: 200, headers }));
      if (name === PAGES) await forget(cache, MOST_PAGES);
    }
    return answer;
  } finally {
    clearTimeout(patience);
  }
}

async function newestOr(request, name) {
  try {
    return await fromNetwork(request, name);
  } catch {
    return (await (await caches.open(name)).match(request.url)) ?? Response.error();
  }
}

async function fileOf(request) {
  const files = await caches.open(FILES);
  const kept = await files.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await files.put(request, answer.clone());
    await forget(files, MOST_FILES);
  }
  return answer;
}

/** The oldest go first. */
async function forget(cache, most) {
  const kept = await cache.keys();
  for (const request of kept.slice(0, Math.max(0, kept.length - most))) await cache.delete(request);
}

async function page(request) {
  const answer = await fromNetwork(request, PAGES).catch(() => null);
  if (answer) return answer;
  const { pathname } = new URL(request.url);
  const english = pathname.startsWith('/en/');
  const pages = await caches.open(PAGES);
  const kept = await pages.match(request.url, { ignoreSearch: true });
  // A signed stamp needs no page of its own: this one judges any of them by the keys that are kept.
  const check =
    kept || !/\/v\/\d+$/.test(pathname) ? null : await pages.match(`${english ? '/en' : ''}/kiem-chung/tem`);
  if (check) return check;
  if (!kept) return nothingKept(english);
  const headers = new Headers(kept.headers);
  const at = new Date(kept.headers.get(KEPT_AT)).toLocaleString(english ? 'en-GB' : 'vi-VN');
  const said = english
    ? `No network. This is the page as this device kept it at ${at}; what it says may have changed since.`
    : `Không có mạng. Đây là trang máy này lưu lúc ${at}; điều trang nói có thể đã khác.`;
  headers.delete('content-length');
  headers.delete('content-encoding');
  const text = (await kept.text()).replace(
    /<main\b[^>]*>/,
    (tag) => `${tag}<p class="status bad" role="status">${said}</p>`,
  );
  return new Response(text, { status: 200, headers });
}

function nothingKept(english) {
  const [lang, title, words, check] = english
    ? [
        'en',
        'No network',
        'This device has not opened this page before, so nothing can be said of it now. Try again once there is a network.',
        'Check a signed copy, which works without a network',
      ]
    : [
        'vi',
        'Không có mạng',
        'Máy này chưa từng mở trang này, nên lúc này chưa nói được gì. Hãy thử lại khi có mạng.',
        'Kiểm chứng bản điện tử, dùng được khi không có mạng',
      ];
  const text = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><main><h1>${title}</h1><p>${words}</p><p><a href="${english ? '/en' : ''}/kiem-chung">${check}</a></p></main></html>`;
  return new Response(text, {
    status: 503,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'" },
  });
}
