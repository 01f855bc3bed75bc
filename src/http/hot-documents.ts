/**
 * The short way to a document that is asked for all the time: answered from what the last answer was made
 * of, without a read of the store, as long as nothing that it shows has changed there since. Decides by
 * the same functions as the long way (respond.ts), and gives up wherever that has more to say. Knows no
 * runtime: a listener asks it before the router.
 */

import { LRUCache } from 'lru-cache';
import type { DocumentCache, RenderedDocument } from '../publish/document-cache.ts';
import type { SiteState } from '../publish/site-state.ts';
import type { Touched } from '../publish/touched-feeds.ts';
import { type HeaderReader, isNotModified, shownLastModified } from './conditional.ts';
import { type Coding, createCodingChoice } from './negotiate.ts';
import { type DocumentReply, headersOf, wholeHeaders, worthCompressing } from './respond.ts';

/** A document's reply at an instant: its freshness depends on it. */
export type ReplyAt = (now: Date) => Omit<DocumentReply, 'body'>;

export interface HotRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: HeaderReader;
}

export interface HotAnswer {
  readonly status: 200 | 304;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Undefined for a 304; left out of the answer to HEAD. */
  readonly body: Uint8Array | undefined;
  readonly coding: Coding | undefined;
}

export interface HotDocuments {
  /** Stands for all that the store and the configuration hold; undefined where no store tells it. */
  moment(): Moment | undefined;
  /** Remembers a document that was just read; nothing when it may have changed since. */
  keep(document: HotDocument): void;
  /** Keeps on to what a commit of this process did not touch. */
  outlive(touched: Touched): void;
  /** Undefined: ask the app. */
  answer(request: HotRequest): HotAnswer | undefined;
}

export interface HotDocument {
  readonly path: string;
  /** Of its selector. */
  readonly key: string;
  /** One that began before the document was read. */
  readonly moment: Moment | undefined;
  /** As it was read with the document. */
  readonly nextDueAt: Date | undefined;
  readonly replyAt: ReplyAt;
}

export interface Moment {
  readonly version: number;
  readonly span: Span;
}

/** As long as one goes on, whatever is kept from within it holds. */
export interface Span {
  readonly state: SiteState;
  /** Of the store now; grows with changes that touch nothing of what is kept. */
  version: number;
  /** The store's next instant, which every answer tells; undefined until a document was read. */
  nextDueAt: { readonly at: Date | undefined } | undefined;
}

export interface HotDeps {
  /** Another number whenever anybody has changed the store; undefined when that cannot be told. */
  readonly version: () => number | undefined;
  readonly state: () => SiteState;
  readonly now: () => Date;
  readonly cache: DocumentCache;
  readonly codings: readonly Coding[];
}

/** Of a few hundred bytes each. */
const MAX_KEPT = 20_000;

interface Kept {
  readonly span: Span;
  readonly key: string;
  readonly replyAt: ReplyAt;
  made: Made;
}

/** Answers of one second; of every second where nothing depends on the clock. */
interface Made {
  readonly second: number;
  readonly reply: Omit<DocumentReply, 'body'>;
  readonly notModified: HotAnswer;
  /** Of these very bytes: better ones may follow. */
  readonly whole: Map<Coding | 'identity', HotAnswer>;
}

export function createHotDocuments(deps: HotDeps): HotDocuments {
  const { cache, version, state, now } = deps;
  const kept = new LRUCache<string, Kept>({ max: MAX_KEPT });
  const choose = createCodingChoice(deps.codings);
  let span: Span | undefined;
  const spanNow = (): Span | undefined => {
    const number = version();
    if (number === undefined) return undefined;
    const current = state();
    if (span?.version === number && span.state === current) return span;
    span = { version: number, state: current, nextDueAt: undefined };
    return span;
  };

  const find = (url: string): Kept | undefined => {
    const known = kept.get(url);
    if (known === undefined || known.span === spanNow()) return known;
    kept.delete(url);
    return undefined;
  };

  return {
    moment: () => {
      const current = spanNow();
      return current && { version: current.version, span: current };
    },
    keep: ({ path, key, moment, nextDueAt, replyAt }) => {
      // A change in between may have touched this very document.
      if (moment === undefined || moment.span !== spanNow()) return;
      if (moment.version !== moment.span.version) return;
      // Many ask at once for what has just changed: within one span all of them read the same.
      if (kept.get(path)?.span === moment.span) return;
      moment.span.nextDueAt ??= { at: nextDueAt };
      kept.set(path, { span: moment.span, key, replyAt, made: makeAt(replyAt, now()) });
    },
    outlive: ({ from, to, keys, nextDueAt }) => {
      if (span?.version !== from) return;
      // Every answer tells how long it may be kept by it.
      if (span.nextDueAt && span.nextDueAt.at?.getTime() !== nextDueAt?.getTime()) return;
      const touched = new Set(keys);
      for (const [path, { key }] of kept) if (touched.has(key)) kept.delete(path);
      span.version = to;
    },
    answer: ({ method, url, headers }) => {
      if (method !== 'GET' && method !== 'HEAD') return undefined;
      const found = find(url);
      // A delta is more than a condition (RFC 3229).
      if (found === undefined || headers.get('a-im') !== null) return undefined;
      const at = now();
      const made = madeAt(found, at);
      const { etag, changedAt } = made.reply;
      if (isNotModified(headers, { etag, lastModified: changedAt }, at)) {
        return made.notModified;
      }
      return wholeAnswer(made, cache.get(url), choose(headers.get('accept-encoding')), at);
    },
  };
}

function secondOf(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

function madeAt(kept: Kept, at: Date): Made {
  const { second } = kept.made;
  if (second !== EVERY_SECOND && second !== secondOf(at)) kept.made = makeAt(kept.replyAt, at);
  return kept.made;
}

const EVERY_SECOND = -1;

function makeAt(replyAt: ReplyAt, at: Date): Made {
  const reply = replyAt(at);
  const lastModified = shownLastModified(reply.changedAt, at);
  const isConstant = reply.isConstant === true && reply.changedAt.getTime() <= at.getTime();
  return {
    second: isConstant ? EVERY_SECOND : secondOf(at),
    reply,
    notModified: {
      status: 304,
      headers: flat(headersOf(reply, reply.etag, lastModified)),
      body: undefined,
      coding: undefined,
    },
    whole: new Map(),
  };
}

/** Undefined while the document is not rendered, or not compressed yet. */
function wholeAnswer(
  made: Made,
  document: RenderedDocument | undefined,
  wanted: Coding | undefined,
  at: Date,
): HotAnswer | undefined {
  if (document === undefined || document.etag !== made.reply.etag) return undefined;
  const coding = worthCompressing(document.bytes) ? wanted : undefined;
  const body = coding === undefined ? document.bytes : document.ready.get(coding);
  if (body === undefined) return undefined;
  const name = coding ?? 'identity';
  const known = made.whole.get(name);
  const { changedAt } = made.reply;
  if (known?.body === body) return known;
  const current = { ...document, changedAt };
  const headers = flat(wholeHeaders(made.reply, current, { bytes: body, coding, at }));
  const answer: HotAnswer = { status: 200, headers, body, coding };
  // A document with a story that ends has a freshness of its own.
  if (document.goodUntil === undefined) made.whole.set(name, answer);
  return answer;
}

function flat(headers: Headers): readonly string[] {
  return [...headers].flat();
}
