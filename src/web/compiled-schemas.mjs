import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import standalone from 'ajv/dist/standalone/index.js';
import { DOCUMENT_SCHEMA, EVENT_SCHEMA } from '../domain/epcis/schema.ts';

/** @returns {string} the checks of `validators.ts` as code that compiles nothing when it runs. */
export function compiledSchemas() {
  const ajv = new Ajv({ strict: false, inlineRefs: false, code: { source: true, esm: true } });
  ajvFormats.default(ajv, ['uri', 'date-time']);
  ajv.addSchema([DOCUMENT_SCHEMA, EVENT_SCHEMA]);
  const code = standalone.default(ajv, { checkDocument: 'epcis-document', checkEvent: 'epcis-event' });
  // What it makes is half a module: helpers are still asked for with `require`.
  const helpers = new Map();
  const body = code.replaceAll(/require\("([^"]+)"\)/g, (_, path) => {
    if (!helpers.has(path)) helpers.set(path, `helper${helpers.size}`);
    return helpers.get(path);
  });
  const imports = [...helpers].map(([path, name]) => `import ${name} from '${path}.js';`);
  return [...imports, body].join('\n');
}

/** @returns {import('astro').AstroIntegration} puts the compiled checks in the place of those that compile. */
export function withCompiledSchemas() {
  return {
    name: 'compiled-schemas',
    hooks: {
      'astro:config:setup': ({ updateConfig, command }) => {
        if (command !== 'build') return;
        updateConfig({
          vite: {
            plugins: [
              {
                name: 'compiled-schemas',
                enforce: 'pre',
                load: (id) =>
                  id.endsWith('/src/domain/epcis/validators.ts') ? compiledSchemas() : undefined,
              },
            ],
          },
        });
      },
    },
  };
}
