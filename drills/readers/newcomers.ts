/** Fresh readers: each walks from the live document to the oldest archive and must find all there is. */

import { pick, type Random } from '../random.ts';
import { expectEverything } from './claims.ts';
import type { Tell } from './get.ts';
import { walkWhole } from './protocols.ts';
import { FEEDS, FILES, feedPath } from './roster.ts';
import { createCountedGet, createFigures, type Figures, type Scene } from './seat.ts';
import { BASE_URL } from './world.ts';

export interface Newcomers {
  readonly figures: Figures;
  readonly found: () => number;
  /** One, to a feed and a format by chance; over a socket every fourth time. */
  come(): Promise<void>;
  /** One to every feed in every format. */
  comeToAll(): Promise<void>;
}

export function createNewcomers(scene: Scene, random: Random): Newcomers {
  const figures = createFigures();
  let found = 0;
  const visit = async (feed: string, file: string, isOverSocket: boolean): Promise<void> => {
    figures.polls += 1;
    found += await walk(scene, { feed, file, isOverSocket, figures });
  };
  return {
    figures,
    found: () => found,
    come: () => visit(pick(random, FEEDS), pick(random, FILES), random() < 0.25),
    comeToAll: async () => {
      for (const feed of FEEDS) {
        for (const file of FILES) await visit(feed, file, feed === 'main');
      }
    },
  };
}

interface Visit {
  readonly feed: string;
  readonly file: string;
  readonly isOverSocket: boolean;
  readonly figures: Figures;
}

/** How many stories it had to find. */
async function walk(scene: Scene, { feed, file, isOverSocket, figures }: Visit): Promise<number> {
  const { ledger, world, onArchive } = scene;
  const path = feedPath(feed, file);
  const name = `newcomer ${path}`;
  const url = BASE_URL + path;
  const tell: Tell = (fault) => scene.fault(name, fault);
  const { get } = createCountedGet({ name, isOverSocket }, scene, { figures, isWalking: true });
  const startedAt = world.now;
  const relation = file === 'feed.json' ? 'next' : 'prev-archive';
  const library = await walkWhole({ url, get, tell, onArchive }, relation);
  return expectEverything(ledger, { library, duty: { feed, url }, startedAt }, tell);
}
