/**
 * The store of a worker: D1, by way of its read replicas where they are wanted, watched for what other
 * isolates, deployments and processes change.
 */

import { createD1, type D1Binding, type D1Connection } from '../store/d1.ts';
import type { SqlDriver } from '../store/driver.ts';
import { createServingStore, type ServingStore } from '../store/serving-store.ts';

/**
 * A replica that was told of the clock longer ago than this is not read: the cron trigger tells it each
 * minute, and a copy may be late itself. So a withdrawn story is gone from every isolate after this long.
 */
export const MAX_REPLICA_AGE_MS = 150_000;

/** How long the primary is read then, before replicas are tried again. */
const PRIMARY_MS = 60_000;

export interface EdgeStoreOptions {
  readonly now: () => Date;
  readonly useReplicas: boolean;
}

/** What the last answer of the store told of it. */
export interface EdgeStore extends ServingStore {
  /** For whoever writes too. */
  readonly driver: SqlDriver;
  /** Number of the configuration in force, as it was last read. */
  settingsSeq(): number | undefined;
  /** When the store last answered. */
  answeredAt(): Date | undefined;
  /** How often it has told. */
  reads(): number;
}

export function createEdgeStore(binding: D1Binding, options: EdgeStoreOptions): EdgeStore {
  const { now } = options;
  const connections = createConnections(binding, options);
  const driver = createD1(connections.current);
  const store = createServingStore(driver);
  let settingsSeq: number | undefined;
  let answeredAt: Date | undefined;
  let reads = 0;
  /** Reads again from the primary what a replica that is too old told. */
  const fresh = async <T extends Told>(read: () => Promise<T>): Promise<T> => {
    const told = await read();
    const found = connections.isTooOld(told.beatAt) ? await read() : told;
    settingsSeq = found.settingsSeq;
    answeredAt = now();
    reads += 1;
    return found;
  };
  return {
    ...store,
    driver,
    readFeed: (key, parts) => fresh(() => store.readFeed(key, parts)),
    selectorStates: (keys) => fresh(() => store.selectorStates(keys)),
    settingsSeq: () => settingsSeq,
    answeredAt: () => answeredAt,
    reads: () => reads,
  };
}

interface Told {
  readonly beatAt: Date | undefined;
  readonly settingsSeq: number;
}

interface Connections {
  readonly current: () => D1Connection;
  /** Whether what was just read is too old; it is the primary's turn then. */
  isTooOld(beatAt: Date | undefined): boolean;
}

function createConnections(
  binding: D1Binding,
  { now, useReplicas }: EdgeStoreOptions,
): Connections {
  if (!useReplicas || binding.withSession === undefined) {
    return { current: () => binding, isTooOld: () => false };
  }
  let session: D1Connection | undefined;
  let primaryUntil = 0;
  let start: 'first-unconstrained' | 'first-primary' = 'first-unconstrained';
  return {
    current: () => {
      if (now().getTime() < primaryUntil) return binding;
      // Behind a turn of the primary, a session begins there: nothing that was read or written is unread.
      session ??= binding.withSession?.(start) ?? binding;
      return session;
    },
    isTooOld: (beatAt) => {
      const isPrimary = now().getTime() < primaryUntil;
      const ageMs = now().getTime() - (beatAt?.getTime() ?? 0);
      if (isPrimary || ageMs <= MAX_REPLICA_AGE_MS) return false;
      primaryUntil = now().getTime() + PRIMARY_MS;
      session = undefined;
      start = 'first-primary';
      return true;
    },
  };
}
