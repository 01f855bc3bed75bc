/** The allow-list for the HTML of a news article: what a feed reader shows, nothing that runs or styles. */

import type { Schema } from 'hast-util-sanitize';

/** Wrappers that mean nothing to a reader; `sanitizeHtml` turns them into paragraphs or unwraps them. */
export const WRAPPERS: readonly string[] =
  'div section article main header footer aside address nav center details summary form fieldset body'.split(
    ' ',
  );

const CONTENT =
  'p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote figure figcaption img a em strong b i sub sup ' +
  'small u s mark table caption thead tbody tfoot tr th td br hr pre code kbd samp time abbr cite q ' +
  'del ins audio video source ruby rt rp bdi bdo wbr';

const TABLE = ['table'];

export const NEWS_HTML: Schema = {
  allowComments: false,
  allowDoctypes: false,
  // No id or name survives, so there is nothing to protect from clobbering.
  clobber: [],
  clobberPrefix: '',
  required: {},
  // The resolver judges every URL and reports the bad ones; the default list would drop them unseen.
  protocols: {},
  // Content that is not prose, and wrappers whose content an HTML parser reads by other rules.
  strip:
    'script style iframe object embed applet svg math template noembed noframes title textarea select button datalist canvas map dialog'.split(
      ' ',
    ),
  tagNames: [...CONTENT.split(' '), ...WRAPPERS],
  ancestors: {
    source: ['audio', 'video'],
    li: ['ul', 'ol'],
    figcaption: ['figure'],
    rt: ['ruby'],
    rp: ['ruby'],
    dt: ['dl'],
    dd: ['dl'],
    caption: TABLE,
    thead: TABLE,
    tbody: TABLE,
    tfoot: TABLE,
    tr: TABLE,
    th: TABLE,
    td: TABLE,
  },
  attributes: {
    '*': [['dir', 'ltr', 'rtl', 'auto'], 'lang', 'title'],
    a: ['href', 'hrefLang'],
    img: ['src', 'alt', 'width', 'height'],
    audio: ['src'],
    video: ['src', 'poster', 'width', 'height'],
    source: ['src', 'type'],
    blockquote: ['cite'],
    q: ['cite'],
    del: ['cite', 'dateTime'],
    ins: ['cite', 'dateTime'],
    time: ['dateTime'],
    ol: ['start', 'reversed'],
    li: ['value'],
    td: ['colSpan', 'rowSpan'],
    th: ['colSpan', 'rowSpan', 'scope'],
  },
};
