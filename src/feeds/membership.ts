/** What a feed contains, seen from the article: every selector it is a member of. */

import type { Article } from '../model/article.ts';
import type { Selector } from '../model/feed.ts';
import type { Topic } from '../model/topic.ts';
import { slugify } from '../text/urls.ts';
import { MAIN, selectorKey } from './urls.ts';

export interface SelectorMember {
  readonly key: string;
  readonly selector: Selector;
  /** Human name: `Kyodo`, `Diplomacy`, `ja`. */
  readonly label: string;
}

/**
 * Every selector that `article` is a member of, given the ids of the topics it matched. Only a
 * public article and the notice of a withdrawn one are members of anything.
 */
export function membershipsOf(
  article: Article,
  topicIds: readonly string[],
  topics: readonly Topic[],
): readonly SelectorMember[] {
  if (article.state !== 'public' && article.state !== 'withdrawn') return [];
  const language = primarySubtag(article.language);
  const found: { selector: Selector; label: string }[] = [{ selector: MAIN, label: '' }];
  for (const topic of topics) {
    if (!topicIds.includes(topic.id)) continue;
    const label = topic.id;
    found.push({ selector: { kind: 'topic', value: topic.id }, label });
    found.push({ selector: { kind: 'topic', value: topic.id, language }, label });
  }
  const named = (kind: 'section' | 'author' | 'source' | 'place', name: string | undefined) => {
    if (name) found.push({ selector: { kind, value: slugify(name) }, label: name });
  };
  named('section', article.section);
  for (const name of authorNames(article)) named('author', name);
  named('source', article.source?.name ?? article.dateline?.agency);
  for (const place of article.dateline?.places ?? []) named('place', place);
  found.push({ selector: { kind: 'language', value: language }, label: language });
  return unique(found.map((one) => ({ ...one, key: selectorKey(one.selector) })));
}

/** The structured authors, else the printed credit as one name. */
export function authorNames(article: Article): readonly string[] {
  if (article.authors.length > 0) return article.authors.map(({ name }) => name);
  return article.byline ? [article.byline] : [];
}

/** `en` of `en-GB`, lower case. */
export function primarySubtag(language: string): string {
  return language.split('-', 1).join('').toLowerCase();
}

function unique(members: readonly SelectorMember[]): readonly SelectorMember[] {
  return [...new Map(members.map((member) => [member.key, member])).values()];
}
