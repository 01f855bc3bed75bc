/**
 * The file `_redirects` of Cloudflare, Netlify and others. What finds no room in it is told, so that the
 * export can put a file in its place.
 */

import { archiveByNumber } from '../feeds/path-kind.ts';
import { topicPath } from '../feeds/urls.ts';
import { pathPrefix } from './static-headers.ts';
import type { StaticManifest } from './static-manifest.ts';

/** Of Cloudflare; what lies behind the last of them is passed over in silence. */
const MAX_STATIC = 2_000;
const MAX_DYNAMIC = 100;
const MAX_BYTES = 100_000;
/** Longer lines are passed over as well. */
const MAX_LINE = 1_000;

interface Line {
  readonly from: string;
  readonly to: string;
  readonly status: 301 | 302;
}

export interface RedirectsFile {
  readonly text: string;
  /** Paths of archives, by their number, for which there was no room. */
  readonly archivesLeft: readonly string[];
  /** Further paths for which there was none. */
  readonly left: readonly string[];
}

/** Most needed first: what readers hold on to, then what archives link each other by, then old contents. */
export function redirectsFile(manifest: StaticManifest): RedirectsFile {
  const { archives, redirects, moved } = manifest;
  const fill = filler(pathPrefix(manifest));
  const topics = Object.entries(moved);
  const patterns = topics.map(([from, to]) =>
    permanent(`${topicPath(from)}/*`, `${topicPath(to)}/:splat`),
  );
  // Their room is taken first; hosts want them last.
  const dynamic = fill(patterns, MAX_DYNAMIC);
  const fixed = fill(
    [
      ...Object.entries(redirects)
        .filter(([from, to]) => isPlain(from, to, manifest))
        .map(([from, to]) => permanent(from, to)),
      ...topics.map(([from, to]) => permanent(topicPath(from), topicPath(to))),
    ],
    MAX_STATIC,
  );
  const byNumber = fill(
    Object.entries(archives).map(([from, to]): Line => ({ from, to, status: 302 })),
    MAX_STATIC - fixed.taken.length,
  );
  const rest = MAX_STATIC - fixed.taken.length - byNumber.taken.length;
  const former = fill(formerLines(manifest), rest);
  return {
    text: [fixed, byNumber, former, dynamic].flatMap(({ taken }) => taken).join(''),
    archivesLeft: byNumber.left,
    left: [...fixed.left, ...dynamic.left],
  };
}

/**
 * What a host reads as it is meant: `*` and `:` make a pattern there, and a second slash another host. A
 * document of ours stands before a redirect, as it does on the server.
 */
function isPlain(from: string, to: string, { documents }: StaticManifest): boolean {
  return !/[*:]/.test(from) && !to.startsWith('//') && !Object.hasOwn(documents, from);
}

function permanent(from: string, to: string): Line {
  return { from, to, status: 301 };
}

function formerLines({ formerArchives, archives }: StaticManifest): readonly Line[] {
  return formerArchives.flatMap((from) => {
    const to = archives[archiveByNumber(from)?.path ?? ''];
    return to === undefined || to === from ? [] : [permanent(from, to)];
  });
}

/** Fills one file; each call knows how many bytes those before it took. */
function filler(prefix: string) {
  let bytes = 0;
  return (lines: readonly Line[], limit: number) => {
    const taken: string[] = [];
    const left: string[] = [];
    for (const { from, to, status } of lines) {
      const line = `${prefix}${from} ${prefix}${to} ${status}\n`;
      const hasRoom = taken.length < limit && bytes + line.length <= MAX_BYTES;
      if (!hasRoom || line.length > MAX_LINE || /[\s#]/.test(from)) {
        left.push(from);
        continue;
      }
      taken.push(line);
      bytes += line.length;
    }
    return { taken, left };
  };
}
