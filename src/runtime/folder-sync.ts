/** One pass over configuration and articles of a folder, as the store's one writer of both. */

import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Loading } from '../http/deps.ts';
import type { Problem } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import { compiledOf } from '../publish/compiled-topics.ts';
import type { DocumentCache } from '../publish/document-cache.ts';
import { applyDue } from '../publish/due.ts';
import { type Inventory, type SyncReport, takeInventory } from '../publish/pass.ts';
import { reclassify, type WalkProgress } from '../publish/reclassify.ts';
import { installSite, type SiteState } from '../publish/site-state.ts';
import { syncFolder } from '../publish/sync.ts';
import type { Store } from '../store/store.ts';
import { uuidV7 } from '../text/hash.ts';
import { openArticleFolder, takesSidecar } from './article-folder.ts';
import { loadSiteFrom, otherPublication } from './load-site.ts';

/** A removed file counts as removed after this; editors and mounts replace files by delete and create. */
const REMOVAL_GRACE_MS = 500;

export interface FolderOptions {
  readonly folder: string;
  readonly baseUrl: string | undefined;
  readonly fallbackUrl: string;
  readonly now: () => Date;
  readonly allowMassRemoval?: boolean;
  /** A checkout that nobody edits: what is missing is gone at once, and file times say nothing. */
  readonly isCheckout?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly isStopping?: () => boolean;
}

export interface SyncContext {
  readonly options: FolderOptions;
  readonly store: Store;
  readonly cache: DocumentCache;
  readonly current: {
    state: SiteState;
    loading: Loading | undefined;
    /** The walk by changed rules that goes on in the background. */
    walk: WalkProgress | undefined;
  };
  /** Path -> when it, or its sidecar, was first missed. */
  readonly vanished: Map<string, number>;
  /** Topic file -> when it was first missed. */
  vanishedTopics: ReadonlyMap<string, number>;
  /** JSON of the configuration's problems as last reported. */
  reported: string;
  /** JSON of the last pass's problems. */
  said: ReadonlySet<string>;
}

/** A new `urn:uuid:` of version 7. */
export function mintId(now: Date): string {
  return `urn:uuid:${uuidV7(now.getTime(), randomBytes(10))}`;
}

export async function syncOnce(context: SyncContext): Promise<SyncReport> {
  const { options, store, current } = context;
  // A changed configuration is news too: it waits for the end of the emergency stop.
  const { freeze } = await store.signal();
  const configProblems = current.loading || freeze ? [] : await reloadSite(context);
  const folder = openArticleFolder(options.folder);
  const inventory = await takeInventory(store, folder);
  const mayWait = !current.loading && options.isCheckout !== true;
  const report = await syncFolder(
    {
      store,
      folder,
      now: options.now,
      mintId: () => mintId(options.now()),
      onProgress: (done, total) => {
        if (current.loading) current.loading = { done, total };
        options.onProgress?.(done, total);
      },
      ...(options.isStopping && { isStopping: options.isStopping }),
      ...(options.allowMassRemoval && { allowMassRemoval: true }),
      ...(options.isCheckout && { ignoresTimes: true }),
    },
    current.state,
    { inventory, graceful: mayWait ? stillSettling(context, inventory) : new Set() },
  );
  await applyDue(store, current.state, options.now());
  current.loading = undefined;
  const isUnsettled = report.isUnsettled || hasSettlingTopics(context);
  return {
    ...report,
    isUnsettled,
    problems: unsaid(context, [...configProblems, ...report.problems]),
  };
}

/** A broken configuration is reported once, and the last good one stays in force. */
async function reloadSite(context: SyncContext): Promise<readonly Problem[]> {
  const known = context.current.state.site;
  const { options } = context;
  const loaded = loadSiteFrom(options.folder, { ...options, known, ...topicGrace(context) });
  const stranger = loaded.ok ? otherPublication(known, loaded.value) : undefined;
  const found = [...loaded.problems, ...(stranger ? [stranger] : [])];
  const said = JSON.stringify(found);
  const problems = said === context.reported ? [] : found;
  context.reported = said;
  if (loaded.ok && stranger === undefined) await applySite(context, loaded.value);
  return problems;
}

/** Like a removed article: a topic is gone when its file has been for a moment. */
function topicGrace(context: SyncContext): { readonly isSettling: (file: string) => boolean } {
  if (context.options.isCheckout) return { isSettling: () => false };
  const nowMs = context.options.now().getTime();
  const before = context.vanishedTopics;
  const vanished = new Map<string, number>();
  context.vanishedTopics = vanished;
  return {
    isSettling: (file) => {
      const since = before.get(file) ?? nowMs;
      vanished.set(file, since);
      return nowMs - since < REMOVAL_GRACE_MS;
    },
  };
}

/** Another pass has to decide. */
function hasSettlingTopics({ vanishedTopics, options }: SyncContext): boolean {
  const nowMs = options.now().getTime();
  return [...vanishedTopics.values()].some((since) => nowMs - since < REMOVAL_GRACE_MS);
}

async function applySite(context: SyncContext, site: Site): Promise<void> {
  const { options, store, cache, current } = context;
  const before = current.state;
  current.state = await installSite(store, site, options.now());
  // Now, rather than when the first story comes: ten thousand topics take most of a second.
  compiledOf(current.state);
  if (!isSame(before, current.state)) cache.clear();
  await walkOn(context, WALKED_AT_ONCE);
}

/** A small publication follows its rules at once. */
export const WALKED_AT_ONCE = 1_000;

/** Goes on applying changed rules to stored articles, at most `maxArticles` of them. */
export async function walkOn(context: SyncContext, maxArticles: number): Promise<void> {
  const { options, store, current } = context;
  if (!current.state.rulesChanged) return;
  const progress = await reclassify(store, current.state, {
    now: options.now,
    maxArticles,
    pause: async () => void (await setImmediate()),
    ...(options.isStopping && { isStopping: options.isStopping }),
  });
  current.walk = progress.isComplete ? undefined : progress;
  if (progress.isComplete) current.state = { ...current.state, rulesChanged: false };
}

function isSame(before: SiteState, after: SiteState): boolean {
  return (
    before.settings.size === after.settings.size &&
    [...after.settings].every(
      ([key, { fingerprint }]) => before.settings.get(key)?.fingerprint === fingerprint,
    )
  );
}

/** A problem that stays is said in the first pass that meets it, not in every one. */
function unsaid(context: SyncContext, problems: readonly Problem[]): readonly Problem[] {
  const { said } = context;
  context.said = new Set(problems.map((problem) => JSON.stringify(problem)));
  return problems.filter((problem) => !said.has(JSON.stringify(problem)));
}

/**
 * Paths to leave alone for a moment: files that vanished, that lost their sidecar, or that are new and
 * may still get one. Editors and copies write such pairs one after the other.
 */
function stillSettling(context: SyncContext, inventory: Inventory): ReadonlySet<string> {
  const { options, vanished } = context;
  const nowMs = options.now().getTime();
  const present = new Map(inventory.listing.files.map((file) => [file.path, file]));
  const records = new Map(inventory.records.map((record) => [record.path, record]));
  const isOpen = (path: string): boolean => {
    const file = present.get(path);
    if (file === undefined) return true;
    const record = records.get(path);
    const mayHaveSidecar = record === undefined ? takesSidecar(path) : record.hasSidecar;
    return mayHaveSidecar && file.sidecarPath === undefined;
  };
  const open = new Set([...records.keys(), ...present.keys()].filter(isOpen));
  for (const path of [...vanished.keys()]) if (!open.has(path)) vanished.delete(path);
  const settling = new Set<string>();
  for (const path of open) {
    const since = vanished.get(path) ?? nowMs;
    vanished.set(path, since);
    if (nowMs - since < REMOVAL_GRACE_MS) settling.add(path);
  }
  return settling;
}
