/** Schemas of the API in words: what a value looks like, which fields an object has. Pure. */

import type { ApiDocument, ApiSchema } from '../model/openapi.ts';

/** Follows `$ref` to a schema of the document; any other schema is returned as it is. */
export function resolveSchema(document: ApiDocument, schema: ApiSchema): ApiSchema {
  if (schema.$ref === undefined) return schema;
  return document.components.schemas[refName(schema.$ref)] ?? {};
}

/** The last part of a reference into the document. */
export function refName(ref: string): string {
  return ref.split('/').at(-1) ?? '';
}

/** Pieces of a sentence; a piece with `schema` names a schema of the document, one with `isCode` a literal. */
export interface Piece {
  readonly text: string;
  readonly isCode?: boolean;
  readonly schema?: string;
}

/** The form of a value with its limits, such as "text, 1 to 1,000 characters". */
export function formOf(schema: ApiSchema): readonly Piece[] {
  if (schema.$ref !== undefined) {
    const name = refName(schema.$ref);
    return [{ text: name, schema: name }];
  }
  if (schema.anyOf !== undefined) return joined(schema.anyOf.map(formOf), ' or ');
  if (schema.enum !== undefined) return literals(schema.enum);
  if (schema.const !== undefined) return literals([schema.const]);
  switch (schema.type) {
    case 'array':
      return [{ text: listWords(schema) }, ...(schema.items ? formOf(schema.items) : [])];
    case 'object':
      return [{ text: 'object' }];
    case 'boolean':
      return literals(['true', 'false']);
    case 'integer':
    case 'number':
      return [{ text: `whole number${numberLimits(schema)}` }];
    case 'string':
      return [{ text: `${STRINGS[schema.format ?? ''] ?? 'text'}${lengthLimits(schema)}` }];
    default:
      return [{ text: 'anything' }];
  }
}

const STRINGS: Readonly<Record<string, string>> = {
  'date-time': 'date and time',
  uri: 'URL',
  email: 'mail address',
};

function listWords({ maxItems }: ApiSchema): string {
  return maxItems === undefined ? 'list of ' : `list, at most ${grouped(maxItems)}: `;
}

function literals(values: readonly (string | number | boolean)[]): readonly Piece[] {
  return joined(
    values.map((value) => [{ text: String(value), isCode: true }]),
    ' or ',
  );
}

function joined(parts: readonly (readonly Piece[])[], last: string): readonly Piece[] {
  return parts.flatMap((part, index) => {
    if (index === 0) return part;
    return [{ text: index === parts.length - 1 ? last : ', ' }, ...part];
  });
}

/** Limits that only say that a number fits into a variable are left out. */
function numberLimits({ minimum, maximum }: ApiSchema): string {
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  if (most === undefined) return least === undefined ? '' : `, at least ${grouped(least)}`;
  return least === undefined
    ? `, at most ${grouped(most)}`
    : `, ${grouped(least)} to ${grouped(most)}`;
}

function lengthLimits({ minLength, maxLength }: ApiSchema): string {
  if (maxLength === undefined) return '';
  return minLength === undefined
    ? `, at most ${grouped(maxLength)} characters`
    : `, ${grouped(minLength)} to ${grouped(maxLength)} characters`;
}

/** 1,000 rather than 1000; the same in every locale. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

export interface FieldRow {
  /** `media[].url` inside a list, `dateline.raw` inside an object. */
  readonly name: string;
  readonly schema: ApiSchema;
  readonly isRequired: boolean;
}

/** Fields of an object, and of objects without a name inside it. */
export function fieldsOf(schema: ApiSchema, prefix = ''): readonly FieldRow[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const row = { name: prefix + name, schema: field, isRequired: required.has(name) };
    return [row, ...insideOf(field, row.name)];
  });
}

function insideOf(field: ApiSchema, name: string): readonly FieldRow[] {
  if (field.properties !== undefined) return fieldsOf(field, `${name}.`);
  if (field.items !== undefined) return insideOf(field.items, `${name}[]`);
  return (field.anyOf ?? []).flatMap((form) => insideOf(form, name));
}
