/** The site in force: configuration, compiled topics, and since when each part of it holds. */

import { MATCHER_VERSION } from '../classify/match.ts';
import type { Site } from '../model/site.ts';
import type { RuleLine, Topic, TopicReference } from '../model/topic.ts';
import { RENDERER_VERSION } from '../render/formats.ts';
import type { Setting, Store, StoredSettings } from '../store/store.ts';
import { canonicalJson, hashText } from '../text/hash.ts';
import { readMoved, type StoredMoved, withMovedTopics } from './moved-topics.ts';

export interface SettingState {
  readonly fingerprint: string;
  readonly changedAt: Date;
}

export interface SiteState {
  readonly site: Site;
  /** Id of a retired topic -> first instant whose stories it does not take. */
  readonly retired: ReadonlyMap<string, Date>;
  /** By key: `publication`, `topic:<id>`, `rules`. */
  readonly settings: ReadonlyMap<string, SettingState>;
  /** Whether the topics' rules differ from those that the stored articles were classified by. */
  readonly rulesChanged: boolean;
  /** Number of the configuration: see Signal. */
  readonly settingsSeq: number;
}

const PUBLICATION = 'publication';
const RULES = 'rules';
const topicKey = (id: string): string => `topic:${id}`;

/**
 * Makes `site` the one in force and records in the store what of it is new. For a single writer:
 * the start of a process, `migrate` or a deployment (decision log). Changed rules are recorded by
 * `noteRules`, once the articles are classified by them.
 */
export async function installSite(store: Store, wanting: Site, now: Date): Promise<SiteState> {
  const site = withMovedTopics(wanting, (await loadSite(store))?.site);
  const rules = (await store.readSettings()).settings.find(({ key }) => key === RULES);
  const wanted = settingsOf(site);
  await store.saveSettings(
    wanted.map((one) => (one.key === RULES && rules !== undefined ? rules : one)),
    now,
  );
  const known = wanted.find(({ key }) => key === RULES)?.fingerprint;
  const rulesChanged = rules !== undefined && rules.fingerprint !== known;
  return stateOf(site, await store.readSettings(), rulesChanged);
}

/** Records that the stored articles are classified by the rules in force. */
export async function noteRules(store: Store, state: SiteState, now: Date): Promise<void> {
  await store.saveSettings(settingsOf(state.site), now);
}

type StoredSite = Omit<Site, 'topics' | 'moved'> & { readonly moved?: StoredMoved };

/** The site that a deployment left in the store; undefined in an empty store. */
export async function loadSite(store: Pick<Store, 'readSettings'>): Promise<SiteState | undefined> {
  const stored = await store.readSettings();
  const { settings } = stored;
  const publication = settings.find(({ key }) => key === PUBLICATION);
  if (publication === undefined) return undefined;
  const { moved, ...site } = JSON.parse(publication.value) as StoredSite;
  const topics = settings
    .filter(({ key }) => key.startsWith(topicKey('')))
    .map(({ value }) => JSON.parse(value) as Topic);
  return stateOf({ ...site, ...(moved && { moved: readMoved(moved) }), topics }, stored, false);
}

function settingsOf(site: Site): readonly Omit<Setting, 'changedAt'>[] {
  const { publication, topics, baseUrl, moved, mergers } = site;
  // Redirects change no document, nor do the days of a notice: its end is stored with its article.
  const { redirects, noticeDays, baseUrl: _written, ...visible } = publication;
  const shown = canonicalJson({ visible, baseUrl, renderer: RENDERER_VERSION });
  return [
    {
      key: PUBLICATION,
      fingerprint: hashText(shown),
      value: canonicalJson({ publication, baseUrl, moved, mergers }),
    },
    ...topics.map((topic) => ({
      key: topicKey(topic.id),
      fingerprint: hashText(canonicalJson(faceOf(topic))),
      value: canonicalJson(topic),
    })),
    { key: RULES, fingerprint: rulesFingerprint(site), value: '' },
  ];
}

/** Of everything that decides which articles belong to which topics. */
export function rulesFingerprint({ topics }: Site): string {
  return hashText(canonicalJson({ matcher: MATCHER_VERSION, topics: topics.map(rulesOf) }));
}

/** What of a topic shows in its feeds. */
function faceOf(topic: Topic): unknown {
  const { id, slug, names, description, window, text, retired, imageUrl } = topic;
  return { id, slug, names, description, window, text, retired, imageUrl };
}

/**
 * What of a topic decides its members. Where a line stands in its file does not: a comment above it
 * would have every stored article looked at again.
 */
function rulesOf({ id, lists, match, unless, threshold, implies, retired }: Topic): unknown {
  return {
    id,
    lists,
    match: match.map(placeless),
    unless: unless.map(placeless),
    threshold,
    implies: implies && idsOf(implies),
    retired,
  };
}

function placeless({ line: _place, id: _name, topics, ...rule }: RuleLine): unknown {
  return { ...rule, ...(topics && { topics: idsOf(topics) }) };
}

function idsOf(references: readonly TopicReference[]): readonly string[] {
  return references.map(({ id }) => id);
}

function stateOf(
  site: Site,
  { settings, settingsSeq }: StoredSettings,
  rulesChanged: boolean,
): SiteState {
  return {
    site,
    retired: new Map(
      site.topics.flatMap(({ id, retired }) => (retired ? [[id, new Date(retired)] as const] : [])),
    ),
    settings: new Map(
      settings.map(({ key, fingerprint, changedAt }) => [key, { fingerprint, changedAt }]),
    ),
    rulesChanged,
    settingsSeq,
  };
}

/** The settings that a selector's documents depend on. */
export function settingsFor(
  state: SiteState,
  topicId: string | undefined,
): readonly SettingState[] {
  const keys = topicId === undefined ? [PUBLICATION] : [PUBLICATION, topicKey(topicId)];
  return keys.flatMap((key) => state.settings.get(key) ?? []);
}
