/** What every reader of documents does alike: dates of kept copies, one rendering at a time. */

import type { DocumentPool, RenderedDocument } from './document-cache.ts';

/** The validators of a document, read without listing or rendering more than was needed. */
export interface DocumentHead {
  readonly path: string;
  /** Weak, quoted. */
  readonly etag: string;
  readonly changedAt: Date;
  /** Next instant at which time alone changes what may be shown. */
  readonly nextDueAt: Date | undefined;
}

export function latest(instants: readonly (Date | undefined)[]): Date {
  return new Date(Math.max(0, ...instants.map((at) => at?.getTime() ?? 0)));
}

/** Undefined without any. */
export function earliest(instants: readonly (Date | undefined)[]): Date | undefined {
  const times = instants.flatMap((at) => (at === undefined ? [] : [at.getTime()]));
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

/** Equal content, perhaps of a later change: the dates of a copy go forward with the document's. */
export function keepDates(cache: DocumentPool, head: DocumentHead, era: number): void {
  const { path, etag, changedAt, nextDueAt } = head;
  const cached = cache.get(path);
  if (cached?.etag !== etag) return;
  const isSame =
    cached.changedAt.getTime() === changedAt.getTime() &&
    cached.nextDueAt?.getTime() === nextDueAt?.getTime();
  if (!isSame) cache.set({ ...cached, changedAt, nextDueAt }, era);
}

/** The copy kept for `path`, for when the store fails; never past a known expiry. */
export function goodCopy(
  cache: DocumentPool,
  path: string,
  deps: { readonly now: () => Date; readonly mayServeKept?: () => boolean },
): RenderedDocument | undefined {
  if (deps.mayServeKept?.() === false) return undefined;
  const cached = cache.get(path);
  const end = cached?.goodUntil?.getTime() ?? Number.POSITIVE_INFINITY;
  return end > deps.now().getTime() ? cached : undefined;
}

/** One run of a work for all who want it at once. */
export function createSingleFlight<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return (key, work) => {
    const run = running.get(key) ?? work().finally(() => running.delete(key));
    running.set(key, run);
    return run;
  };
}

/**
 * Rendered documents that several processes share, each under its address and its tag: what was made of one
 * state is never taken for another. Never fails, and may forget whenever it likes.
 */
export interface SharedDocuments {
  read(head: DocumentHead): Promise<RenderedDocument | undefined>;
  write(document: RenderedDocument): Promise<void>;
}

/** The kept document of a head, else the one rendering of it that runs for all who ask. */
export function createRendering<Head extends DocumentHead>(
  { cache, shared }: { readonly cache: DocumentPool; readonly shared?: SharedDocuments },
  render: (head: Head) => Promise<RenderedDocument>,
): (head: Head) => Promise<RenderedDocument> {
  const once = createSingleFlight<RenderedDocument>();
  const make = async (head: Head): Promise<RenderedDocument> => {
    const era = cache.era();
    const known = await shared?.read(head);
    if (known !== undefined) {
      const document = { ...known, changedAt: head.changedAt, nextDueAt: head.nextDueAt };
      cache.set(document, era);
      return document;
    }
    const document = await render(head);
    await shared?.write(document);
    return document;
  };
  return async (head) => {
    const cached = cache.get(head.path);
    if (cached?.etag === head.etag) return { ...cached, changedAt: head.changedAt };
    return once(`${head.path} ${head.etag}`, () => make(head));
  };
}
