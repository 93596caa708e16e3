import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { aiNamed } from '#src/domain/traceability/digital-link/ai-table.ts';
import { readDigitalLink } from '#src/domain/traceability/digital-link/digital-link.ts';
import { CHARSETS, VALUE_RULES } from '#src/domain/traceability/digital-link/value-rules.ts';

/**
 * Rows of GS1's own tests. `GS1_SYNTAX_ENGINE` names the folder of the engine's sources (`src/c-lib`, from
 * https://github.com/gs1/gs1-syntax-engine), `GS1_SYNTAX_TESTS` that of the rules' (`src`, from
 * https://github.com/gs1/gs1-syntax-dictionary). They are not ours to keep here.
 */
const { GS1_SYNTAX_ENGINE: engine, GS1_SYNTAX_TESTS: rules } = process.env;

/** What literals of C that stand side by side say. */
const unquoted = (literals: string): string =>
  [...literals.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map(([, text = '']) =>
      text.replace(/\\(x[0-9a-f]{2}|.)/gi, (_, sign: string) =>
        sign.length === 3 ? String.fromCharCode(Number.parseInt(sign.slice(1), 16)) : sign,
      ),
    )
    .join('');

/** The link as GS1 writes it in a symbol: `^` before what cannot be told from what stands before it. */
function elementString(uri: string): string | null {
  try {
    let text = '';
    let needsSeparator = true;
    for (const { ai, value } of readDigitalLink(uri).elements) {
      text += `${needsSeparator ? '^' : ''}${ai}${value}`;
      needsSeparator = !aiNamed(ai)!.isFixed;
    }
    return text;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

describe.skipIf(!engine)('rows of the GS1 Syntax Engine for Digital Links', async () => {
  const source = engine ? await readFile(join(engine, 'dl.c'), 'utf8') : '';
  // Rows of two ways of reading that are off unless a deployment turns them on, and that we do not have.
  const usual = source
    .replaceAll(
      /setPermitZeroSuppressedGTINinDLuris\(ctx, true\)[\s\S]*?setPermitZeroSuppressedGTINinDLuris\(ctx, false\)/g,
      '',
    )
    .replaceAll(/permitConvenienceAlphas = true;[\s\S]*?permitConvenienceAlphas = false;/g, '')
    .replaceAll(/setPermitUnknownAIs\(ctx, true\);[\s\S]*?setPermitUnknownAIs\(ctx, false\)/g, '');
  const rows = [
    ...usual.matchAll(
      /test_parseDLuri\((true|false),(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*("(?:[^"\\]|\\.)*"),(?:\s|\/\/[^\n]*)*("(?:[^"\\]|\\.)*")\)/g,
    ),
  ].map(([, succeeds, uri = '', expected = '']) => ({
    uri: unquoted(uri),
    expected: succeeds === 'true' ? unquoted(expected) : null,
  }));

  test('there are as many as there should be', () => {
    expect(rows.length).toBeGreaterThanOrEqual(90);
  });
  test.each(rows)('$uri', ({ uri, expected }) => {
    expect(elementString(uri)).toBe(expected);
  });
});

// Prefixes are left out: those rows are about a list of who holds which, that a deployment may bring.
describe.skipIf(!rules)('rows of the GS1 Syntax Tests', async () => {
  const files = rules
    ? (await readdir(rules)).filter((name) => /^lint_(?!gcppos)[a-z0-9]+\.c$/.test(name))
    : [];
  const ours: Record<string, (value: string) => number | null> = {
    ...VALUE_RULES,
    csetnumeric: CHARSETS.N,
    cset82: CHARSETS.X,
    cset39: CHARSETS.Y,
    cset64: CHARSETS.Z,
  };
  for (const name of files) {
    const rule = /^lint_(.*)\.c$/.exec(name)![1]!;
    const whole = await readFile(join(rules!, name), 'utf8');
    const source = whole.replaceAll(/gcp_lookup_result = [12];[\s\S]*?(?=gcp_lookup_result = 0|$)/g, '');
    const rows = [
      ...source.matchAll(
        new RegExp(String.raw`UNIT_TEST_(PASS|FAIL)\(gs1_lint_${rule},\s*((?:"(?:[^"\\]|\\.)*"\s*)+)`, 'g'),
      ),
    ];
    test(`${rule}: ${rows.length} rows`, () => {
      expect(ours[rule]).toBeDefined();
      for (const [, how, value = ''] of rows)
        expect([unquoted(value), ours[rule]!(unquoted(value)) === null]).toEqual([
          unquoted(value),
          how === 'PASS',
        ]);
    });
  }
});
