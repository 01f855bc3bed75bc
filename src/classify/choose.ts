/**
 * One hit for each group of a line, no two in the same words, near ones close together. Otherwise one
 * word that stands in two lists would satisfy a line alone.
 */

import type { Within } from '../model/topic.ts';
import type { CompiledNear } from './compile-line.ts';
import { fieldOfToken, type Scan } from './scan-state.ts';
import { isSpent } from './work.ts';

/** Numbers of hits. */
type Hits = readonly number[];

/** A hit of `found` for each group; undefined when there is no such choice, or the topic's work is spent. */
export function chooseHits(
  found: readonly Hits[],
  nears: readonly CompiledNear[],
  scan: Scan,
): Hits | undefined {
  if (found.some((hits) => hits.length === 0)) return undefined;
  if (found.length === 1 && nears.length === 0) return [found[0]?.[0] ?? 0];
  const search = { scan, nears };
  const count = found.reduce((sum, hits) => sum + hits.length, 0);
  return count <= FEW_HITS ? chooseApart(search, found) : chooseNear(search, found, 0);
}

/** So few are tried in every combination sooner than they are sorted by place. */
const FEW_HITS = 10;

interface Search {
  readonly scan: Scan;
  readonly nears: readonly CompiledNear[];
}

/** Narrows the hits to one place after another in which the groups of `nears[index]` meet. */
function chooseNear(search: Search, found: readonly Hits[], index: number): Hits | undefined {
  const near = search.nears[index];
  if (near === undefined) return chooseApart(search, found);
  for (const place of placesOf(near, found, search.scan)) {
    const narrowed = [...found];
    for (const [rank, slot] of near.slots.entries()) narrowed[slot] = place[rank] ?? [];
    search.scan.work -= found.length;
    const chosen = chooseNear(search, narrowed, index + 1);
    if (chosen !== undefined) return chosen;
    if (isSpent(search.scan)) return undefined;
  }
  return undefined;
}

function chooseApart(search: Search, found: readonly Hits[]): Hits | undefined {
  // Groups with few hits first: most of the dead ends are there.
  const order = [...found.keys()].sort((a, b) => (found[a]?.length ?? 0) - (found[b]?.length ?? 0));
  const choice = { found, order, chosen: found.map(() => -1) };
  return chooseRest(search, choice, 0) ? choice.chosen : undefined;
}

interface Choice {
  readonly found: readonly Hits[];
  readonly order: readonly number[];
  /** -1 for a group without a hit yet. */
  readonly chosen: number[];
}

function chooseRest(search: Search, choice: Choice, rank: number): boolean {
  const { found, order, chosen } = choice;
  const { scan, nears } = search;
  const group = order[rank];
  if (group === undefined) return nears.every((near) => isNear(near, chosen, scan));
  for (const hit of found[group] ?? []) {
    scan.work -= rank + 1;
    if (isSpent(scan)) return false;
    if (chosen.some((other) => other >= 0 && overlaps(scan, hit, other))) continue;
    chosen[group] = hit;
    if (chooseRest(search, choice, rank + 1)) return true;
    chosen[group] = -1;
  }
  return false;
}

function overlaps({ hitFrom, hitTo }: Scan, one: number, other: number): boolean {
  return hitFrom.at(one) < hitTo.at(other) && hitFrom.at(other) < hitTo.at(one);
}

function isNear({ within, slots }: CompiledNear, chosen: Hits, scan: Scan): boolean {
  if (typeof within !== 'number') {
    const units = within === 'sentence' ? scan.words.sentence : scan.words.paragraph;
    const unit = units[scan.hitFrom.at(chosen[slots[0] ?? 0] ?? 0)];
    return slots.every((slot) => units[scan.hitFrom.at(chosen[slot] ?? 0)] === unit);
  }
  const gap = wordsBetween(
    slots.map((slot) => chosen[slot] ?? 0),
    scan,
  );
  return gap <= within;
}

/** Words between the first and the last of the hits that belong to none of them; Infinity across fields. */
export function wordsBetween(hits: Hits, scan: Scan): number {
  const { hitFrom, hitTo } = scan;
  const from = Math.min(...hits.map((hit) => hitFrom.at(hit)));
  const to = Math.max(...hits.map((hit) => hitTo.at(hit)));
  if (fieldOfToken(scan, from) !== fieldOfToken(scan, to - 1)) return Number.POSITIVE_INFINITY;
  return hits.reduce((left, hit) => left - (hitTo.at(hit) - hitFrom.at(hit)), to - from);
}

/** Work for one hit among many that are sorted. */
const SORTING = 4;

/** Each place in which every group has hits: for every one, those in it. */
function placesOf(near: CompiledNear, found: readonly Hits[], scan: Scan): Iterable<Hits[]> {
  const groups = near.slots.map((slot) => found[slot] ?? []);
  // Every hit is put in order, or into its sentence.
  scan.work -= SORTING * groups.reduce((sum, hits) => sum + hits.length, 0);
  if (isSpent(scan)) return [];
  return typeof near.within === 'number'
    ? windowsOf(groups, near.within, scan)
    : unitsOf(groups, near.within, scan);
}

/** Sentences or paragraphs. A hit is where its first word is. */
function unitsOf(
  groups: readonly Hits[],
  within: Exclude<Within, number>,
  scan: Scan,
): Iterable<Hits[]> {
  const unitOfToken = within === 'sentence' ? scan.words.sentence : scan.words.paragraph;
  const units = new Map<number, number[][]>();
  for (const hit of groups[0] ?? []) {
    const unit = unitOfToken[scan.hitFrom.at(hit)] ?? 0;
    const place = units.get(unit);
    if (place) place[0]?.push(hit);
    else units.set(unit, [[hit]]);
  }
  for (let index = 1; index < groups.length; index += 1) {
    for (const hit of groups[index] ?? []) {
      // Where an earlier group has no hit, none of this one helps.
      const place = units.get(unitOfToken[scan.hitFrom.at(hit)] ?? 0);
      if (place?.length === index) place.push([hit]);
      else place?.[index]?.push(hit);
    }
  }
  return [...units.values()].filter((place) => place.length === groups.length);
}

/** From each hit on as far as the groups may reach. */
function* windowsOf(groups: readonly Hits[], within: number, scan: Scan): Iterable<Hits[]> {
  const { hitFrom, hitTo } = scan;
  const sorted = groups.map((hits) => hits.toSorted((a, b) => hitFrom.at(a) - hitFrom.at(b)));
  const reach = sorted.reduce((sum, hits) => sum + longest(hits, scan), within);
  for (const [index, hits] of sorted.entries()) {
    // Where each group's hits begin that do not lie before the first: they only move on.
    const begins = sorted.map(() => 0);
    for (const first of hits) {
      const from = hitFrom.at(first);
      const place = sorted.map((others, other) => {
        if (other === index) return [first];
        let begin = begins[other] ?? 0;
        while (begin < others.length && hitFrom.at(others[begin] ?? 0) < from) begin += 1;
        begins[other] = begin;
        let end = begin;
        while (end < others.length && hitFrom.at(others[end] ?? 0) < from + reach) end += 1;
        return others.slice(begin, end).filter((hit) => hitTo.at(hit) <= from + reach);
      });
      scan.work -= place.reduce((sum, left) => sum + left.length + 1, 0);
      if (isSpent(scan)) return;
      if (place.every((left) => left.length > 0)) yield place;
    }
  }
}

function longest(hits: Hits, { hitFrom, hitTo }: Scan): number {
  return hits.reduce((most, hit) => Math.max(most, hitTo.at(hit) - hitFrom.at(hit)), 0);
}
