/** Every address that an observer asks for. */

import { shortId } from '../../src/feeds/urls.ts';
import type { Story } from './schedule-model.ts';
import { SECTIONS } from './schedule-steps.ts';

export const LANGUAGES = ['en', 'ja', 'ko'] as const;
export const TOPICS = ['diplomacy', 'weapons'] as const;
export const FILES = ['rss.xml', 'atom.xml', 'feed.json', 'tombstones/atom.xml'] as const;

export interface SelectorUrl {
  readonly key: string;
  /** Without a trailing slash; empty for the main feed. */
  readonly folder: string;
}

export const SELECTORS: readonly SelectorUrl[] = [
  { key: 'main', folder: '' },
  ...TOPICS.flatMap((topic) => [
    { key: `topic:${topic}`, folder: `/topics/${topic}` },
    ...LANGUAGES.map((language) => ({
      key: `topic:${topic}:${language}`,
      folder: `/topics/${topic}/${language}`,
    })),
  ]),
  ...SECTIONS.map((name) => ({ key: `section:${name}`, folder: `/sections/${name}` })),
  ...LANGUAGES.map((name) => ({ key: `language:${name}`, folder: `/languages/${name}` })),
];

export const MEDIA = ['/media/a.jpg', '/media/shared.jpg'] as const;

export function pathOf(folder: string, file: string): string {
  return `${folder}/${file}`;
}

/** Whether the feed exists before its first story. */
export function existsAlways(key: string): boolean {
  return key === 'main' || /^topic:[^:]+$/.test(key);
}

export function pageOf({ slug, id }: Story, name = slug): string {
  return `/articles/${name}-${shortId(id)}`;
}
