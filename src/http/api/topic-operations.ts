/** Operations about topics: a part of the table of operations. */

import { topicPreviewInput } from '../../ingest/topic-schema.ts';
import { type Operation, READS, SENDS } from './operation.ts';
import { WHY_PARAMETERS } from './parameters.ts';
import { topicPreview, topicWhy } from './topic-schemas.ts';

export const TOPIC_OPERATIONS: readonly Operation[] = [
  {
    id: 'previewTopic',
    method: 'post',
    path: '/api/topics/preview',
    tag: 'Topics',
    summary: 'Try a topic before it is published',
    description:
      'Looks at the newest public articles and changes nothing. Other topics that it names are those in force; what enters and leaves is told beside the topic of the same id.',
    scope: 'read',
    body: { schema: topicPreviewInput, isRequired: true },
    replies: [{ status: 200, description: 'What it would hold.', schemas: [topicPreview] }],
    refusals: [...SENDS, 'bad-request', 'invalid-input'],
  },
  {
    id: 'readWhy',
    method: 'get',
    path: '/api/topics/{id}/why',
    tag: 'Topics',
    summary: 'See why an article is in a topic or is not',
    description:
      'Every line of the rule in force: what it found and where, what does not count, what is missing and by how much. Without a token of public articles alone.',
    scope: 'anybody',
    parameters: WHY_PARAMETERS,
    replies: [{ status: 200, description: 'The explanation.', schemas: [topicWhy] }],
    refusals: [...READS, 'bad-request', 'not-found'],
  },
];
