/** The sample publication with a back catalogue beside it: alone it has fewer stories than one archive holds. */

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Two archives of the main feed and one of a topic, with stories of each language. */
const CATALOGUE = 130;
const SAMPLE = 'articles';
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2017, 0, 1);

/** The second text of each language is one for the topic of North Korean diplomacy. */
const TEXTS = [
  ['en', 'A museum opens in the harbour town', 'The museum & its café show <old> maps.'],
  ['en', 'North Korea and the United States hold talks', 'Envoys of North Korea met US officials.'],
  ['ja', '港町に博物館が開館', '古い地図が「展示」されている。'],
  ['ja', '北朝鮮と米国が協議', '北朝鮮の代表が米国の高官と会談した。'],
  ['ko', '항구 도시에 박물관이 문을 열다', '오래된 지도가 전시된다.'],
  ['ko', '북한과 미국, 회담 개최', '북한 대표단이 미국 당국자와 만났다.'],
] as const;

/** One folder for every target: files have the same dates there. */
export function createSample(): { readonly folder: string; destroy(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'wireroom-sample-'));
  cpSync(SAMPLE, folder, { recursive: true });
  mkdirSync(join(folder, 'catalogue'));
  for (let number = 0; number < CATALOGUE; number += 1) {
    writeFileSync(join(folder, 'catalogue', `${number}.md`), story(number));
  }
  return { folder, destroy: () => rmSync(folder, { recursive: true, force: true }) };
}

function story(number: number): string {
  const [language, headline, text] = TEXTS[number % TEXTS.length] ?? TEXTS[0];
  return [
    '---',
    `headline: ${headline} (${number})`,
    `publishedAt: ${new Date(FIRST_DAY + number * DAY_MS).toISOString()}`,
    `language: ${language}`,
    'section: Catalogue',
    '---',
    `${text} [${number}](https://example.org/${number}?a=1&b=2)`,
    '',
  ].join('\n');
}
