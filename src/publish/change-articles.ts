/**
 * How every verb of the API changes articles: read, decide, commit on the condition that what was read
 * still holds; when it does not, decide again. All of the articles of one order change, or none.
 */

import type { IngestContext } from '../ingest/read.ts';
import type { Article } from '../model/article.ts';
import type { AuditAction } from '../model/audit.ts';
import { AppError } from '../model/errors.ts';
import type { Problem } from '../model/result.ts';
import type {
  ArticleWrite,
  FileRecord,
  Freeze,
  KeptReply,
  Store,
  StoredArticle,
} from '../store/store.ts';
import { auditOf } from './audit.ts';
import type { SiteState } from './site-state.ts';
import { articleWrite } from './write.ts';

export interface Desk {
  readonly store: Store;
  readonly state: () => SiteState;
  readonly now: () => Date;
  /** A new `urn:uuid:` of version 7. */
  readonly mintId: () => string;
  /** Number of the configuration that `state` gives, where another process may change it. */
  readonly settingsSeq?: () => number | undefined;
  /** Takes over the configuration that is in force. */
  readonly refresh?: () => Promise<void>;
  /** Lets what else waits go on, between two articles of many. */
  readonly pause?: () => Promise<void>;
}

/** What reading a request needs to know, whatever article it is for. */
export function readingContext(desk: Desk, id: string): IngestContext {
  const { publication, baseUrl } = desk.state().site;
  return { publication, now: desk.now(), assignId: id, ownBaseUrl: baseUrl };
}

/** Why an article stays as it is. */
export type Refusal =
  | { readonly reason: 'invalid'; readonly problems: readonly Problem[] }
  | { readonly reason: 'not-found' }
  /** Erased, or taken back for good. */
  | { readonly reason: 'gone' }
  /** If-Match or If-None-Match does not hold. */
  | { readonly reason: 'precondition' }
  /** The verb does not apply to the article as it is. */
  | { readonly reason: 'state'; readonly message: string; readonly hint: string }
  | { readonly reason: 'frozen'; readonly freeze: Freeze }
  /** Others kept writing the same articles. */
  | { readonly reason: 'busy' };

/** What shall become of one article. */
export interface Decision {
  readonly article: Article;
  /** The verb for the audit record, where the two versions do not tell it. */
  readonly action?: AuditAction;
  /** False gives the last word back to the file; true unless it says so. */
  readonly isHeld?: boolean;
  readonly isErased?: boolean;
  /** Files to be read again. */
  readonly files?: readonly FileRecord[];
  /** Warnings. */
  readonly problems?: readonly Problem[];
}

export interface Order {
  /** `token:<id>` or `cli`, for the audit record. */
  readonly actor: string;
  /** Each once. */
  readonly ids: readonly string[];
  readonly decide: (
    stored: StoredArticle | undefined,
    context: { readonly id: string; readonly now: Date },
  ) => Decision | Refusal | Promise<Decision | Refusal>;
  /** Whether what is stored is what the client means to change. */
  readonly precondition?: (stored: StoredArticle | undefined) => boolean;
  /** The answer to keep under the client's Idempotency-Key. */
  readonly reply?: (done: readonly Done[]) => KeptReply;
}

export interface Done {
  readonly id: string;
  readonly write: ArticleWrite;
  readonly isNew: boolean;
  readonly problems: readonly Problem[];
}

export type Outcome =
  | { readonly kind: 'done'; readonly done: readonly Done[] }
  | { readonly kind: 'refused'; readonly refusals: ReadonlyMap<string, Refusal> }
  /** The same request was carried out before, perhaps a moment ago by another process. */
  | { readonly kind: 'replayed'; readonly token: string; readonly key: string };

/** Many writers of one article at once: the last of them gives up. */
const MAX_TRIES = 8;

export async function changeArticles(desk: Desk, order: Order): Promise<Outcome> {
  for (let tries = 1; ; tries += 1) {
    const now = desk.now();
    const settingsSeq = desk.settingsSeq?.();
    const decided = await decideAll(desk, order, now);
    if (decided.refusals.size > 0) return { kind: 'refused', refusals: decided.refusals };
    const done = await carryOutAll(desk, decided.plans, now);
    const reply = order.reply?.(done);
    try {
      await commit(desk, order, { plans: decided.plans, done, reply, now, settingsSeq });
      return { kind: 'done', done };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      const settled = await afterConflict(desk, { order, done, reply, isLast: tries >= MAX_TRIES });
      if (settled !== undefined) return settled;
    }
  }
}

interface Plan {
  readonly id: string;
  readonly stored: StoredArticle | undefined;
  readonly decision: Decision;
}

async function decideAll(
  desk: Desk,
  order: Order,
  now: Date,
): Promise<{ plans: readonly Plan[]; refusals: ReadonlyMap<string, Refusal> }> {
  const known = new Map(
    (await desk.store.readArticles(order.ids)).map((stored) => [stored.id, stored]),
  );
  const plans: Plan[] = [];
  const refusals = new Map<string, Refusal>();
  for (const id of order.ids) {
    const stored = known.get(id);
    const decision =
      order.precondition?.(stored) === false
        ? ({ reason: 'precondition' } as const)
        : await order.decide(stored, { id, now });
    if ('reason' in decision) refusals.set(id, decision);
    else plans.push({ id, stored, decision });
    if (order.ids.length > 1) await desk.pause?.();
  }
  return { plans, refusals };
}

async function carryOutAll(
  desk: Desk,
  plans: readonly Plan[],
  now: Date,
): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (const plan of plans) {
    done.push(carryOut(desk, plan, now));
    if (plans.length > 1) await desk.pause?.();
  }
  return done;
}

function carryOut(desk: Desk, { id, stored, decision }: Plan, now: Date): Done {
  const { article, isHeld = true, isErased, problems = [] } = decision;
  const warnings: Problem[] = [];
  const write = articleWrite(article, {
    state: desk.state(),
    now,
    stored,
    isFirstLoad: false,
    isHeld,
    ...(isErased && { isErased }),
    warn: (problem) => void warnings.push(problem),
  });
  return { id, write, isNew: stored === undefined, problems: [...problems, ...warnings] };
}

interface Work {
  readonly plans: readonly Plan[];
  readonly done: readonly Done[];
  readonly reply: KeptReply | undefined;
  readonly now: Date;
  readonly settingsSeq: number | undefined;
}

async function commit(desk: Desk, order: Order, work: Work): Promise<void> {
  const { plans, done, reply, now, settingsSeq } = work;
  await desk.store.commit({
    at: now,
    writes: done.map(({ write }) => write),
    files: plans.flatMap(({ decision }) => decision.files ?? []),
    wakesFolder: plans.some(({ decision }) => (decision.files ?? []).length > 0),
    forgottenFiles: [],
    audit: plans.flatMap(({ stored, decision }, index) =>
      auditOf(order.actor, stored?.article, done[index]?.write.article, decision.action),
    ),
    isStoppable: done.some(({ write }) => write.article.state === 'public'),
    settingsSeq,
    ...(reply && { reply }),
  });
}

/** Undefined: look again and decide again. */
async function afterConflict(
  desk: Desk,
  attempt: {
    order: Order;
    done: readonly Done[];
    reply: KeptReply | undefined;
    isLast: boolean;
  },
): Promise<Outcome | undefined> {
  const { order, done, reply, isLast } = attempt;
  if (reply !== undefined) {
    const { token, key } = reply;
    const kept = await desk.store.readReply(token, key);
    if (kept !== undefined) return { kind: 'replayed', token, key };
  }
  await desk.refresh?.();
  const { freeze } = await desk.store.signal();
  const isStopped =
    freeze !== undefined && done.some(({ write }) => write.article.state === 'public');
  const refusal: Refusal | undefined = isStopped
    ? { reason: 'frozen', freeze }
    : isLast
      ? { reason: 'busy' }
      : undefined;
  if (refusal === undefined) return undefined;
  return { kind: 'refused', refusals: new Map(order.ids.map((id) => [id, refusal])) };
}
