/** Which of an entry's pictures, sounds and files a format lists beside the text, and how subjects split. */

import type { Media, Subject } from '../model/article.ts';
import type { Entry } from '../model/feed.ts';
import { escapeXmlAttribute } from '../text/xml.ts';

/**
 * Media that the text does not show already. Readers show an enclosure next to the text, so a
 * picture that is in both appears twice (FreshRSS issue 3078).
 */
export function mediaBesideText(entry: Entry): readonly Media[] {
  const html = entry.contentHtml;
  if (html === undefined) return entry.media;
  return entry.media.filter((media) => !isQuotedIn(html, media.url));
}

function isQuotedIn(html: string, url: string): boolean {
  const spellings = [url, escapeXmlAttribute(url), url.replaceAll('&', '&#x26;')];
  return spellings.some((spelling) => html.includes(`"${spelling}"`));
}

export type Medium = 'image' | 'audio' | 'video' | 'document';

/** Media RSS `medium`. */
export function mediumOf(media: Media): Medium {
  const [family] = media.type.split('/');
  if (family === 'image' || family === 'audio' || family === 'video') return family;
  return 'document';
}

/** A concept's vocabulary and its code in it: `…/mediatopic/` and `20000638`. */
export interface SubjectCode {
  /** Absent when the URI does not tell the two apart. */
  readonly vocabularyUri?: string;
  readonly code: string;
}

export function subjectCode(subject: Subject): SubjectCode {
  const cut = Math.max(subject.uri.lastIndexOf('/'), subject.uri.lastIndexOf('#')) + 1;
  const code = subject.uri.slice(cut);
  if (cut === 0 || code === '') return { code: subject.uri };
  return { vocabularyUri: subject.uri.slice(0, cut), code };
}
