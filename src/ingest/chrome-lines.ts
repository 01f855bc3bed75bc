/** Lines that a news page puts around a story: skip links, share bars, cross-references. */

/** Longer lines are prose, whatever they begin with. */
const MAX_CHROME_LENGTH = 120;

const SKIP_LINK =
  /^(?:(?:please\s+)?(?:view|go|jump|skip|move|return)\b.*\b(?:menu|navigation|main|content|contents|text|search|page)\b.*|.*\b(?:skip|skipping)\b.*\b(?:menu|navigation|content)\b.*|.*(?:メニュー|ナビゲーション).*(?:スキップ|飛ばし).*|本文へ(?:移動|スキップ|ジャンプ)?|(?:본문|주메뉴|메뉴)\s*(?:내용\s*)?(?:바로가기|건너뛰기).*)$/iu;

/** Whether `line` leads past the menus of a page: only ever above the story. */
export function isSkipLink(line: string): boolean {
  return line.length <= MAX_CHROME_LENGTH && SKIP_LINK.test(line);
}

const END_OF_STORY: readonly RegExp[] = [
  /^also (?:in|on|from|read)\b[^.!?]{0,80}$/i,
  /^[^.!?]{0,60}\bon social media$/i,
  /^(?:related|recommended|more|other|popular|latest|top|trending)\s+(?:articles?|stories|topics?|news|content|links|reading|coverage|on this (?:story|topic))\s*:?$/i,
  /^(?:most (?:read|viewed|popular)|read (?:next|also)|you (?:may|might) also (?:like|be interested in)|what to read next|more from\b[^.!?]{0,60})\s*:?$/i,
  /^follow (?:us|[^.!?]{1,40}) on [^.!?]{1,40}$/i,
  /^(?:copyright\b|©|\(c\)\s)[\s\S]{0,110}$/i,
  /^[^.!?]{0,60}\ball rights reserved\.?$/i,
  /^(?:あわせて読みたい|関連記事|おすすめ記事|アクセスランキング|関連ニュース)[^。]{0,40}$/u,
  /^(?:관련\s?기사|많이 본 (?:뉴스|기사)|추천\s?기사)[^.]{0,40}$/u,
  /^(?:저작권자|무단\s?전재|<저작권자|ⓒ)[\s\S]{0,110}$/u,
  /^(?:無断転載|無断複製)[\s\S]{0,60}$/u,
];

/** Whether `line` ends the story: what follows belongs to the page. */
export function isEndOfStory(line: string): boolean {
  return line.length <= MAX_CHROME_LENGTH && END_OF_STORY.some((form) => form.test(line));
}

const NOISE =
  /^(?:advertisements?|ad|sponsored|share(?: this(?: (?:article|story|page))?)?|tweet|print|email|e-mail|save|comments?|read more|continue reading|listen to (?:this )?article|広告|印刷|シェア|공유|광고|인쇄|sign up for [^.!?]{1,60}|subscribe(?: now)?|click here[^.!?]{0,60}|\d+ (?:comments?|shares?))\s*:?$/iu;

/** Whether `line` is a button or label between paragraphs. */
export function isNoise(line: string): boolean {
  return line.length <= MAX_CHROME_LENGTH && NOISE.test(line);
}
