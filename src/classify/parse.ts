/** A topic file (YAML) to a Topic, or to every problem in it at once. Never throws. */

import { isMap, LineCounter, type Node } from 'yaml';
import { failure, type Result, success } from '../model/result.ts';
import type { RuleLine, Topic, TopicReference } from '../model/topic.ts';
import { readExamples } from './parse-examples.ts';
import { LIFE_KEYS, readLife } from './parse-life.ts';
import { MAX_WEIGHT, parseLines } from './parse-lines.ts';
import { checkLists, parseLists } from './parse-lists.ts';
import { readDescription, readNames } from './parse-names.ts';
import { readTextPolicy, readWindow } from './parse-settings.ts';
import { readInteger, readReferences } from './parse-values.ts';
import {
  complain,
  complainAtPlace,
  openYaml,
  type Pair,
  type Place,
  placesOf,
  readPairs,
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

type Pairs = ReadonlyMap<string, Pair>;

/** A topic, and where its file says what other topics may stand against. */
export interface ParsedTopic {
  readonly topic: Topic;
  readonly places: TopicPlaces;
}

/** Of the values of these keys, and of each slug as `formerSlugs.<slug>`; what is not written has none. */
export type TopicPlaces = ReadonlyMap<string, Place>;

/**
 * `file` names the input in problems; its base name is the default of `id`. Each line of `match` and
 * `unless` refers to lists as `$name`. Examples are read, not tried: see `examplesProblems`.
 */
export function parseTopic(text: string, file: string): Result<Topic> {
  const parsed = parseTopicFile(text, file);
  return parsed.ok ? success(parsed.value.topic, parsed.problems) : parsed;
}

/** `parseTopic` for who compares the topic with others. */
export function parseTopicFile(text: string, file: string): Result<ParsedTopic> {
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
  const pairs = readKnownPairs(source, root);
  // What is no mapping was refused as a whole; that it lacks every key says nothing more.
  if (!isMap(root)) return failure(source.problems);
  const topic = readTopic(source, pairs);
  const isUsable = source.problems.every((problem) => problem.severity === 'warning');
  if (!isUsable) return failure(source.problems);
  return success({ topic, places: readPlaces(source, pairs) }, source.problems);
}

function readPlaces(source: YamlSource, pairs: Pairs): TopicPlaces {
  const keys = ['id', 'slug', 'mergedInto', 'formerSlugs'];
  return new Map(keys.flatMap((key) => placesOf(source, pairs.get(key))));
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
    message: `${pair ? field : 'the name of the file'} "${text.slice(0, MAX_ID_LENGTH)}" is not lower-case words joined by hyphens`,
    hint: pair
      ? 'for example north-korea-diplomacy'
      : 'rename the file, or give the topic an id: such as north-korea-diplomacy',
    field,
  });
  return byDefault;
}
