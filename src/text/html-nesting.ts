/**
 * Where an element may open so that every parser builds the tree that is written (HTML, "The rules for
 * parsing tokens in HTML content"). Stricter than the standard: what is doubtful is left to a parser.
 */

const PHRASING =
  'a em strong b i sub sup small u s mark code kbd samp time abbr cite q del ins bdi bdo ruby audio video';
const FLOW = 'p h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote figure figcaption pre hr table';
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'wbr', 'source']);
const BLOCKS: ReadonlySet<string> = new Set(FLOW.split(' '));
const HEADINGS: ReadonlySet<string> = new Set(['h2', 'h3', 'h4', 'h5', 'h6']);

/** Element -> the only ones that it may stand in. */
const PARENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['li', ['ul', 'ol']],
  ['dt', ['dl']],
  ['dd', ['dl']],
  ['rt', ['ruby']],
  ['rp', ['ruby']],
  ['caption', ['table']],
  ['thead', ['table']],
  ['tbody', ['table']],
  ['tfoot', ['table']],
  ['tr', ['thead', 'tbody', 'tfoot']],
  ['td', ['tr']],
  ['th', ['tr']],
]);

/** In these stands nothing but what names them as its parent. */
const STRICT: ReadonlySet<string> = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr']);

const KNOWN: ReadonlySet<string> = new Set([
  ...`${PHRASING} ${FLOW}`.split(' '),
  ...VOID,
  ...PARENTS.keys(),
]);

export function isKnownName(tagName: string): boolean {
  return KNOWN.has(tagName);
}

export function isVoidName(tagName: string): boolean {
  return VOID.has(tagName);
}

/** `open`: the elements around it, the innermost last. */
export function canOpen(tagName: string, open: readonly string[]): boolean {
  const parent = open.at(-1) ?? '';
  const parents = PARENTS.get(tagName);
  if (parents === undefined ? STRICT.has(parent) : !parents.includes(parent)) return false;
  // A block ends the paragraph that is open, a heading the heading, a link the link.
  if (BLOCKS.has(tagName) && open.includes('p')) return false;
  if (HEADINGS.has(tagName) && HEADINGS.has(parent)) return false;
  return tagName !== 'a' || !open.includes('a');
}
