/** Reads the texts of an article once and collects every hit of every list. Decides nothing. */

import type { TopicField } from '../model/topic.ts';
import { primaryLanguage } from '../text/language.ts';
import { normalizeWidth } from '../text/width.ts';
import { scanWords } from '../text/word-scanner.ts';
import type { CompiledTopics } from './compile.ts';
import { FIELD_NAMES } from './compile-line.ts';
import { followTerms, hideMasked } from './follow.ts';
import {
  ANY_LANGUAGE,
  NO_LANGUAGE,
  reserveTokens,
  resetScan,
  type Scan,
  setTokenCount,
} from './scan-state.ts';

/** The texts a rule can look at. */
export interface ClassifiableText {
  readonly title: string;
  readonly lead: string;
  /** Without the lead, when that is the body's first paragraph: no word is read twice. */
  readonly body: string;
  readonly leadIsBody: boolean;
  readonly tags: readonly string[];
}

/** `language` is the article's BCP 47 tag; for an unknown one (`und`, empty) every term counts. */
export function scanText(compiled: CompiledTopics, text: ClassifiableText, language: string): Scan {
  const { scan } = compiled;
  resetScan(scan);
  scan.leadIsBody = text.leadIsBody;
  for (const field of FIELD_NAMES) {
    // A paragraph break between tags: no phrase runs from one into the next.
    readField(compiled, field, field === 'tags' ? text.tags.join('\n\n') : text[field]);
  }
  const primary = primaryLanguage(language);
  scan.language = primary === '' ? ANY_LANGUAGE : (compiled.languages.get(primary) ?? NO_LANGUAGE);
  followTerms(compiled);
  hideMasked(compiled);
  return scan;
}

function readField({ trie, scan }: CompiledTopics, field: TopicField, content: string): void {
  const source = normalizeWidth(content);
  const from = scan.words.length;
  scan.fields.push({ field, content, source, from });
  const columns = reserveTokens(scan, source.text.length);
  const [words, joints, starts, ends, sentences, paragraphs, prefixesFrom] = columns;
  const { word } = scan.scanner;
  const { hasPrefixes } = trie;
  let token = from;
  scanWords(scan.scanner, source.text, () => {
    words[token] = trie.wordNumber(word);
    joints[token] = word.joint;
    starts[token] = word.start;
    ends[token] = word.end;
    sentences[token] = word.sentence;
    paragraphs[token] = word.paragraph;
    prefixesFrom[token] = scan.prefixes.length;
    if (hasPrefixes && !word.isCharacter) trie.collectPrefixes(word, scan.prefixes);
    token += 1;
  });
  setTokenCount(scan, token);
}
