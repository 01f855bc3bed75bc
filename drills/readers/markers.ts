/** Words that stand in one version of one story alone, so that any text found anywhere tells whose it is. */

/** A text, the note of a correction, or what is told beside the notice of a withdrawal. */
export type MarkerKind = 'text' | 'note' | 'notice';

export interface Marker {
  readonly word: string;
  readonly kind: MarkerKind;
  /** Number of the story. */
  readonly story: number;
  readonly version: number;
}

const LETTERS = { text: 't', note: 'n', notice: 'w' } as const satisfies Record<MarkerKind, string>;

export function markerWord(kind: MarkerKind, story: number, version: number): string {
  return `zq${LETTERS[kind]}${story}x${version}z`;
}

/** Every marker of `text`, each once, in the order in which they are met. */
export function findMarkers(text: string): readonly Marker[] {
  const found = new Map<string, Marker>();
  for (const [word, letter, story, version] of text.matchAll(/zq([tnw])(\d+)x(\d+)z/g)) {
    if (found.has(word)) continue;
    const kind = letter === 't' ? 'text' : letter === 'n' ? 'note' : 'notice';
    found.set(word, { word, kind, story: Number(story), version: Number(version) });
  }
  return [...found.values()];
}
