/** What a topic file says of the topic's life: former slugs, a merger, its end, a picture of its own. */

import type { Topic } from '../model/topic.ts';
import { parseWebUrl } from '../text/urls.ts';
import { complain, type Pair, readElements, readText, type YamlSource } from './yaml-source.ts';

export const LIFE_KEYS = ['formerSlugs', 'mergedInto', 'retired', 'image'] as const;

export type TopicLife = Pick<Topic, 'formerSlugs' | 'mergedInto' | 'retired' | 'imageUrl'>;

/** A topic that was renamed every year of a century has fewer. */
export const MAX_FORMER_SLUGS = 100;

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export function readLife(source: YamlSource, pairs: ReadonlyMap<string, Pair>): TopicLife {
  const formerSlugs = readFormerSlugs(source, pairs.get('formerSlugs'));
  const mergedInto = readName(source, pairs.get('mergedInto'));
  const retired = readRetired(source, pairs.get('retired'));
  const imageUrl = readImage(source, pairs.get('image'));
  return {
    ...(formerSlugs.length > 0 && { formerSlugs }),
    ...(mergedInto !== undefined && { mergedInto }),
    ...(retired !== undefined && { retired }),
    ...(imageUrl !== undefined && { imageUrl }),
  };
}

function readFormerSlugs(source: YamlSource, pair: Pair | undefined): readonly string[] {
  if (pair === undefined) return [];
  const nodes = readElements(source, pair.value, 'formerSlugs');
  if (nodes.length > MAX_FORMER_SLUGS) {
    complain(source, pair.keyNode, {
      code: 'list-too-long',
      message: `formerSlugs has more than ${MAX_FORMER_SLUGS} elements`,
      hint: 'keep those that readers may still ask for',
      field: 'formerSlugs',
    });
    return [];
  }
  return nodes.flatMap((node) => {
    const slug = readText(source, node, 'formerSlugs');
    if (slug === undefined) return [];
    if (SLUG.test(slug)) return [slug];
    complain(source, node, {
      code: 'id-invalid',
      message: `${slug} is no slug`,
      hint: 'write it as it stood in the address: lower-case letters, digits and hyphens',
      field: 'formerSlugs',
    });
    return [];
  });
}

function readName(source: YamlSource, pair: Pair | undefined): string | undefined {
  return pair && readText(source, pair.value ?? pair.keyNode, pair.key);
}

function readRetired(source: YamlSource, pair: Pair | undefined): string | undefined {
  const written = readName(source, pair);
  if (pair === undefined || written === undefined) return undefined;
  if (isDay(written)) return written;
  complain(source, pair.value ?? pair.keyNode, {
    code: 'date-unreadable',
    message: `retired is no day that there is: ${written.slice(0, 40)}`,
    hint: 'write the day from which on the topic takes no stories, such as 2026-12-31',
    field: 'retired',
  });
  return undefined;
}

/** A day that there is: the clock reads 30 February as 2 March. */
function isDay(written: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written)) return false;
  const at = new Date(written);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(written);
}

function readImage(source: YamlSource, pair: Pair | undefined): string | undefined {
  const written = readName(source, pair);
  if (pair === undefined || written === undefined) return undefined;
  const url = parseWebUrl(written);
  if (url !== undefined) return url;
  complain(source, pair.value ?? pair.keyNode, {
    code: 'url-unusable',
    message: 'image is no http or https URL',
    hint: 'write it in full, such as https://news.example/media/topic.png',
    field: 'image',
  });
  return undefined;
}
