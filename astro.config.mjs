import node from '@astrojs/node';
import { defineConfig } from 'astro/config';
import { everyRouteHasAGate, finishedBuild, withOwnEntry } from './src/web/build.mjs';
import { withCompiledSchemas } from './src/web/compiled-schemas.mjs';
import { GATES } from './src/web/gates.ts';

export default defineConfig({
  output: 'server',
  adapter: withOwnEntry(node({ mode: 'middleware' })),
  integrations: [everyRouteHasAGate(GATES), finishedBuild(), withCompiledSchemas()],
  trailingSlash: 'ignore',
  // One request before a verdict can be read: the style comes with the page.
  build: { inlineStylesheets: 'always' },
  security: {
    checkOrigin: true,
    csp: {
      directives: [
        "default-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
      ],
    },
  },
  // Coloured code would bring styles of its own into every line; ours is read without.
  markdown: { syntaxHighlight: false },
  session: false,
  devToolbar: { enabled: false },
  prefetch: false,
  vite: { ssr: { noExternal: ['drizzle-orm'] } },
});
