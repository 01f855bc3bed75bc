/**
 * The article's own data (tags, section, source, language, place, subject) as rules compare it: every
 * value of a rule and of an article has a name, and the two are one value when their names are equal.
 */

import type { MetadataCondition } from '../model/topic.ts';
import { canonicalTag } from '../text/language.ts';
import { findAgency, findPlace, type KnownName } from '../text/names.ts';
import { foldLabel } from '../text/tokens.ts';
import type { ClassifiableArticle } from './article-text.ts';
import { withBroader } from './subjects.ts';

export type MetadataKey = keyof MetadataCondition;

export const METADATA_KEYS = [
  'tag',
  'section',
  'source',
  'language',
  'place',
  'subject',
] as const satisfies readonly MetadataKey[];

/** Of one value of a rule: `tag:north korea`. */
export function valueName(key: MetadataKey, value: string): string {
  return `${key}:${foldValue(key, value)}`;
}

/** Language tags and URIs keep their signs; everything else is compared as folded words. */
function foldValue(key: MetadataKey, value: string): string {
  switch (key) {
    case 'subject':
      return value;
    case 'language':
      return canonicalTag(value);
    case 'source':
      return foldName(value, findAgency);
    case 'place':
      return foldName(value, findPlace);
    case 'tag':
    case 'section':
      return foldLabel(value);
  }
}

/** Whatever script a known name is written in, it is one: 共同 is Kyodo. */
function foldName(value: string, find: (text: string) => KnownName | undefined): string {
  const folded = foldLabel(value);
  const known = find(value) ?? find(folded);
  return known === undefined ? folded : foldLabel(known.name);
}

/**
 * The article's values by name, as the article has them; narrow subjects and languages under the names
 * of the broader ones too. Only those of the keys in `asked`: folding a hundred tags takes a while.
 */
export function valuesOf(
  article: ClassifiableArticle,
  asked: ReadonlySet<MetadataKey>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const key of asked) {
    for (const text of metadataOf(key, article)) {
      for (const one of withBroaderValues(key, text)) {
        const name = valueName(key, one);
        if (!values.has(name)) values.set(name, text);
      }
    }
  }
  return values;
}

function withBroaderValues(key: MetadataKey, text: string): readonly string[] {
  if (key === 'subject') return withBroader(text);
  if (key !== 'language') return [text];
  const parts = text.trim().split(/[-_]/);
  return parts.map((_, index) => parts.slice(0, index + 1).join('-'));
}

function metadataOf(
  key: MetadataKey,
  { tags, section, source, dateline, language, subjects = [] }: ClassifiableArticle,
): readonly string[] {
  switch (key) {
    case 'tag':
      return tags;
    case 'section':
      return section === undefined ? [] : [section];
    case 'source':
      // The agency of the dateline is a source too, also where a story was filed without one.
      return [source?.name, dateline?.agency].filter((name) => name !== undefined);
    case 'language':
      return [language];
    case 'place':
      return dateline?.places ?? [];
    case 'subject':
      return subjects.map(({ uri }) => uri);
  }
}
