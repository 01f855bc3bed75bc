/** Every operation of the API in one table: what its description, its reference page and its tests are made from. */

import {
  articleInput,
  correctionInput,
  freezeInput,
  nothingInput,
  releaseInput,
  withdrawalInput,
} from '../../ingest/article-schema.ts';
import { type Operation, type OperationReply, READS, SENDS } from './operation.ts';
import {
  ARTICLE_ID,
  AUDIT_PARAMETERS,
  BACK_CATALOGUE,
  CHANGES_PARAMETERS,
  CONDITIONS,
  IF_NONE_MATCH,
  LIST_QUERY,
  REPAIR_PUBLISHED,
  WRITE_HEADERS,
} from './parameters.ts';
import {
  articleList,
  articleView,
  auditList,
  batchSummary,
  changeList,
  freezeView,
  writeSummary,
} from './reply-schemas.ts';
import { TOPIC_OPERATIONS } from './topic-operations.ts';

const CHANGED: OperationReply = {
  status: 200,
  description: 'The article as it is now.',
  schemas: [writeSummary],
  headers: ['ETag', 'Idempotency-Replayed'],
};
const CREATED: OperationReply = {
  status: 201,
  description: 'The article is new.',
  schemas: [writeSummary],
  headers: ['ETag', 'Location', 'Idempotency-Replayed'],
};
const FROZEN: OperationReply = {
  status: 200,
  description: 'The emergency stop as it is now.',
  schemas: [freezeView],
};

const WRITES = [...SENDS, 'bad-request', 'precondition-failed', 'key-reused', 'busy'] as const;
const PUBLISHES = [...WRITES, 'invalid-input', 'gone', 'frozen'] as const;

const ARTICLE = '/api/articles/{id}';

export const OPERATIONS: readonly Operation[] = [
  {
    id: 'listArticles',
    method: 'get',
    path: '/api/articles',
    tag: 'Articles',
    summary: 'List articles, or search them',
    description:
      'The newest first, by first publication. Selectors and `q` find public articles alone. Follow `next` as it is, for as long as there is one.',
    scope: 'anybody',
    parameters: LIST_QUERY,
    replies: [{ status: 200, description: 'One page.', schemas: [articleList], headers: ['Link'] }],
    refusals: [...READS, 'bad-request'],
  },
  {
    id: 'publishArticles',
    method: 'post',
    path: '/api/articles',
    tag: 'Articles',
    summary: 'Publish one article, or many',
    description:
      'An article whose id is known takes the place of the one before. Of many, one a line, all are published or none, and every fault is told with its line.',
    scope: 'write',
    parameters: [BACK_CATALOGUE, ...WRITE_HEADERS],
    body: { schema: articleInput, isRequired: true, takesLines: true },
    replies: [
      CREATED,
      {
        ...CHANGED,
        description: 'The article as it is now; or, of many lines, all of them.',
        schemas: [writeSummary, batchSummary],
      },
    ],
    refusals: PUBLISHES,
  },
  {
    id: 'readArticle',
    method: 'get',
    path: ARTICLE,
    tag: 'Articles',
    summary: 'Read an article',
    description:
      'What comes back can be changed and sent with `PUT`; `meta` is passed over. Without a token only what readers may see is told.',
    scope: 'anybody',
    parameters: [ARTICLE_ID, IF_NONE_MATCH],
    replies: [
      { status: 200, description: 'The article.', schemas: [articleView], headers: ['ETag'] },
      { status: 304, description: 'It is as `If-None-Match` has it.', headers: ['ETag'] },
    ],
    refusals: [...READS, 'not-found', 'gone'],
  },
  {
    id: 'putArticle',
    method: 'put',
    path: ARTICLE,
    tag: 'Articles',
    summary: 'Publish an article under its id',
    description:
      'A whole article: a field that is left out is empty from then on. First publication, slug and corrections stay as readers know them. A new version without a later `updatedAt` counts as a small edit.',
    scope: 'write',
    parameters: [ARTICLE_ID, REPAIR_PUBLISHED, ...WRITE_HEADERS],
    body: { schema: articleInput, isRequired: true },
    replies: [CREATED, CHANGED],
    refusals: PUBLISHES,
  },
  {
    id: 'removeArticle',
    method: 'delete',
    path: ARTICLE,
    tag: 'Life of an article',
    summary: 'Take an article away without a notice',
    description:
      'Readers find neither story nor notice; a tombstone tells those who ask for it. The text is not kept.',
    scope: 'write',
    parameters: [ARTICLE_ID, ...WRITE_HEADERS],
    replies: [CHANGED],
    refusals: [...WRITES, 'not-found', 'gone'],
  },
  {
    id: 'correctArticle',
    method: 'post',
    path: `${ARTICLE}/correct`,
    tag: 'Life of an article',
    summary: 'Correct an article',
    description:
      'Adds a dated note that readers see, changes the fields that are given, and dates the article now. Other fields stay.',
    scope: 'write',
    parameters: [ARTICLE_ID, ...WRITE_HEADERS],
    body: { schema: correctionInput, isRequired: true },
    replies: [CHANGED],
    refusals: [...PUBLISHES, 'not-found', 'conflict'],
  },
  {
    id: 'withdrawArticle',
    method: 'post',
    path: `${ARTICLE}/withdraw`,
    tag: 'Life of an article',
    summary: 'Withdraw an article',
    description:
      'The text vanishes from every output at once; a notice under the same id tells readers so for the `noticeDays` of the publication. What nobody has seen yet goes without a notice.',
    scope: 'write',
    parameters: [ARTICLE_ID, ...WRITE_HEADERS],
    body: { schema: withdrawalInput, isRequired: false },
    replies: [CHANGED],
    refusals: [...WRITES, 'invalid-input', 'not-found', 'gone'],
  },
  {
    id: 'restoreArticle',
    method: 'post',
    path: `${ARTICLE}/restore`,
    tag: 'Life of an article',
    summary: 'Undo a withdrawal',
    description: 'While the notice stands: the text comes back as it was, newer than the notice.',
    scope: 'write',
    parameters: [ARTICLE_ID, ...WRITE_HEADERS],
    body: { schema: nothingInput, isRequired: false },
    replies: [CHANGED],
    refusals: [...PUBLISHES, 'not-found', 'conflict'],
  },
  {
    id: 'releaseArticle',
    method: 'post',
    path: `${ARTICLE}/release`,
    tag: 'Life of an article',
    summary: 'Release an article',
    description:
      'An embargoed or withheld article comes out now. Any other that a file holds as well is given back to the file, whose word stands again.',
    scope: 'write',
    parameters: [ARTICLE_ID, ...WRITE_HEADERS],
    body: { schema: releaseInput, isRequired: false },
    replies: [CHANGED],
    refusals: [...PUBLISHES, 'not-found', 'conflict'],
  },
  {
    id: 'eraseArticle',
    method: 'post',
    path: `${ARTICLE}/erase`,
    tag: 'Life of an article',
    summary: 'Erase an article for good',
    description:
      'For legal deletion. The store keeps id, dates and language alone, and the id never comes back. It does not reach backups, archives of the write-ahead log, the file of the article, or copies that readers hold.',
    scope: 'admin',
    parameters: [ARTICLE_ID, ...WRITE_HEADERS],
    body: { schema: nothingInput, isRequired: false },
    replies: [CHANGED],
    refusals: [...WRITES, 'invalid-input', 'not-found', 'gone'],
  },
  ...TOPIC_OPERATIONS,
  {
    id: 'listChanges',
    method: 'get',
    path: '/api/changes',
    tag: 'Changes',
    summary: 'Follow changes',
    description:
      'Each article once, with its newest state. Ask again with the `next` of the last answer; nothing is missed. Without a token only what readers had is told.',
    scope: 'anybody',
    parameters: CHANGES_PARAMETERS,
    replies: [{ status: 200, description: 'What changed.', schemas: [changeList] }],
    refusals: [...READS, 'bad-request', 'conflict'],
  },
  {
    id: 'listAudit',
    method: 'get',
    path: '/api/audit',
    tag: 'Changes',
    summary: 'Read the audit record',
    description: 'Who changed what and when, the newest first.',
    scope: 'admin',
    parameters: AUDIT_PARAMETERS,
    replies: [{ status: 200, description: 'The records.', schemas: [auditList] }],
    refusals: [...READS, 'forbidden', 'bad-request'],
  },
  {
    id: 'readFreeze',
    method: 'get',
    path: '/api/freeze',
    tag: 'Emergency stop',
    summary: 'See whether the emergency stop stands',
    scope: 'read',
    replies: [FROZEN],
    refusals: READS,
  },
  {
    id: 'freeze',
    method: 'put',
    path: '/api/freeze',
    tag: 'Emergency stop',
    summary: 'Set the emergency stop',
    description:
      'No article comes out or changes, by API, file or clock. Withdrawing, removing and erasing go on.',
    scope: 'admin',
    body: { schema: freezeInput, isRequired: false },
    replies: [FROZEN],
    refusals: [...SENDS, 'bad-request', 'invalid-input'],
  },
  {
    id: 'thaw',
    method: 'delete',
    path: '/api/freeze',
    tag: 'Emergency stop',
    summary: 'Lift the emergency stop',
    description: 'Embargoes that ended meanwhile are lifted within a minute.',
    scope: 'admin',
    replies: [FROZEN],
    refusals: SENDS,
  },
  ...describing(),
];

/** The description itself, which is made without the store. */
function describing(): readonly Operation[] {
  const shared = {
    method: 'get',
    tag: 'Description',
    scope: 'none',
    refusals: [],
  } as const;
  const unchanged: OperationReply = {
    status: 304,
    description: 'It is as `If-None-Match` has it.',
    headers: ['ETag'],
  };
  return [
    {
      ...shared,
      id: 'readDescription',
      path: '/api/openapi.json',
      summary: 'Read this description as OpenAPI 3.1',
      parameters: [CONDITIONS.noneMatch],
      replies: [
        {
          status: 200,
          description: 'The document.',
          mediaType: 'application/json',
          headers: ['ETag'],
        },
        unchanged,
      ],
    },
    {
      ...shared,
      id: 'readReference',
      path: '/api/reference',
      summary: 'Read this description as a page',
      parameters: [CONDITIONS.noneMatch],
      replies: [
        { status: 200, description: 'The page.', mediaType: 'text/html', headers: ['ETag'] },
        unchanged,
      ],
    },
    {
      ...shared,
      id: 'readEntrance',
      path: '/api',
      summary: 'Be led to the reference page',
      replies: [{ status: 301, description: 'To `/api/reference`.', headers: ['Location'] }],
    },
  ];
}
