/** Archives that readers fetched, fetched again later: an address keeps its bytes or leads on. */

import { pick, type Random } from '../random.ts';
import type { Fetched, Get, Tell } from './get.ts';
import type { Ledger } from './ledger.ts';

export interface ArchiveWatch {
  /** Of an archive that was fetched at `now`. */
  remember(fetched: Fetched, now: number): void;
  /** Fetches some of them again at random. */
  look(count: number): Promise<void>;
  readonly figures: { archives: number; same: number; redirected: number };
}

interface Kept {
  readonly body: string;
  readonly ids: readonly string[];
  readonly at: number;
}

export function createArchiveWatch(parts: {
  readonly ledger: Ledger;
  readonly get: Get;
  readonly tell: Tell;
  readonly random: Random;
}): ArchiveWatch {
  const { ledger, get, tell, random } = parts;
  const kept = new Map<string, Kept>();
  const figures = { archives: 0, same: 0, redirected: 0 };
  return {
    figures,
    remember: ({ finalUrl, body, document }, now) => {
      const known = kept.get(finalUrl);
      if (document === undefined) return;
      // A closed archive is fetched anew by whoever comes: it is compared then too.
      if (known !== undefined && known.body !== body) tell(otherBytes(finalUrl));
      if (known === undefined) figures.archives += 1;
      kept.set(finalUrl, known ?? { body, ids: document.entries.map(({ id }) => id), at: now });
    },
    look: async (count) => {
      for (let left = Math.min(count, kept.size); left > 0; left -= 1) {
        const [url, before] = pick(random, [...kept]);
        const again = await get(url);
        const isSame = again.hops.length === 0;
        figures[isSame ? 'same' : 'redirected'] += 1;
        if (isSame && again.status === 200 && again.body !== before.body) tell(otherBytes(url));
        if (!isSame) expectReason(ledger, { url, again, before }, tell);
      }
    },
  };
}

function otherBytes(url: string) {
  return { url, what: 'has other bytes than before under the same address' };
}

function expectReason(
  ledger: Ledger,
  { url, again, before }: { url: string; again: Fetched; before: Kept },
  tell: Tell,
): void {
  const [first] = again.hops;
  if (first?.status !== 301 && first?.status !== 302) {
    tell({ url, what: `leads on by ${first?.status} instead of 301 or 302` });
  }
  const hasChanged = before.ids.some((id) => (ledger.byId(id)?.touchedAt ?? 0) >= before.at);
  if (!hasChanged) tell({ url, what: `leads to ${again.finalUrl} although nothing in it changed` });
}
