/** What a document is made of, in a few characters: equal content gives an equal digest, on any database and runtime. */

import type { Pair, StoredTombstone } from '../store/store.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { hashText } from '../text/hash.ts';

export interface Digests {
  /** Of what the live document lists and which archive it links. */
  readonly live: string;
  /** Of the variant with tombstones: those, and what it lists beside them. */
  readonly tombstones: string;
}

export interface LiveContent {
  readonly pairs: readonly Pair[];
  readonly tombstones: readonly StoredTombstone[];
  /** What it links: undefined while there is no archive. */
  readonly front: { readonly archive: ArchiveName; readonly page: number | undefined } | undefined;
}

/** An archive as its URL names it. */
export interface ArchiveName {
  /** From 1, the oldest. */
  readonly number: number;
  readonly digest: string;
}

export function digestsOf({ pairs, tombstones, front }: LiveContent): Digests {
  const gone = new Set(tombstones.map(({ id }) => id));
  // A notice gives way to its tombstone, so its end changes nothing there.
  const beside = digestOf(pairs.filter(({ id }) => !gone.has(id)));
  const links = front && [front.archive.number, front.archive.digest, front.page ?? ''];
  return {
    live: hashText([digestOf(pairs), ...(links ?? [])].join(' ')),
    tombstones: `${goneDigestOf(tombstones)} ${beside}`,
  };
}

/** A function of content alone: it survives a rebuilt store, another database, another runtime. */
export function digestOf(pairs: readonly Pair[]): string {
  return hashText(pairs.map(({ id, shownHash }) => `${id} ${shownHash}`).join('\n'));
}

function goneDigestOf(tombstones: readonly StoredTombstone[]): string {
  const lines = tombstones.map(
    ({ id, goneAt, language, isWithdrawn }) =>
      `${id} ${formatRfc3339(goneAt)} ${language} ${isWithdrawn}`,
  );
  return hashText(lines.join('\n'));
}

/** 64 bits: of the few states that one archive ever has, no two share it. */
const ARCHIVE_DIGEST_CHARACTERS = 16;

/** Part of an archive's URL: another content has another URL (decision log). */
export function archiveDigest(pairs: readonly Pair[]): string {
  return digestOf(pairs).slice(0, ARCHIVE_DIGEST_CHARACTERS);
}

/** 48 bits: that a changed entry of a hundred passes for a known one happens once in 10^12 times. */
const ENTRY_CHARACTERS = 12;

/** Hashes of the entries of a document, without anything between them. */
export function entryHashes(pairs: readonly Pair[]): string {
  return pairs.map(entryHash).join('');
}

/** The pairs that a document with these `entries` did not have, or had as they were before. */
export function newTo<T extends Pair>(entries: string, pairs: readonly T[]): readonly T[] {
  const known = new Set(entries.match(new RegExp(`.{${ENTRY_CHARACTERS}}`, 'g')));
  return pairs.filter((pair) => !known.has(entryHash(pair)));
}

function entryHash({ id, shownHash }: Pair): string {
  return hashText(`${id} ${shownHash}`).slice(0, ENTRY_CHARACTERS);
}
