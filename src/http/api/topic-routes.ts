/** `/api/topics`: a rule tried before it is published. */

import { parseInput } from '../../ingest/api-article.ts';
import { topicPreviewInput } from '../../ingest/topic-schema.ts';
import type { Problem } from '../../model/result.ts';
import { readDraft } from '../../publish/draft-topic.ts';
import { previewTopic } from '../../publish/preview-topic.ts';
import { problemJson, type RequestFault } from '../problem.ts';
import type { ApiDeps } from './deps.ts';
import { jsonReply, sendReply } from './replies.ts';
import { admit, parseBody } from './write-routes.ts';

/** Its base name is the id of a topic that gives none. */
const DRAFT_FILE = 'preview.yaml';

/** `POST /api/topics/preview`: reads alone, although it is sent with a body. */
export async function postPreview(request: Request, deps: ApiDeps): Promise<Response> {
  const admitted = await admit(request, deps, { scope: 'read', takes: ['json'] });
  if (admitted instanceof Response) return admitted;
  const input = parseBody(admitted.body, (value) => parseInput(topicPreviewInput, value));
  if (input instanceof Response) return input;
  const { site } = deps.state();
  const { pause } = deps;
  const draft = await readDraft(input.topic, DRAFT_FILE, { site, pause });
  if (!draft.ok) return problemJson('invalid-input', { errors: draft.problems.map(topicFault) });
  const { last } = input;
  const preview = await previewTopic(deps.store, draft.value, { site, last, pause });
  return sendReply(jsonReply(200, { ...preview, warnings: draft.problems.map(topicFault) }));
}

/** `line` and `column` are those of the topic file. */
function topicFault({ line, column, field, code, message, hint }: Problem): RequestFault {
  return {
    pointer: '/topic',
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    code,
    detail: field === undefined ? message : `${field}: ${message}`,
    ...(hint !== undefined && { hint }),
  };
}
