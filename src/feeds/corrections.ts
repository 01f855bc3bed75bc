/** The dated correction notes of an article, as its text or its summary tells them. */

import type { Article, Correction } from '../model/article.ts';
import type { CorrectionNotes } from '../model/publication.ts';
import { formatCalendarDate } from '../text/dates.ts';
import { escapeXml } from '../text/xml.ts';
import { primarySubtag } from './membership.ts';
import { noticeFor } from './notices.ts';

export interface NoteOptions {
  readonly correctionNotes: CorrectionNotes;
  /** IANA name: a note names its day in this zone. */
  readonly timeZone: string;
}

/** `html` with a paragraph for each note: newest first at the head, oldest first at the foot. */
export function withNotes(html: string, article: Article, options: NoteOptions): string {
  const { correctionNotes, timeZone } = options;
  if (correctionNotes === 'none') return html;
  const paragraphs = oldestFirst(article.corrections).map((one) => {
    const lead = `<strong>${escapeXml(leadOf(one, article.language, timeZone))}</strong>`;
    return `<p>${lead} ${escapeXml(one.note)}</p>`;
  });
  if (correctionNotes === 'foot') return html + paragraphs.join('');
  return paragraphs.toReversed().join('') + html;
}

/** For an entry without a text: the standfirst led by the newest note. */
export function summaryWithNote(article: Article, options: NoteOptions): string | undefined {
  const { standfirst, language } = article;
  const newest = oldestFirst(article.corrections).at(-1);
  if (newest === undefined || options.correctionNotes === 'none') return standfirst;
  const note = `${leadOf(newest, language, options.timeZone)} ${newest.note}`;
  return standfirst === undefined ? note : `${note} ${standfirst}`;
}

/** `Correction (2019-10-01):` */
function leadOf({ at }: Correction, language: string, timeZone: string): string {
  const { correction } = noticeFor(primarySubtag(language));
  return `${correction} (${formatCalendarDate(at, timeZone)}):`;
}

function oldestFirst(corrections: readonly Correction[]): readonly Correction[] {
  return corrections.toSorted((one, other) => one.at.getTime() - other.at.getTime());
}
