import { Ajv, type ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import { DOCUMENT_SCHEMA, EVENT_SCHEMA } from './schema.ts';

/*
 * Checks of the schemas. This file is what plain Node reads; the build puts in its place the code that the same
 * schemas make (`src/web/compiled-schemas.mjs`), so that a server compiles nothing.
 */
const ajv = new Ajv({ strict: false, inlineRefs: false });
ajvFormats.default(ajv, ['uri', 'date-time']);

export const checkDocument: ValidateFunction = ajv.compile(DOCUMENT_SCHEMA);
export const checkEvent: ValidateFunction = ajv.compile(EVENT_SCHEMA);
