/** What can be said about a language from its tag, or from the script of a text when it has none. */

const UNKNOWN: ReadonlySet<string> = new Set(['', 'und', 'mul', 'zxx', 'mis']);

/** Primary subtag in lower case (`en` for `en-GB`); empty for an unknown language (BCP 47, `und`). */
export function primaryLanguage(tag: string): string {
  const primary = (tag.split(/[-_]/, 1)[0] ?? '').trim().toLowerCase();
  return UNKNOWN.has(primary) ? '' : primary;
}

/** A tag of language, script and region as BCP 47 allows it; also with `_`, as systems write it. */
export function isLanguageTag(text: string): boolean {
  return /^[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*$/i.test(text);
}

/** The one spelling of a tag: `zh-Hant-TW` for `ZH_hant_tw` (RFC 5646 2.1.1). */
export function canonicalTag(tag: string): string {
  const [primary = '', ...rest] = tag.trim().toLowerCase().split(/[-_]/);
  const cased = rest.map((part) => {
    if (/^[a-z]{4}$/.test(part)) return part.charAt(0).toUpperCase() + part.slice(1);
    return /^[a-z]{2}$/.test(part) ? part.toUpperCase() : part;
  });
  return [primary, ...cased].join('-');
}

// Everyday characters that Japanese does not use: simplified forms, and traditional ones where
// Japanese has a form of its own.
const CHINESE_ONLY =
  /[们这说对发东车习访谈问题时间进际议华电韩军导弹单亚为应产达关]|[們這說對發會國學體來將擊臺灣讓歲黨區]/u;

/**
 * Language of a text without a declared one, where the script tells: `ja`, `ko`, `zh`. Undefined for
 * everything else, also for Han text that could be either Chinese or a Japanese headline. A declared
 * language always wins over this.
 */
export function guessLanguage(text: string): string | undefined {
  if (/\p{Script=Hangul}/u.test(text)) return 'ko';
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja';
  return CHINESE_ONLY.test(text) ? 'zh' : undefined;
}
