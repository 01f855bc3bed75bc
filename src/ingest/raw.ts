/** What a reader hands on: fields as the input gives them, before anything is checked. */

import type { Problem } from '../model/result.ts';

/** Keys are the model's field names; beside `bodyHtml` also `bodyText` for plain text. Values are unchecked. */
export type RawFields = Readonly<Record<string, unknown>>;

export interface ReadFields {
  readonly fields: RawFields;
  readonly problems: readonly Problem[];
}

/** Names that other systems use for a field of ours. */
const ALIASES: Readonly<Record<string, string>> = {
  author: 'authors',
  content: 'body',
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
  title: 'headline',
  updated: 'updatedAt',
};

/** `fields` under our names; a field given under our own name wins over an alias. */
export function withoutAliases(fields: RawFields): RawFields {
  const renamed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const own = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
    if (own !== undefined && !Object.hasOwn(fields, own)) renamed[own] = value;
    if (own === undefined) renamed[name] = value;
  }
  return renamed;
}
