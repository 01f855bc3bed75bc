import { describe, expect, test } from 'vitest';
import { createApiDocument } from '../../src/http/api/openapi.ts';
import { OPERATIONS } from '../../src/http/api/operations.ts';
import { renderApiReferencePage } from '../../src/web/api-reference-page.ts';
import { formOf } from '../../src/web/api-schema.ts';
import { buildPublication } from '../helpers/build.ts';

const BASE_URL = 'https://news.example';
const DOCUMENT = createApiDocument({ baseUrl: BASE_URL });
const PAGE = renderApiReferencePage({
  publication: buildPublication(),
  baseUrl: BASE_URL,
  document: DOCUMENT,
});

function captured(pattern: RegExp): readonly string[] {
  return [...PAGE.matchAll(pattern)].map(([, found = '']) => found);
}

describe('the reference page', () => {
  test('runs no script and fetches nothing', () => {
    expect(PAGE).not.toMatch(/<script|<img|@import|src=|javascript:/);
    expect(captured(/<link rel="(?!canonical|alternate)([^"]+)"/g)).toEqual([]);
  });

  test('has one anchor each for operations, fields and codes, and no link to none', () => {
    const ids = captured(/ id="([^"]+)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(OPERATIONS.map(({ id }) => id)));
    expect(captured(/href="#([^"]+)"/g).filter((target) => !ids.includes(target))).toEqual([]);
  });

  test('goes down one heading at a time', () => {
    const levels = captured(/<h([1-6])/g).map(Number);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, index) => level - (levels[index - 1] ?? 0) <= 1)).toBe(true);
  });

  test('shows for each operation how curl carries it out', () => {
    expect(captured(/<pre [^>]*><code>(curl)/g)).toHaveLength(OPERATIONS.length);
    expect(PAGE).toContain('curl -X DELETE \\\n  &#39;https://news.example/api/freeze&#39;');
    expect(PAGE).toContain('-H &quot;Authorization: Bearer $WIREROOM_TOKEN&quot;');
    expect(PAGE).toContain('&quot;headline&quot;: &quot;Envoys to meet in Stockholm&quot;');
  });

  test('lists the fields of an article with form and limits', () => {
    expect(PAGE).toContain('<td><code>urgency</code></td><td>whole number, 1 to 9</td>');
    expect(PAGE).toContain('<td><code>headline</code></td><td>text, 1 to 1,000 characters</td>');
    expect(PAGE).toContain('<code>corrections[].note</code> <small>required</small>');
  });
});

describe('the form of a value in words', () => {
  test.each([
    [{ type: 'string' }, 'text'],
    [{ type: 'string', maxLength: 2000000 }, 'text, at most 2,000,000 characters'],
    [{ type: 'string', format: 'date-time' }, 'date and time'],
    [{ type: 'integer', minimum: 0, maximum: 9007199254740991 }, 'whole number, at least 0'],
    [{ type: 'boolean' }, 'true or false'],
    [{ enum: ['a', 'b', 'c'] }, 'a, b or c'],
    [{ type: 'array', maxItems: 20, items: { type: 'string' } }, 'list, at most 20: text'],
    [{ anyOf: [{ type: 'string' }, { $ref: '#/components/schemas/A' }] }, 'text or A'],
    [{}, 'anything'],
  ])('%j', (schema, words) => {
    expect(
      formOf(schema)
        .map(({ text }) => text)
        .join(''),
    ).toBe(words);
  });
});
