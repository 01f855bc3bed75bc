/** The `examples` of a topic file: headlines, few and short enough to be tried whenever the file is read. */

import type { Node } from 'yaml';
import type { Topic, TopicExample } from '../model/topic.ts';
import {
  complain,
  lineOf,
  type Pair,
  readElements,
  readPairs,
  readText,
  type YamlSource,
} from './yaml-source.ts';

/** In `match` and `reject` together. Headlines by the hundred are what `topics test` is for. */
export const MAX_EXAMPLES = 200;

/** Three times the longest headline that a wire sends. */
export const MAX_EXAMPLE_LENGTH = 500;

const KINDS = ['match', 'reject'] as const;

export function readExamples(source: YamlSource, pair: Pair | undefined): Topic['examples'] {
  const found: Record<(typeof KINDS)[number], readonly TopicExample[]> = { match: [], reject: [] };
  for (const { key, keyNode, value } of pair ? readPairs(source, pair.value, 'examples') : []) {
    const kind = KINDS.find((one) => one === key);
    if (kind !== undefined) {
      found[kind] = readHeadlines(source, value, `examples.${kind}`);
      continue;
    }
    complain(source, keyNode, {
      code: 'key-unknown',
      message: `unknown key ${key} in examples`,
      hint: 'use match and reject',
      field: 'examples',
    });
  }
  const count = found.match.length + found.reject.length;
  if (count > MAX_EXAMPLES) {
    complain(source, pair?.keyNode, {
      code: 'examples-too-many',
      message: `${count} examples, more than ${MAX_EXAMPLES}`,
      hint: 'keep those that were hard to decide, and measure the rest with `topics test`',
      field: 'examples',
    });
  }
  return found;
}

function readHeadlines(
  source: YamlSource,
  node: Node | undefined,
  field: string,
): readonly TopicExample[] {
  return readElements(source, node, field).flatMap((element) => {
    const headline = readText(source, element, field);
    if (headline === undefined) return [];
    const { length } = headline;
    if (length <= MAX_EXAMPLE_LENGTH) return [{ headline, line: lineOf(source, element) }];
    complain(source, element, {
      code: 'example-too-long',
      message: `an example of ${field} has ${length} characters, more than ${MAX_EXAMPLE_LENGTH}`,
      hint: 'an example is a headline; measure whole leads with `topics test`',
      field,
    });
    return [];
  });
}
