/** Pictures, sound and documents of an article: declared ones, and the first picture of its text. */

import type { Media, MediaRole } from '../model/article.ts';
import { firstImage } from '../text/html.ts';
import { mediaTypeOf } from '../text/media-types.ts';
import { compact } from './compact.ts';
import type { CheckedFields } from './fields.ts';
import { type ProblemList, shorten } from './problem-list.ts';
import type { Resolver } from './resolve.ts';

interface MediaTools {
  readonly resolver: Resolver;
  readonly problems: ProblemList;
}

/** `bodyHtml` is sanitised: its URLs are resolved already. */
export function readMedia(
  fields: CheckedFields,
  bodyHtml: string,
  tools: MediaTools,
): readonly Media[] {
  const declared: Media[] = [];
  for (const [index, one] of fields.media.entries()) {
    const hasLead = declared.some(({ role }) => role === 'lead');
    const medium = readMedium(one, { ...tools, field: `media[${index}]`, hasLead });
    if (medium && !declared.some(({ url }) => url === medium.url)) declared.push(medium);
  }
  const image = firstImage(bodyHtml);
  const type = image && mediaTypeOf(image.src);
  if (image === undefined || type === undefined) return declared;
  if (declared.some(({ url }) => url === image.src)) return declared;
  const { src, ...rest } = image;
  return [...declared, { url: src, type, role: 'inline', ...rest }];
}

function readMedium(
  one: CheckedFields['media'][number],
  tools: MediaTools & { readonly field: string; readonly hasLead: boolean },
): Media | undefined {
  const { type: written, role, url: writtenUrl, ...rest } = one;
  const url = tools.resolver.resolve(writtenUrl, 'media', `${tools.field}.url`);
  if (url === undefined) return undefined;
  const type = declaredType(written) ?? mediaTypeOf(url);
  if (type === undefined) {
    tools.problems.warn({
      code: 'media-type-unknown',
      field: tools.field,
      message: `the type of ${shorten(writtenUrl)} is not known; it was left out`,
      hint: 'give its type, such as image/jpeg',
    });
    return undefined;
  }
  return compact({ ...rest, url, type, role: role ?? usualRole(type, tools.hasLead) });
}

/** Unregistered names that exports use; a reader plays or shows nothing under them. */
const REGISTERED: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-m4a': 'audio/mp4',
};

function declaredType(written: string | undefined): string | undefined {
  const type = written?.toLowerCase().trim() ?? '';
  if (!/^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,100}$/.test(type)) return undefined;
  return Object.hasOwn(REGISTERED, type) ? REGISTERED[type] : type;
}

function usualRole(type: string, hasLead: boolean): MediaRole {
  if (type.startsWith('image/')) return hasLead ? 'gallery' : 'lead';
  if (type.startsWith('audio/')) return 'audio';
  return type.startsWith('video/') ? 'video' : 'document';
}
