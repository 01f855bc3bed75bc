/** The phrases of `except`: what they hide. */

import type { CompiledTopics } from './compile.ts';
import { firstHit, LIST_HEAD, LIST_STRIDE, type Scan } from './scan-state.ts';

/** Takes out the hits that lie inside a phrase of `except`. Both stand in order, so one pass is enough. */
export function hideMasked({ scan, maskOfList }: CompiledTopics): void {
  const { touchedLists } = scan;
  for (let index = 0; index < touchedLists.length; index += 1) {
    const list = touchedLists.at(index);
    const masking = maskOfList[list] ?? -1;
    if (masking < 0) continue;
    const mask = firstHit(scan, masking);
    if (mask >= 0) hideInside(scan, list, mask);
  }
}

/** `mask`: the first hit of the phrases that hide. */
function hideInside(scan: Scan, list: number, mask: number): void {
  const { hitFrom, hitTo, hitNext, lists } = scan;
  const at = list * LIST_STRIDE;
  let next = mask;
  let widest = -1;
  let last = -1;
  for (let hit = firstHit(scan, list); hit >= 0; hit = hitNext.at(hit)) {
    while (next >= 0 && hitFrom.at(next) <= hitFrom.at(hit)) {
      if (widest < 0 || hitTo.at(next) > hitTo.at(widest)) widest = next;
      next = hitNext.at(next);
    }
    if (widest >= 0 && hitTo.at(hit) <= hitTo.at(widest)) {
      scan.masked.push(hit);
      scan.masked.push(widest);
    } else {
      if (last < 0) lists[at + LIST_HEAD] = hit;
      else hitNext.data[last] = hit;
      last = hit;
    }
  }
  if (last < 0) lists[at] = 0;
  else hitNext.data[last] = -1;
}
