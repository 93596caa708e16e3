import node from '@astrojs/node';
import { defineConfig } from 'astro/config';

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'middleware' }),
  trailingSlash: 'ignore',
  // One request before a verdict can be read: the style comes with the page.
  build: { inlineStylesheets: 'always' },
  security: { checkOrigin: true, csp: true },
  devToolbar: { enabled: false },
  prefetch: false,
  vite: { ssr: { noExternal: ['drizzle-orm'] } },
});
