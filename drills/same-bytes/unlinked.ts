/** Documents that no other one leads to, made from those that are linked: tombstones, combinations, searches. */

import { FEED_FILES } from '../../src/feeds/urls.ts';

const PAIRS = 6;
const WORDS = ['summit', '会談', '회담', '"North Korea"'];

/** Beside what a document links to. `text` is what is served at `path`. */
export function unlinkedBeside(path: string, text: string): readonly string[] {
  if (path === '/feeds.json') return queriesOf(text);
  const isLive = /\/atom\.xml$/.test(path) && !/\/(?:archive|tombstones)\//.test(path);
  return isLive ? [path.replace(/atom\.xml$/, 'tombstones/atom.xml')] : [];
}

/** Of the directory's first topics: each with the next, without it, and in another language. */
function queriesOf(directory: string): readonly string[] {
  const slugs = [...directory.matchAll(/\/topics\/([^/"]+)\/rss\.xml"/g)].map(
    ([, slug = '']) => slug,
  );
  const pairs = slugs.slice(0, PAIRS).map((slug, index) => [slug, slugs[index + 1] ?? slug]);
  const queries = pairs.flatMap(([one, other]) => [
    `topic=${one}&topic=${other}`,
    `topic=${one}&not=${other}`,
    `topic=${one}&lang=ja`,
    `topic=${one}&full=0`,
  ]);
  return FEED_FILES.flatMap((file) => [
    ...queries.map((query) => `/feeds/${file}?${query}`),
    ...slugs.slice(0, 1).map((slug) => `/feeds/${file}?not=${slug}`),
    ...WORDS.map((word) => `/search/${file}?q=${encodeURIComponent(word)}`),
  ]);
}
