import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Database } from '../../src/runtime/database.ts';
import { createLeadership, type Leadership } from '../../src/runtime/leadership.ts';
import { createPublication, type SharedPublication } from '../../src/runtime/publication.ts';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

/** Longer than a process that stands by waits between two attempts. */
const ATTEMPT_MS = 2_100;

let folder: EditorFolder;
let store: Store;
let publication: SharedPublication;
let leadership: Leadership;
let events: string[];
/** How a process loses the one lock there is; undefined while nobody holds it. */
let loseLock: (() => void) | undefined;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  folder = createFolder();
  folder.write('a.md', markdown('Envoys meet'));
  events = [];
  loseLock = undefined;
  store = createStore(await openSqlite(':memory:'));
  publication = createPublication({
    folder: folder.path,
    baseUrl: 'https://news.example',
    fallbackUrl: 'http://localhost',
    now: () => new Date(),
    log: () => {},
    store,
  });
  await publication.migrate();
});

afterEach(async () => {
  await leadership.stop();
  await store.close();
  vi.useRealTimers();
  folder.destroy();
});

function create(given: Partial<SharedPublication> = {}): void {
  const database: Pick<Database, 'kind' | 'tryLock'> = {
    kind: 'postgres',
    tryLock: async (onLost) => {
      if (loseLock !== undefined) return undefined;
      const lose = (): void => {
        loseLock = undefined;
        onLost();
      };
      loseLock = lose;
      return {
        release: async () => {
          if (loseLock === lose) loseLock = undefined;
        },
      };
    },
  };
  leadership = createLeadership({
    database: database as Database,
    publication: { ...publication, ...given },
    folder: folder.path,
    log: (_level, event) => void events.push(event),
    report: () => {},
  });
}

const nextAttempt = () => vi.advanceTimersByTimeAsync(ATTEMPT_MS);

test('a store that fails while a process takes over leaves the lock to the next attempt', async () => {
  let fails = true;
  create({
    lead: async () => {
      if (fails) throw new Error('the database is starting up');
      return publication.lead();
    },
  });
  await expect(leadership.start()).rejects.toThrow('starting up');
  expect(loseLock).toBeUndefined();
  fails = false;
  await leadership.start();
  expect(leadership.isLeading()).toBe(true);
});

test('a lock that is lost while the configuration is taken is not believed to be held', async () => {
  await publication.lead();
  await publication.stopLeading();
  create({
    lead: async () => {
      const led = await publication.lead();
      loseLock?.();
      return led;
    },
  });
  await leadership.start();
  expect(leadership.isLeading()).toBe(false);
  expect(events).toEqual(['standing by']);
});

test('a process that stops while it takes over begins nothing, and gives the lock back', async () => {
  await publication.lead();
  await publication.stopLeading();
  loseLock = () => {};
  let goOn = (): void => {};
  const waiting = new Promise<void>((done) => {
    goOn = done;
  });
  create({ lead: () => waiting.then(publication.lead) });
  await leadership.start();
  loseLock = undefined;
  await nextAttempt();
  expect(loseLock).toBeDefined();
  const stopped = leadership.stop();
  goOn();
  await stopped;
  expect(loseLock).toBeUndefined();
  expect(events).toEqual(['standing by']);
  expect(vi.getTimerCount()).toBe(0);
});

test('who lost the lock while the store did not answer takes the next configuration of its successor', async () => {
  let fails = false;
  const failing = createPublication({
    folder: folder.path,
    baseUrl: 'https://news.example',
    fallbackUrl: 'http://localhost',
    now: () => new Date(),
    log: () => {},
    store: {
      ...store,
      signal: async () => {
        if (fails) throw new Error('the database is gone');
        return store.signal();
      },
    },
  });
  create(failing);
  await leadership.start();
  await leadership.firstPass();
  await failing.notice();
  fails = true;
  loseLock?.();
  await vi.waitFor(() => expect(events).toContain('lost the lock of the store'));
  loseLock = () => {};
  await nextAttempt();
  fails = false;

  folder.write('topics/floods.yaml', 'id: floods\nname: {en: Floods}\nmatch:\n  - {tag: floods}\n');
  await publication.lead();
  await failing.notice();
  expect(failing.state()?.site.topics.map(({ id }) => id)).toContain('floods');
});

test('who leads does not become a follower by asking for the configuration of another one', async () => {
  create();
  await leadership.start();
  const before = publication.state();
  expect(await publication.follow()).toBe(true);
  expect(publication.state()).toBe(before);
});
