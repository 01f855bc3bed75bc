/** Reads the texts of an article once and collects every hit of every list. Decides nothing. */

import type { TopicField } from '../model/topic.ts';
import { primaryLanguage } from '../text/language.ts';
import { normalizeWidth } from '../text/width.ts';
import { scanWords } from '../text/word-scanner.ts';
import type { CompiledTopics } from './compile.ts';
import { FIELD_NAMES } from './compile-line.ts';
import { followTerms, hideMasked } from './follow.ts';
import { ANY_LANGUAGE, NO_LANGUAGE, resetScan, type Scan } from './scan-state.ts';

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
  const { words, joints, starts, ends, sentences, paragraphs, prefixesFrom, prefixes } = scan;
  const source = normalizeWidth(content);
  scan.fields.push({ field, content, source, from: words.length });
  const { word } = scan.scanner;
  const { hasPrefixes } = trie;
  scanWords(scan.scanner, source.text, () => {
    words.push(trie.wordNumber(word));
    joints.push(word.joint);
    starts.push(word.start);
    ends.push(word.end);
    sentences.push(word.sentence);
    paragraphs.push(word.paragraph);
    prefixesFrom.push(prefixes.length);
    if (hasPrefixes && !word.isCharacter) trie.collectPrefixes(word, prefixes);
  });
}
