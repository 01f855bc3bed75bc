/** `/api/topics/{id}/why`: the explanation of one topic for one article. */

import { findStory } from '../../publish/find-story.ts';
import { whyOf } from '../../publish/why.ts';
import { problemJson } from '../problem.ts';
import { pageUrl } from './article-view.ts';
import { authenticate } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { unknownParameters } from './query.ts';
import { jsonReply, sendReply } from './replies.ts';

/** Without a token of public articles alone; what else there is, is not there then. */
export async function getWhy(request: Request, topicId: string, deps: ApiDeps): Promise<Response> {
  const caller = await authenticate(request, deps);
  if (caller instanceof Response) return caller;
  const { searchParams } = new URL(request.url);
  const reference = searchParams.get('article');
  const errors = [
    ...unknownParameters(searchParams, ['article']),
    ...(reference === null ? [articleMissing()] : []),
  ];
  if (errors.length > 0 || reference === null) return problemJson('bad-request', { errors });
  const state = deps.state();
  const { site } = state;
  const topic = site.topics.find(({ id }) => id === topicId);
  if (topic === undefined) return problemJson('not-found', { detail: 'there is no such topic' });
  const stored = await findStory(deps.store, site, reference);
  const isTrusted = caller.scope !== undefined;
  if (stored === undefined || !(isTrusted || stored.article.state === 'public')) {
    return problemJson('not-found', { detail: 'there is no such article' });
  }
  const { id, headline, state: articleState } = stored.article;
  const article = { id, headline, state: articleState, pageUrl: pageUrl(stored.article, site) };
  return sendReply(jsonReply(200, { topic: topic.id, article, ...whyOf(stored, topic, state) }));
}

function articleMissing() {
  const hint = 'give its id, or the address or path of its page';
  return { parameter: 'article', code: 'parameter-invalid', detail: 'say which article', hint };
}
