/** Which feeds a request for `/opml.xml` asks for. Says what is asked; whether it is there, the store says. */

import {
  FEED_FILES,
  type FeedFile,
  OPML_PATH,
  SELECTOR_PARAMETERS,
  selectorFor,
} from '../feeds/urls.ts';
import type { Selector, SelectorKind } from '../model/feed.ts';
import type { Topic } from '../model/topic.ts';
import { formatByFile } from '../render/formats.ts';
import { parseKind, quoted, unknownKind } from './feed-kinds.ts';
import { problemResponse } from './problem.ts';

/** More than a person puts together, and a bound for what is looked up. */
const MAX_VALUES = 100;

export interface OpmlSelection {
  /** Of the address that is listed for each feed. */
  readonly file: FeedFile;
  /** In the order asked for; none: every feed. */
  readonly wanted: readonly Wanted[];
  /** Canonical path and query. */
  readonly path: string;
}

export type Wanted =
  /** Every feed of a kind. */
  | { readonly every: SelectorKind }
  | {
      readonly kind: (typeof SELECTOR_PARAMETERS)[number];
      readonly value: string;
      /** Of a topic, when `lang` stands beside it. */
      readonly language?: string;
    };

/** The request's selection, or 400 with what is wrong. Unknown parameters mean nothing. */
export function parseSelection(parameters: URLSearchParams): OpmlSelection | Response {
  const format = parameters.get('format') ?? 'rss';
  const file = FEED_FILES.find((one) => formatByFile(one)?.name === format);
  if (file === undefined) {
    const names = FEED_FILES.map((one) => formatByFile(one)?.name).join(', ');
    const text = `There is no format=${quoted(format)}. Formats are ${names}.`;
    return problemResponse('bad-request', text);
  }
  const asked = [...parameters].filter(([name]) => isKnown(name));
  if (asked.length > MAX_VALUES) {
    return problemResponse(
      'bad-request',
      `More than ${MAX_VALUES} feeds cannot be chosen at once.`,
    );
  }
  const unknown = asked.find(([name, value]) => name === 'kind' && parseKind(value) === undefined);
  if (unknown !== undefined) return unknownKind(unknown[1]);
  return { file, wanted: wantedOf(asked), path: pathOf(asked, format) };
}

/** `lang` is what a language is called in addresses that people write. */
const parameterOf = (kind: (typeof SELECTOR_PARAMETERS)[number]): string =>
  kind === 'language' ? 'lang' : kind;

function kindOf(name: string): (typeof SELECTOR_PARAMETERS)[number] | undefined {
  return SELECTOR_PARAMETERS.find((kind) => parameterOf(kind) === name);
}

function isKnown(name: string): boolean {
  return name === 'kind' || kindOf(name) !== undefined;
}

type Asked = readonly (readonly [name: string, value: string])[];

/** Topics and languages given together mean the topics in those languages. */
function wantedOf(asked: Asked): readonly Wanted[] {
  const languages = asked.filter(([name]) => name === 'lang').map(([, value]) => value);
  const hasTopic = asked.some(([name]) => name === 'topic');
  return asked.flatMap(([name, value]): readonly Wanted[] => {
    const every = name === 'kind' ? parseKind(value) : undefined;
    if (every !== undefined) return [{ every }];
    const kind = kindOf(name);
    if (kind === undefined || (kind === 'language' && hasTopic)) return [];
    if (kind !== 'topic' || languages.length === 0) return [{ kind, value }];
    return languages.map((language) => ({ kind, value, language }));
  });
}

function pathOf(asked: Asked, format: string): string {
  const parameters = new URLSearchParams(asked.map(([name, value]) => [name, value]));
  if (format !== 'rss') parameters.set('format', format);
  return parameters.size === 0 ? OPML_PATH : `${OPML_PATH}?${parameters}`;
}

/** The selector that is meant; undefined when there cannot be one. */
export function selectorOf(
  wanted: Exclude<Wanted, { every: SelectorKind }>,
  topics: readonly Topic[],
): Selector | undefined {
  const { kind, value, language } = wanted;
  const selector = selectorFor(kind, value, topics);
  return selector && { ...selector, ...(language !== undefined && { language }) };
}

/** What nothing is filed under, as it was asked for. */
export function nothingUnder(wanted: Wanted): string {
  if ('every' in wanted) return `Nothing is filed under kind=${wanted.every}.`;
  const { kind, value, language } = wanted;
  const inLanguage = language === undefined ? '' : ` with lang=${quoted(language)}`;
  return `Nothing is filed under ${parameterOf(kind)}=${quoted(value)}${inLanguage}.`;
}
