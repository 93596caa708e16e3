import { expect } from 'vitest';
import { axe, screenshot, sticksOut, type Visitor, type VisitorOptions } from './browser.ts';
import type { PlainBrowser } from './officers.ts';

/** The visitor goes on as somebody who has signed in. */
export async function signIn({ context }: Visitor, { jar }: PlainBrowser, url: string): Promise<void> {
  await context.addCookies(
    [...jar].map(([name, value]) => ({ name, value: decodeURIComponent(value), url })),
  );
}

/** The page of somebody, looked at by a browser with scripts, on a telephone and, in the dark, on a desk. */
export async function looksRight(
  make: (options: VisitorOptions & { url: string }) => Promise<Visitor>,
  { page, context }: Visitor,
  name: string,
): Promise<void> {
  for (const width of [360, 1280]) {
    const eye = await make({ url: new URL(page.url()).origin, width, dark: width > 400 });
    await eye.context.addCookies(await context.cookies());
    await eye.page.goto(page.url());
    await screenshot(eye, `${name}-${width}`);
    expect([name, width, ...(await axe(eye))]).toEqual([name, width]);
    expect([name, width, await sticksOut(eye)]).toEqual([name, width, false]);
    await eye.close();
  }
}
