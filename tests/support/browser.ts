import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { projectFolder } from '#db/client.ts';

/** Chrome or Chromium where systems put it. */
const ON_THE_MACHINE = [
  process.env['CHROME_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
];

/** Started once by the global set-up of the journeys; the address for `connect` goes to every test file. */
export async function launchBrowser(): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const executablePath = ON_THE_MACHINE.find((path) => path && existsSync(path)) ?? (await packedChromium());
  const server = await chromium.launchServer({
    executablePath,
    // The sandbox wants a user that is not root, and kernel features that containers often lack.
    args: process.getuid?.() === 0 || process.env['CI'] ? [...FLAGS, '--no-sandbox'] : FLAGS,
  });
  return { endpoint: server.wsEndpoint(), close: () => server.close() };
}

/** The Chromium of the npm package, without that package's own arguments: its single process dies on the second page. */
async function packedChromium(): Promise<string> {
  const { default: packed } = (await import('@sparticuz/chromium')) as {
    default: { executablePath: () => Promise<string> };
  };
  return packed.executablePath();
}

let connected: Promise<Browser> | undefined;

function browserAt(endpoint: string): Promise<Browser> {
  return (connected ??= chromium.connect(endpoint));
}

export type Visitor = {
  page: Page;
  context: BrowserContext;
  /** What the console complained of: errors, refused by the policy, failed requests of our own. */
  complaints: string[];
  /** Goes to an address of the site. */
  go: (path: string) => Promise<number>;
  close: () => Promise<void>;
};

export type VisitorOptions = {
  /** Of the window; by default a phone of 360 px. */
  width?: number;
  height?: number;
  /** By default scripts run. */
  script?: boolean;
  lang?: 'vi' | 'en';
  dark?: boolean;
};

/** A visitor with a browser of their own: no cookies, no memory. */
export async function newVisitor(
  { endpoint, url }: { endpoint: string; url: string },
  { width = 360, height = 740, script = true, lang = 'vi', dark = false }: VisitorOptions = {},
): Promise<Visitor> {
  const browser = await browserAt(endpoint);
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    javaScriptEnabled: script,
    locale: lang === 'vi' ? 'vi-VN' : 'en-GB',
    timezoneId: 'Asia/Ho_Chi_Minh',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A page that is refused on purpose (404, 409) is told in the console too; tests ask for its status.
    if (message.type() === 'error' && !/Failed to load resource.*status of 4/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const address = new URL(request.url());
    if (address.protocol !== 'data:' && address.origin !== new URL(url).origin)
      complaints.push(`a request to ${address.origin}`);
  });
  return {
    page,
    context,
    complaints,
    go: async (path) => {
      const response = await page.goto(path);
      return response?.status() ?? 0;
    },
    close: () => context.close(),
  };
}

const axeSource = (): Promise<string> =>
  readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Axe = {
  run: (
    where: Document,
    options: object,
  ) => Promise<{
    violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[];
  }>;
};

/** What axe finds against WCAG 2.2 A and AA, a line each: `rule: help (where)`. Also works where scripts are off. */
export async function axe({ page }: Pick<Visitor, 'page'>): Promise<string[]> {
  await page.evaluate(await axeSource());
  const { violations } = await page.evaluate(async () =>
    (globalThis as unknown as { axe: Axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    }),
  );
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
  );
}

/** Whether something sticks out to the right: the page can be pushed sideways. */
export async function sticksOut({ page }: Pick<Visitor, 'page'>): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
}

/** A picture of the whole page in `.test/screens/NAME.png`; its path. */
export async function screenshot({ page }: Pick<Visitor, 'page'>, name: string): Promise<string> {
  const folder = join(projectFolder(), '.test', 'screens');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}
