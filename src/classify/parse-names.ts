/** What a topic is called, in each language, and what it says of itself. */

import type { Node } from 'yaml';
import { cleanLine } from '../text/xml.ts';
import {
  complain,
  type Pair,
  readPairs,
  readScalar,
  readText,
  type YamlSource,
} from './yaml-source.ts';

export const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i;

/** A title in readers and on pages; in characters. */
export const MAX_NAME_LENGTH = 200;
/** A few paragraphs: it stands in every feed and list. */
export const MAX_DESCRIPTION_LENGTH = 5_000;

export function readNames(
  source: YamlSource,
  pair: Pair | undefined,
): Readonly<Record<string, string>> {
  if (pair === undefined) {
    complain(source, undefined, {
      code: 'name-missing',
      message: 'topic has no name',
      hint: 'add name: text, or name: {en: …, ja: …}',
      field: 'name',
    });
    return {};
  }
  const plain = readScalar(pair.value);
  if (plain !== undefined) return { '*': readName(source, pair.value, 'name') ?? '' };
  const names: Record<string, string> = {};
  for (const { key, keyNode, value } of readPairs(source, pair.value, 'name')) {
    const name = readName(source, value, `name.${key}`);
    if (!LANGUAGE.test(key) && key !== '*') {
      complain(source, keyNode, {
        code: 'language-unknown',
        message: `"${key}" in name is not a language`,
        hint: 'use en, ja, zh-Hant and the like',
        field: 'name',
      });
    } else if (name !== undefined) {
      names[key] = name;
    }
  }
  return names;
}

export function readDescription(source: YamlSource, pairs: ReadonlyMap<string, Pair>): string {
  const pair = pairs.get('description') ?? pairs.get('scope');
  if (pairs.has('description') && pairs.has('scope')) {
    complain(source, pairs.get('scope')?.keyNode, {
      code: 'key-twice',
      message: 'description and scope are two names of one thing',
      hint: 'keep one of them',
      field: 'scope',
    });
  }
  if (pair === undefined) return '';
  const text = readText(source, pair.value, pair.key) ?? '';
  checkLength(source, pair.value, { text, field: pair.key, most: MAX_DESCRIPTION_LENGTH });
  return text;
}

/** On one line. */
function readName(source: YamlSource, node: Node | undefined, field: string): string | undefined {
  const text = readText(source, node, field);
  if (text === undefined) return undefined;
  checkLength(source, node, { text, field, most: MAX_NAME_LENGTH });
  return cleanLine(text);
}

function checkLength(
  source: YamlSource,
  node: Node | undefined,
  { text, field, most }: { readonly text: string; readonly field: string; readonly most: number },
): void {
  const length = [...text].length;
  if (length <= most) return;
  complain(source, node, {
    code: 'text-too-long',
    message: `${field} has ${length} characters, more than ${most}`,
    hint: 'shorten it: it stands in every feed of the topic',
    field,
  });
}
