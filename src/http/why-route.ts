/** `/topics/<slug>/why?article=…`: why a public story is in a topic or is not, for anybody. */

import { describeExplanation } from '../classify/describe-explanation.ts';
import { selectorName } from '../feeds/assemble.ts';
import { articlePath, pagePath } from '../feeds/urls.ts';
import type { Site } from '../model/site.ts';
import type { Topic } from '../model/topic.ts';
import { findStory } from '../publish/find-story.ts';
import { snippetsOf, type Why, whyOf } from '../publish/why.ts';
import type { StoredArticle } from '../store/store.ts';
import { renderWhyPage } from '../web/why-page.ts';
import type { AppDeps } from './deps.ts';
import { HTML, PAGE_HEADERS } from './headers.ts';
import { pageNotFound } from './page-parts.ts';
import { problemResponse } from './problem.ts';
import { respondWithText } from './site-routes.ts';

/** 404 alike for what is not there and for what nobody may know of. */
export async function respondWithWhy(
  request: Request,
  slug: string,
  deps: Pick<AppDeps, 'store' | 'state' | 'compress' | 'now'>,
): Promise<Response> {
  const state = deps.state();
  const { site } = state;
  const reference = new URL(request.url).searchParams.get('article');
  if (reference === null) {
    return problemResponse('bad-request', 'Say which story: ?article= with its id or address.');
  }
  const topic = site.topics.find((one) => one.slug === slug);
  const stored = topic && (await findStory(deps.store, site, reference));
  if (topic === undefined || stored?.article.state !== 'public') return pageNotFound(site);
  const text = whyText(stored, { topic, site, why: whyOf(stored, topic, state) });
  // Kept nowhere: it says what holds now, and there is one for every story and topic.
  const reply = { text, changedAt: new Date(0), contentType: HTML, cacheControl: 'no-store' };
  return respondWithText(request, { ...reply, headers: PAGE_HEADERS }, deps);
}

function whyText(
  stored: StoredArticle,
  found: { readonly topic: Topic; readonly site: Site; readonly why: Why },
): string {
  const { topic, site, why } = found;
  const { article } = stored;
  const { explanation, isMember } = why;
  const selector = { kind: 'topic', value: topic.id } as const;
  return renderWhyPage({
    publication: site.publication,
    baseUrl: site.baseUrl,
    topic: {
      name: selectorName(selector, '', site),
      href: site.baseUrl + pagePath(selector, site.topics),
    },
    story: {
      headline: article.headline,
      href: article.url ?? site.baseUrl + articlePath(article),
      language: article.language,
    },
    isMember,
    reason: describeExplanation(explanation),
    remarks: remarksOf(why),
    explanation,
    snippetOf: snippetsOf(stored),
  });
}

function remarksOf({ explanation, isMember, isRetired }: Why): readonly string[] {
  if (isRetired) return ['The topic takes no stories of that day any more.'];
  if (explanation.isMatched === isMember) return [];
  return ['The rule has changed, and this story is yet to be looked at again.'];
}
