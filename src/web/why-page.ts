/** Why a story is in a topic or is not, for people: each line of the rule, the words it found, what it misses. */

import { html } from 'hono/html';
import type { Publication } from '../model/publication.ts';
import type { FoundTerm, LineExplanation, TopicExplanation } from '../model/topic.ts';
import { type Fragment, renderLayout, webUrl } from './layout.ts';

export interface WhyPageOptions {
  readonly publication: Publication;
  readonly baseUrl: string;
  readonly topic: { readonly name: string; readonly href: string };
  /** `language` is BCP 47. */
  readonly story: { readonly headline: string; readonly href: string; readonly language: string };
  readonly isMember: boolean;
  /** One sentence: what decided. */
  readonly reason: string;
  /** What the rule alone does not tell. */
  readonly remarks: readonly string[];
  readonly explanation: TopicExplanation;
  /** The words with a little of what stands around them. */
  readonly snippetOf: (found: FoundTerm) => {
    readonly before: string;
    readonly words: string;
    readonly after: string;
  };
}

/** Lines that are shown; a rule of hundreds would bury those that count. */
const MAX_LINES = 50;

/** A complete HTML document. */
export function renderWhyPage(options: WhyPageOptions): string {
  const { publication, baseUrl, topic, story, isMember, reason, remarks } = options;
  const verdict = isMember ? 'is in the topic' : 'is not in the topic';
  const { match, unless } = options.explanation;
  return renderLayout({
    publication,
    baseUrl,
    title: `Why? ${topic.name} - ${publication.title}`,
    language: 'en',
    isHidden: true,
    main: html`<h1>${isMember ? 'Why this story is here' : 'Why this story is not here'}</h1>
<p><a href="${webUrl(story.href) ?? '#'}" lang="${story.language}">${story.headline}</a> ${verdict} <a href="${topic.href}" lang="${publication.language}">${topic.name}</a>.</p>
<p class="notice">${reason}</p>
${remarks.map((remark) => html`<p>${remark}</p>`)}
${renderLines('Lines that take stories', match, options)}
${renderLines('Lines that keep stories out', unless, options)}`,
  });
}

function renderLines(
  title: string,
  lines: readonly LineExplanation[],
  options: WhyPageOptions,
): Fragment | string {
  if (lines.length === 0) return '';
  const { nearest } = options.explanation;
  const told = lines
    .filter(({ id, holds, found, masked }) => {
      const hasFound = found.length + masked.length > 0;
      return holds || hasFound || id === nearest;
    })
    .sort((a, b) => Number(b.holds) - Number(a.holds));
  const shown = told.slice(0, MAX_LINES);
  const silent = lines.length - shown.length;
  return html`<h2>${title}</h2>
<ul class="list">
${shown.map((line) => renderLine(line, options))}</ul>
${silent > 0 ? html`<p>${silent === 1 ? 'One more line' : `${silent} more lines`} did not hold.</p>` : ''}
`;
}

function renderLine(line: LineExplanation, options: WhyPageOptions): Fragment {
  const { id, holds, weight, isReview, found, masked, missing } = line;
  const weighed = weight === 0 || weight === 1 ? '' : `, weight ${weight}`;
  const verdict = `${holds ? 'holds' : 'does not hold'}${weighed}${isReview ? ', for review' : ''}`;
  return html`<li><code>${id}</code> ${verdict}
${found.map((one) => renderFound(one, options))}${masked.map(
  ({ text, inside, field }) =>
    html`<p>Not counted: <mark>${text}</mark> in ${field}, as part of <mark>${inside}</mark></p>
`,
)}${missing.map(
  ({ text }) => html`<p>Missing: ${text}</p>
`,
)}</li>
`;
}

function renderFound(found: FoundTerm, { snippetOf, story }: WhyPageOptions): Fragment {
  const { before, words, after } = snippetOf(found);
  const { term, field, times } = found;
  const often = times > 1 ? `, ${times} times` : '';
  const place = field === 'metadata' ? '' : ` in ${field}`;
  return html`<p><span lang="${story.language}">${before}<mark>${words}</mark>${after}</span> <small>by <code>${term}</code>${place}${often}</small></p>
`;
}
