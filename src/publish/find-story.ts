/** A stored article by what people have in hand: its id, the address of its page, or the path of it. */

import { articlePath, parseArticleName } from '../feeds/urls.ts';
import type { Site } from '../model/site.ts';
import type { Store, StoredArticle } from '../store/store.ts';

/** Longer than any id or address of ours. */
const MAX_REFERENCE_LENGTH = 4_000;
const ARTICLES = '/articles/';

type Reads = Pick<Store, 'readArticle' | 'readByShortId'>;

/**
 * In any state: who may see it is for the caller to say. An address is looked up by its short id and never
 * asked for over a network; one of another host is nothing but a possible id.
 */
export async function findStory(
  store: Reads,
  site: Pick<Site, 'baseUrl'>,
  reference: string,
): Promise<StoredArticle | undefined> {
  if (reference === '' || reference.length > MAX_REFERENCE_LENGTH) return undefined;
  const name = pageName(reference, site.baseUrl);
  return (name && (await findByName(store, name))) || store.readArticle(reference);
}

/** Last segment of one of our article pages. */
function pageName(reference: string, baseUrl: string): string | undefined {
  if (!URL.canParse(reference, baseUrl)) return undefined;
  const base = new URL(baseUrl);
  const url = new URL(reference, baseUrl);
  const isAddress = /^https?:\/\//i.test(reference) || reference.startsWith('/');
  // The protocol says how somebody got here, not which page it is.
  if (!isAddress || url.host !== base.host) return undefined;
  const prefix = base.pathname.replace(/\/$/, '');
  const path = url.pathname.startsWith(`${prefix}${ARTICLES}`)
    ? url.pathname.slice(prefix.length)
    : url.pathname;
  return path.startsWith(ARTICLES) ? path.slice(ARTICLES.length) : undefined;
}

async function findByName(store: Reads, name: string): Promise<StoredArticle | undefined> {
  const short = parseArticleName(name);
  if (short === undefined) return undefined;
  const found = await store.readByShortId(short);
  return found.find(({ article }) => articlePath(article) === ARTICLES + name) ?? found[0];
}
