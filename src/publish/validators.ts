/** The one scheme of validators for feed documents: hashes of what they show, never of time, process or deploy. */

import { RENDERER_VERSION } from '../render/formats.ts';
import { hashText } from '../text/hash.ts';
import { type SettingState, type SiteState, settingsFor } from './site-state.ts';

const CONTENT_CHARACTERS = 24;
const FACE_CHARACTERS = 16;

export interface DocumentIdentity {
  readonly path: string;
  /** Everything that the entries and the envelope take from the store. */
  readonly content: readonly string[];
  /** That of them which the document depends on. */
  readonly settings: readonly SettingState[];
}

/**
 * Weak, quoted, in two parts: the hash of the content, which all formats share, and that of path,
 * settings and renderer. So the state of a feed that a tag stands for can be looked up (RFC 3229).
 */
export function etagOf(identity: DocumentIdentity): string {
  return `W/"${contentHash(identity.content)}-${faceHash(identity)}"`;
}

/** First part of the tags of all documents with this content. */
export function contentHash(content: readonly string[]): string {
  return hashText(content.join('\n')).slice(0, CONTENT_CHARACTERS);
}

function faceHash({ path, settings }: Omit<DocumentIdentity, 'content'>): string {
  const parts = [RENDERER_VERSION, path, ...settings.map(({ fingerprint }) => fingerprint)];
  return hashText(parts.join('\n')).slice(0, FACE_CHARACTERS);
}

const TAG = new RegExp(
  `^(?:W/)?"([0-9a-f]{${CONTENT_CHARACTERS}})-([0-9a-f]{${FACE_CHARACTERS}})"$`,
);

/** Contents of those of the `tags` that are of the same document but for its content, with the tags themselves. */
export function contentsBehind(
  tags: readonly string[],
  identity: Omit<DocumentIdentity, 'content'>,
): ReadonlyMap<string, string> {
  const face = faceHash(identity);
  const found = new Map<string, string>();
  for (const tag of tags) {
    const [, content, other] = TAG.exec(tag) ?? [];
    if (content !== undefined && other === face) found.set(content, tag);
  }
  return found;
}

/** The settings that documents of a selector depend on, and when the youngest of them changed. */
export function settingsBehind(
  state: SiteState,
  topicId: string | undefined,
): { readonly settings: readonly SettingState[]; readonly changedAt: number } {
  const settings = settingsFor(state, topicId);
  const changedAt = Math.max(0, ...settings.map((one) => one.changedAt.getTime()));
  return { settings, changedAt };
}
