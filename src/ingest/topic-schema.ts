/** What requests about topics may hold. */

import * as z from 'zod';

/** As many as `publish/preview-topic.ts` looks at. */
const MAX_LAST = 5_000;

const EXAMPLE = `id: envoys
name: Envoys
match:
  - {any: [envoy*], in: [title, lead]}
`;

export const topicPreviewInput = z
  .strictObject({
    topic: z
      .string()
      .describe('A topic file as text (YAML). Without an `id` it is a new topic called `preview`.'),
    last: z
      .int()
      .min(1)
      .max(MAX_LAST)
      .describe('How many of the newest public articles are looked at; 500 when left out.')
      .optional(),
  })
  .meta({
    id: 'TopicPreviewInput',
    title: 'A topic to try',
    examples: [{ topic: EXAMPLE, last: 500 }],
  });

export type TopicPreviewInput = z.infer<typeof topicPreviewInput>;
