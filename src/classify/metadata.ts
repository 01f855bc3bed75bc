/** Conditions on the article's own data: tags, section, source, language, place, subject. */

import type { MatchedTerm } from '../model/topic.ts';
import type { ClassifiableArticle } from './article-text.ts';
import { type CompiledCondition, foldMetadata } from './compile-line.ts';
import { withBroader } from './subjects.ts';

/** The value that satisfies the condition; undefined when none does. */
export function metadataMatch(
  { key, values }: CompiledCondition,
  article: ClassifiableArticle,
): MatchedTerm | undefined {
  for (const text of metadataOf(key, article)) {
    const folded = key === 'subject' ? withBroader(text) : [foldMetadata(key, text)];
    const value = values.find((one) =>
      folded.some(
        (have) => have === one.folded || (key === 'language' && have.startsWith(`${one.folded}-`)),
      ),
    );
    if (value) return { term: `${key}: ${value.written}`, field: 'metadata', text };
  }
  return undefined;
}

function metadataOf(
  key: CompiledCondition['key'],
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
