/** `/topics/schema.json`: the JSON Schema of a topic file. Apart: it brings the rule language's readers along. */

import { topicSchemaText } from '../classify/topic-schema.ts';
import type { AppDeps } from './deps.ts';
import { PAGE_MAX_AGE_SECONDS, respondWithText } from './site-routes.ts';

/** The same for every server of a version; it changes with a new one alone. */
export function respondWithTopicSchema(
  request: Request,
  deps: Pick<AppDeps, 'state' | 'now' | 'compress'>,
): Promise<Response> {
  return respondWithText(
    request,
    {
      text: topicSchemaText(),
      changedAt: new Date(0),
      contentType: 'application/schema+json',
      cacheControl: `public, max-age=${PAGE_MAX_AGE_SECONDS}`,
    },
    deps,
  );
}
