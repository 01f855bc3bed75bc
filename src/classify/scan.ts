/** Reads the texts of an article once and collects every hit of every list. Decides nothing. */

import type { TopicField } from '../model/topic.ts';
import { primaryLanguage } from '../text/language.ts';
import { normalizeWidth } from '../text/width.ts';
import type { Letters } from '../text/word-columns.ts';
import { HASH_SEED, hashStep } from '../text/word-hash.ts';
import { scanWords } from '../text/word-scanner.ts';
import type { ClassifiableArticle, ClassifiableText } from './article-text.ts';
import type { CompiledTopics } from './compile.ts';
import { FIELD_NAMES } from './compile-line.ts';
import { followTerms } from './follow.ts';
import type { IntList } from './int-list.ts';
import { markLines } from './mark-lines.ts';
import { hideMasked } from './mask.ts';
import { valuesOf } from './metadata.ts';
import { ANY_LANGUAGE, NO_LANGUAGE, resetScan, type Scan } from './scan-state.ts';
import type { WordTable } from './word-table.ts';

/** `article` gives the other data. In an unknown language (`und`, empty) every term counts. */
export function scanText(
  compiled: CompiledTopics,
  text: ClassifiableText,
  article: ClassifiableArticle,
): Scan {
  const { scan } = compiled;
  resetScan(scan);
  scan.values = valuesOf(article, compiled.askedKeys);
  scan.leadIsBody = text.leadIsBody;
  for (const field of FIELD_NAMES) {
    // A paragraph break between tags: no phrase runs from one into the next.
    readField(compiled, field, field === 'tags' ? text.tags.join('\n\n') : text[field]);
  }
  const primary = primaryLanguage(article.language);
  scan.language = primary === '' ? ANY_LANGUAGE : (compiled.languages.get(primary) ?? NO_LANGUAGE);
  followTerms(compiled);
  markLines(compiled);
  hideMasked(compiled);
  return scan;
}

function readField({ trie, scan }: CompiledTopics, field: TopicField, content: string): void {
  const { words, numbers } = scan;
  const source = normalizeWidth(content);
  const from = words.count;
  scan.fields.push({ field, content, source, from });
  scanWords(scan.scanner, source.text);
  for (let word = from; word < words.count; word += 1) {
    numbers.push(trie.words.find(words.foldedLetters(word)));
  }
  if (trie.prefixes.size > 0) readPrefixes(trie.prefixes, scan, from);
}

/** For each word from `from` on, the numbers of all its beginnings that some term asks for. */
function readPrefixes(
  table: WordTable,
  { words, prefixes, prefixesFrom }: Scan,
  from: number,
): void {
  for (let word = from; word < words.count; word += 1) {
    prefixesFrom.push(prefixes.length);
    if (words.isCharacter[word] === 1) continue;
    const codes = words.codes;
    const start = words.from[word] ?? 0;
    const longest = Math.min(words.plainLength[word] ?? 0, table.longest);
    let hash = HASH_SEED;
    for (let length = 1; length <= longest; length += 1) {
      hash = hashStep(hash, codes[start + length - 1] ?? 0);
      pushFound(table, { codes, from: start, length, hash }, prefixes);
    }
    // `policy*` is meant to find `policies`, which does not begin with it as written.
    if (words.foldedFrom[word] !== start) pushFound(table, words.foldedLetters(word), prefixes);
  }
}

function pushFound(table: WordTable, letters: Letters, numbers: IntList): void {
  const number = table.find(letters);
  if (number >= 0) numbers.push(number);
}
