import { z } from 'zod';
import { GROUPS } from '#src/domain/catalogue/product-set.ts';
import { STANDING_FILTERS } from '#src/domain/search/product-search.ts';
import { LAST_PAGE, SORT_NAMES, standingName } from '#src/web/catalogue-query.ts';
import { MOST_PER_PAGE, PER_PAGE } from './read-parameters.ts';
import * as shapes from './shapes.ts';

type Json = Record<string, unknown>;

const SHAPES = {
  ProductCard: shapes.ProductCard,
  ProductList: shapes.ProductList,
  Product: shapes.Product,
  Certificate: shapes.Certificate,
  CertificateStatus: shapes.CertificateStatusAnswer,
  Trace: shapes.Trace,
  DigitalLink: shapes.DigitalLink,
  PlaceList: shapes.PlaceList,
  SuggestionList: shapes.SuggestionList,
  Problem: shapes.Problem,
} as const;
type ShapeName = keyof typeof SHAPES;

/** Schemas by name, each leaning on the others by reference. */
function schemas(): Json {
  const found: Json = {};
  for (const [name, shape] of Object.entries(SHAPES)) {
    // As input: answers may carry more fields than are named today.
    const {
      $schema: _,
      $defs = {},
      id: __,
      ...schema
    } = z.toJSONSchema(shape, { io: 'input' }) as Json & { $defs?: Json };
    found[name] = schema['$ref'] ? ($defs as Json)[name] : schema;
    for (const [other, definition] of Object.entries($defs as Json)) found[other] ??= definition;
  }
  return JSON.parse(
    JSON.stringify(found, (key, value: unknown) =>
      key === 'id' && typeof value === 'string' ? undefined : value,
    ).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as Json;
}

const many = (name: string, description: string, items: Json, example?: unknown): Json => ({
  name,
  in: 'query',
  description: `${description} Several: repeat the name or part them by commas.`,
  schema: { type: 'array', items },
  explode: true,
  ...(example === undefined ? {} : { example }),
});
const one = (name: string, description: string, schema: Json, example?: unknown): Json => ({
  name,
  in: 'query',
  description,
  schema,
  ...(example === undefined ? {} : { example }),
});
const inPath = (name: string, description: string): Json => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});
const ifNoneMatch: Json = {
  name: 'If-None-Match',
  in: 'header',
  description: 'ETag of the answer that you hold: the same again is answered with 304 and no body.',
  schema: { type: 'string' },
};

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

function reading(
  operationId: string,
  summary: string,
  shape: ShapeName,
  parameters: readonly Json[],
  { description, mayMiss = false }: { description?: string; mayMiss?: boolean } = {},
): Json {
  return {
    get: {
      operationId,
      summary,
      ...(description === undefined ? {} : { description }),
      parameters: [...parameters, ifNoneMatch],
      responses: {
        '200': {
          description: 'What was asked for.',
          headers: {
            ETag: { schema: { type: 'string' } },
            'Cache-Control': { schema: { type: 'string' } },
          },
          content: { 'application/json': { schema: { $ref: `#/components/schemas/${shape}` } } },
        },
        '304': { description: 'Nothing has changed since the answer that you hold.' },
        '400': problemAnswer('A parameter cannot be read; `parameter` names it.'),
        ...(mayMiss ? { '404': problemAnswer('The register holds no such thing.') } : {}),
        '429': problemAnswer('Too many requests; `Retry-After` says how many seconds to wait.'),
      },
    },
  };
}

/** The description of the API, in OpenAPI 3.1. */
export function openApi(origin: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sao Làng: the public register of OCOP products',
      version: '1.0.0',
      summary: 'Products, certificates and their status on any day, trace codes, places.',
      description:
        'Reading only, open to all, without a key. Statuses are true for a calendar day in Vietnam. Fields may be added; none is renamed. ' +
        'Alcohol (sets 14 and 15) is never listed, since the law wants an age declared before; by its identifier its certificate and safety facts can be read.',
      license: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
    },
    externalDocs: { url: `${origin}/en/tro-giup/api`, description: 'The same for people, with examples.' },
    servers: [{ url: origin }],
    paths: {
      '/api/v1/products': reading(
        'listProducts',
        'Search the catalogue',
        'ProductList',
        [
          one('q', 'Words, with or without accents.', { type: 'string', maxLength: 200 }, 'mat ong'),
          many('sao', 'Stars in force today.', { type: 'integer', enum: [3, 4, 5] }),
          many('nhom', 'Group of goods (nhóm): its number or its name in addresses.', {
            type: 'string',
            enum: GROUPS.flatMap(({ number, slug }) => [String(number), slug]),
          }),
          many('bo', 'Set of goods (bộ).', { type: 'integer', minimum: 1, maximum: 26 }),
          many('tinh', 'Province code.', { type: 'string', pattern: '^\\d{2}$' }),
          many('xa', 'Commune code.', { type: 'string', pattern: '^\\d{5}$' }),
          many('hieu-luc', 'How the certificate stands today.', {
            type: 'string',
            enum: [...new Set(STANDING_FILTERS.flatMap((filter) => [filter, standingName(filter)]))],
          }),
          one('chu-the', 'Identifier of the producer.', { type: 'string', pattern: '^[0-9a-z]{12}$' }),
          one('gia-tu', 'Lowest price in đồng.', { type: 'integer', minimum: 0, maximum: 2_000_000_000 }),
          one('gia-den', 'Highest price in đồng.', { type: 'integer', minimum: 0, maximum: 2_000_000_000 }),
          one('con-hang', '1: only what can be ordered on this site today.', {
            type: 'integer',
            enum: [0, 1],
          }),
          one('dung', '1: take the words as they are typed, repair nothing.', {
            type: 'string',
            enum: ['1'],
          }),
          one('sap-xep', 'Order.', { type: 'string', enum: Object.values(SORT_NAMES) }),
          one('trang', 'Page, from 1.', { type: 'integer', minimum: 1, maximum: LAST_PAGE, default: 1 }),
          one('moi-trang', 'Items a page.', {
            type: 'integer',
            minimum: 1,
            maximum: MOST_PER_PAGE,
            default: PER_PAGE,
          }),
        ],
        { description: 'Alcohol is left out. For everything at once take the open data instead.' },
      ),
      '/api/v1/products/{id}': reading(
        'getProduct',
        'One product',
        'Product',
        [inPath('id', 'Identifier, or the last part of the product’s address.')],
        { mayMiss: true },
      ),
      '/api/v1/certificates/{id}': reading(
        'getCertificate',
        'One certificate with its history, as it stands today',
        'Certificate',
        [inPath('id', 'Identifier of the certificate.')],
        { mayMiss: true },
      ),
      '/api/v1/certificates/{id}/status': reading(
        'getCertificateStatus',
        'How a certificate stands on a day',
        'CertificateStatus',
        [
          inPath('id', 'Identifier of the certificate.'),
          one(
            'on',
            'The day asked for; today in Vietnam when left out.',
            { type: 'string', format: 'date' },
            '2026-11-22',
          ),
        ],
        { mayMiss: true },
      ),
      '/api/v1/trace/{code}': reading(
        'getTrace',
        'What a printed code leads to',
        'Trace',
        [
          inPath(
            'code',
            'Code of a stamp, product identifier, last part of its address, or GTIN of 8, 12, 13 or 14 digits.',
          ),
        ],
        { mayMiss: true, description: 'Asking here never counts as a scan.' },
      ),
      '/api/v1/digital-link': reading(
        'readDigitalLink',
        'What a GS1 Digital Link says',
        'DigitalLink',
        [
          {
            name: 'uri',
            in: 'query',
            required: true,
            description: 'An uncompressed GS1 Digital Link, of any host.',
            schema: { type: 'string', maxLength: 2_000 },
            example: 'https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=180426',
          },
        ],
        {
          description:
            'Syntax alone: nothing is looked up. What is wrong is answered with 400; `code` says what, `at` where, `ai` of which identifier.',
        },
      ),
      '/api/v1/places': reading(
        'listPlaces',
        'Which commune or province is meant',
        'PlaceList',
        [
          one(
            'q',
            'A name, an old name, an address or a code.',
            { type: 'string', maxLength: 200 },
            'xã Quảng Trung, huyện Quảng Xương',
          ),
        ],
        { description: 'Where several units fit, all are given: `route` says split or ambiguous.' },
      ),
      '/api/v1/suggest': reading(
        'listSuggestions',
        'What the words typed so far may become',
        'SuggestionList',
        [
          one('q', 'The words typed so far.', { type: 'string', maxLength: 200 }, 'nuoc ma'),
          one('lang', 'Language of the addresses.', { type: 'string', enum: ['vi', 'en'] }),
        ],
      ),
    },
    components: { schemas: schemas() },
  };
}
