/** What a reader hands on: fields as the input gives them, before anything is checked. */

/** Keys are the model's field names; beside `bodyHtml` also `bodyText` for plain text. Values are unchecked. */
export type RawFields = Readonly<Record<string, unknown>>;

/** Names that other systems use for a field of ours. `body` is HTML, as in ninjs and most exports. */
const ALIASES: Readonly<Record<string, string>> = {
  author: 'authors',
  body: 'bodyHtml',
  body_html: 'bodyHtml',
  body_text: 'bodyText',
  content: 'bodyHtml',
  content_html: 'bodyHtml',
  content_text: 'bodyText',
  copyright: 'rights',
  date: 'publishedAt',
  date_modified: 'updatedAt',
  date_published: 'publishedAt',
  description: 'standfirst',
  embargo: 'embargoedUntil',
  embargoed: 'embargoedUntil',
  expires: 'expiresAt',
  images: 'media',
  keywords: 'tags',
  lang: 'language',
  licence: 'licenceUrl',
  license: 'licenceUrl',
  link: 'url',
  modified: 'updatedAt',
  permalink: 'url',
  published: 'publishedAt',
  pubStatus: 'state',
  pubstatus: 'state',
  status: 'state',
  subject: 'subjects',
  subtitle: 'standfirst',
  summary: 'standfirst',
  text: 'bodyText',
  title: 'headline',
  updated: 'updatedAt',
};

/** `fields` under our names; a field given under our own name wins over an alias. Empty ones go. */
export function withoutAliases(fields: RawFields): RawFields {
  const given = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const own = (name: string): string | undefined =>
    Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  // Entries, not assignments: a key may be called __proto__.
  return Object.fromEntries([
    ...given.map(([name, value]) => [own(name), value]).filter(([name]) => name !== undefined),
    ...given.filter(([name]) => own(name) === undefined),
  ]);
}
