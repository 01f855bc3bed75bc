/** A topic file (YAML) to a Topic, or to every problem in it at once. Never throws. */

import { LineCounter, type Node } from 'yaml';
import {
  DEFAULT_WINDOW,
  type TextPolicy,
  WINDOW_LIMITS,
  type Window,
} from '../model/publication.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { RuleLine, Topic, TopicReference } from '../model/topic.ts';
import { readExamples } from './parse-examples.ts';
import { LIFE_KEYS, readLife } from './parse-life.ts';
import { MAX_WEIGHT, parseLines } from './parse-lines.ts';
import { checkLists, parseLists } from './parse-lists.ts';
import { readInteger, readReferences } from './parse-values.ts';
import {
  complain,
  complainAtPlace,
  openYaml,
  type Pair,
  readPairs,
  readScalar,
  readText,
  type YamlSource,
} from './yaml-source.ts';

/** Far above any rule written by people; bounds the work of the YAML parser. */
export const MAX_TOPIC_BYTES = 1_000_000;

export const TOPIC_KEYS: readonly string[] = [
  'id',
  'slug',
  'name',
  'description',
  'scope',
  'lists',
  'match',
  'unless',
  'threshold',
  'implies',
  'examples',
  'window',
  'text',
  ...LIFE_KEYS,
];

export const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const MAX_ID_LENGTH = 100;
export const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i;

type Pairs = ReadonlyMap<string, Pair>;

/**
 * `file` names the input in problems; its base name is the default of `id`. Each line of `match` and
 * `unless` refers to lists as `$name`. Examples are read, not tried: see `examplesProblems`.
 */
export function parseTopic(text: string, file: string): Result<Topic> {
  const source: YamlSource = { file, problems: [], lines: new LineCounter() };
  if (new TextEncoder().encode(text).length > MAX_TOPIC_BYTES) {
    complain(source, undefined, {
      code: 'file-too-large',
      message: `topic file is larger than ${MAX_TOPIC_BYTES} bytes`,
      hint: 'split the topic',
    });
    return failure(source.problems);
  }
  const root = openYaml(source, text);
  if (root === undefined && source.problems.length > 0) return failure(source.problems);
  const topic = readTopic(source, readKnownPairs(source, root));
  const isUsable = source.problems.every((problem) => problem.severity === 'warning');
  return isUsable ? success(topic, source.problems) : failure(source.problems);
}

function readKnownPairs(source: YamlSource, root: Node | undefined): Pairs {
  const pairs = new Map<string, Pair>();
  for (const pair of readPairs(source, root, 'the topic')) {
    if (TOPIC_KEYS.includes(pair.key)) {
      pairs.set(pair.key, pair);
      continue;
    }
    complain(source, pair.keyNode, {
      code: 'key-unknown',
      message: `unknown key ${pair.key}`,
      hint: `keys of a topic: ${TOPIC_KEYS.join(', ')}`,
      field: pair.key,
    });
  }
  return pairs;
}

function readTopic(source: YamlSource, pairs: Pairs): Topic {
  const id = readSlug(source, pairs.get('id'), baseName(source.file));
  const named = parseLists(source, pairs.get('lists')?.value);
  const match = parseLines(source, named, pairs.get('match'));
  const unless = parseLines(source, named, pairs.get('unless'));
  checkLists(source, named);
  checkLineIds(source, [...match, ...unless]);
  if (!pairs.has('match') && !pairs.has('mergedInto')) {
    complain(source, undefined, {
      code: 'match-missing',
      message: 'topic has no match lines',
      hint: 'add match: with at least one line',
      field: 'match',
    });
  }
  const window = readWindow(source, pairs.get('window'));
  const threshold = readThreshold(source, pairs.get('threshold'), match);
  const implies = pairs.get('implies');
  const parents = implies
    ? readReferences({ source, named, field: 'implies' }, implies.value)
    : undefined;
  checkSelf(source, id, [...(parents ?? []), ...referencesOf([...match, ...unless])]);
  const policy = readTextPolicy(source, pairs.get('text'));
  return {
    id,
    slug: pairs.has('slug') ? readSlug(source, pairs.get('slug'), id) : id,
    names: readNames(source, pairs.get('name')),
    description: readDescription(source, pairs),
    lists: named.lists,
    match,
    unless,
    ...(threshold === undefined ? {} : { threshold }),
    ...(parents ? { implies: parents } : {}),
    examples: readExamples(source, pairs.get('examples')),
    ...(window ? { window } : {}),
    ...(policy ? { text: policy } : {}),
    ...readLife(source, pairs),
  };
}

/** Reports name lines by id. */
function checkLineIds(source: YamlSource, lines: readonly RuleLine[]): void {
  const taken = new Set<string>();
  for (const { id, line } of lines) {
    if (taken.has(id)) {
      complainAtPlace(
        source,
        { line, column: 1 },
        {
          code: 'line-id-taken',
          message: `another line has the id ${id}`,
          hint: 'give each line an id of its own, or none',
          field: 'id',
        },
      );
    }
    taken.add(id);
  }
}

/** No sum of weights that a person can check is higher. */
export const MAX_THRESHOLD = 10 * MAX_WEIGHT;

function readThreshold(
  source: YamlSource,
  pair: Pair | undefined,
  match: readonly RuleLine[],
): number | undefined {
  if (pair === undefined) return undefined;
  const bounds = { from: 1, to: MAX_THRESHOLD };
  const threshold = readInteger({ source, field: 'threshold' }, pair.value, bounds);
  // A line for review adds nothing to the sum that takes an article.
  const adding = match.filter(({ review }) => review !== true);
  const most = adding.reduce((sum, { weight = 1 }) => sum + weight, 0);
  if (threshold !== undefined && threshold > most) {
    complain(source, pair.value, {
      code: 'threshold-unreachable',
      message: `threshold is ${threshold}, and the lines of match that are not for review weigh ${most} together`,
      hint: 'lower the threshold or give lines a weight',
      field: 'threshold',
    });
  }
  return threshold;
}

function referencesOf(lines: readonly RuleLine[]): readonly TopicReference[] {
  return lines.flatMap(({ topics = [] }) => topics);
}

/** The shortest cycle is seen in the file alone. */
function checkSelf(source: YamlSource, id: string, references: readonly TopicReference[]): void {
  for (const { id: other, line, column } of references) {
    if (other !== id) continue;
    complainAtPlace(
      source,
      { line, column },
      {
        code: 'topic-cycle',
        message: `topic ${id} refers to itself`,
        hint: 'name another topic',
        field: 'topic',
      },
    );
  }
}

function baseName(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? '').replace(/\.[^.]*$/, '');
}

function readSlug(source: YamlSource, pair: Pair | undefined, byDefault: string): string {
  const field = pair?.key ?? 'id';
  const text = pair ? readText(source, pair.value, field) : byDefault;
  if (text === undefined || (KEBAB.test(text) && text.length <= MAX_ID_LENGTH)) {
    return text ?? byDefault;
  }
  complain(source, pair?.value, {
    code: 'id-invalid',
    message: `${field} "${text}" is not lower-case words joined by hyphens`,
    hint: 'for example north-korea-diplomacy',
    field,
  });
  return byDefault;
}

function readNames(source: YamlSource, pair: Pair | undefined): Readonly<Record<string, string>> {
  if (pair === undefined) {
    complain(source, undefined, {
      code: 'name-missing',
      message: 'topic has no name',
      hint: 'add name: text, or name: {en: …, ja: …}',
      field: 'name',
    });
    return {};
  }
  const plain = readScalar(pair.value);
  if (plain !== undefined) return { '*': readText(source, pair.value, 'name') ?? '' };
  const names: Record<string, string> = {};
  for (const { key, keyNode, value } of readPairs(source, pair.value, 'name')) {
    const name = readText(source, value, `name.${key}`);
    if (!LANGUAGE.test(key) && key !== '*') {
      complain(source, keyNode, {
        code: 'language-unknown',
        message: `"${key}" in name is not a language`,
        hint: 'use en, ja, zh-Hant and the like',
        field: 'name',
      });
    } else if (name !== undefined) {
      names[key] = name;
    }
  }
  return names;
}

function readDescription(source: YamlSource, pairs: Pairs): string {
  const pair = pairs.get('description') ?? pairs.get('scope');
  if (pairs.has('description') && pairs.has('scope')) {
    complain(source, pairs.get('scope')?.keyNode, {
      code: 'key-twice',
      message: 'description and scope are two names of one thing',
      hint: 'keep one of them',
      field: 'scope',
    });
  }
  return pair ? (readText(source, pair.value, pair.key) ?? '') : '';
}

function readWindow(source: YamlSource, pair: Pair | undefined): Window | undefined {
  if (pair === undefined) return undefined;
  const window = { ...DEFAULT_WINDOW };
  for (const { key, keyNode, value } of readPairs(source, pair.value, 'window')) {
    if (key !== 'hours' && key !== 'atLeast' && key !== 'atMost') {
      complain(source, keyNode, {
        code: 'key-unknown',
        message: `unknown key ${key} in window`,
        hint: 'use hours, atLeast and atMost',
        field: 'window',
      });
      continue;
    }
    const written = readScalar(value) ?? '';
    const number = /^\d{1,6}$/.test(written) ? Number(written) : 0;
    if (number >= 1 && number <= WINDOW_LIMITS[key]) window[key] = number;
    else {
      complain(source, value ?? keyNode, {
        code: 'number-invalid',
        message: `window.${key} is not a whole number from 1 to ${WINDOW_LIMITS[key]}`,
        field: `window.${key}`,
      });
    }
  }
  if (window.atLeast > window.atMost) {
    complain(source, pair.keyNode, {
      code: 'window-invalid',
      message: `window.atLeast (${window.atLeast}) is more than window.atMost (${window.atMost})`,
      field: 'window',
    });
  }
  return window;
}

function readTextPolicy(source: YamlSource, pair: Pair | undefined): TextPolicy | undefined {
  if (pair === undefined) return undefined;
  const written = readScalar(pair.value);
  if (written === 'full' || written === 'summary') return written;
  complain(source, pair.value ?? pair.keyNode, {
    code: 'text-invalid',
    message: 'text is neither full nor summary',
    field: 'text',
  });
  return undefined;
}
