/** Pieces that the schemas of answers are made of. */

import * as z from 'zod';
import { ARTICLE_STATES } from '../../model/article.ts';

export const instant = (what: string) => z.iso.datetime().describe(what);
export const address = (what: string) => z.url().describe(what);
export const stateOf = (what: string) => z.enum(ARTICLE_STATES).describe(what);

/** One of the names, each with its meaning beside it. */
export function describedCodes<T extends string>(meanings: Readonly<Record<T, string>>) {
  const codes = Object.keys(meanings) as T[];
  return z.union(codes.map((code) => z.literal(code).describe(meanings[code])));
}
