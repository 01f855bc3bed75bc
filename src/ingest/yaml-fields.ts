/** YAML of front matter and sidecars: a flat or nested mapping whose scalars all are text. */

import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import type { RawFields } from './raw.ts';

/** Far above any front matter; bounds a parser that is slow on nesting. */
const MAX_YAML_LENGTH = 200_000;
const MAX_OPEN_BRACKETS = 32;

const NULLS: ReadonlySet<unknown> = new Set(['', '~', 'null', 'Null', 'NULL']);

export interface YamlText {
  readonly text: string;
  readonly file: string;
  /** Lines of the file above the text. */
  readonly linesBefore: number;
}

/** Fields as written (`0123` stays so, `no` is a language); nulls left out. Problems carry the line. */
export function parseYamlFields(yaml: YamlText): Result<RawFields> {
  const lines = new LineCounter();
  const refuse = (message: string, offset: number): Problem => {
    const { line, col } = lines.linePos(offset);
    return {
      file: yaml.file,
      line: Math.max(line, 1) + yaml.linesBefore,
      column: Math.max(col, 1),
      code: 'yaml-invalid',
      message: `the fields are not readable YAML: ${message}`,
      hint: 'put a text that holds a colon, # or a leading quote in double quotes',
      severity: 'error',
    };
  };
  if (yaml.text.length > MAX_YAML_LENGTH || isTooDeep(yaml.text)) {
    return failure([refuse('too long or nested too deeply', 0)]);
  }
  try {
    // Failsafe: a headline `2019` or an id `0123` is text, and no date is guessed at.
    const document = parseDocument(yaml.text, {
      schema: 'failsafe',
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const errors = document.errors.map(({ message, pos }) =>
      refuse(firstSentence(message), pos[0]),
    );
    if (errors.length > 0) return failure(errors);
    if (document.contents === null) return success({});
    if (isScalar(document.contents) && NULLS.has(document.contents.value)) return success({});
    if (!isMap(document.contents)) return failure([refuse('it is no list of `name: value`', 0)]);
    visit(document, {
      Scalar: (_key, node) => {
        if (node.type === 'PLAIN' && NULLS.has(node.value)) node.value = null;
      },
    });
    return success(document.toJS({ maxAliasCount: 50 }) as RawFields);
  } catch (error) {
    // The parser recurses and resolves aliases: whatever it throws, the text is bad.
    return failure([refuse(error instanceof Error ? error.message : String(error), 0)]);
  }
}

function firstSentence(message: string): string {
  const line = (message.split('\n', 1)[0] ?? '').replace(/[:.]$/, '');
  return `${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth -= 1;
    if (depth > MAX_OPEN_BRACKETS) return true;
  }
  return new RegExp(`^[ ]*(?:[-?:] +){${MAX_OPEN_BRACKETS}}`, 'm').test(text);
}
