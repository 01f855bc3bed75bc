/**
 * What a deployment costs: a folder into D1 on this machine, then the same folder with nothing changed, as it
 * is and as a fresh clone with other file times. Fails when one of those writes a row.
 * `npm run bench:seed -- --articles 5000 --json`
 */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { meterD1 } from '../src/runtime/d1-meter.ts';
import { seedStore } from '../src/runtime/seed.ts';
import { openD1 } from '../src/runtime/wrangler.ts';
import { createD1 } from '../src/store/d1.ts';
import { createStore } from '../src/store/sql-store.ts';

const { values: flags } = parseArgs({
  options: {
    articles: { type: 'string', default: '5000' },
    json: { type: 'boolean', default: false },
  },
});
const ARTICLES = Number(flags.articles);
const TEXT_BYTES = 4_000;
const WORDS =
  'envoys met in the capital to review what was agreed in spring and to name dates for further talks while ministers at home prepared a new budget with north korea and missile tests'.split(
    ' ',
  );

const root = mkdtempSync(join(tmpdir(), 'wireroom-seed-'));
const folder = join(root, 'articles');
const runs: Record<string, unknown>[] = [];
try {
  writePublication();
  await seed('first');
  const same = await seed('nothing changed');
  touchAll();
  const cloned = await seed('a fresh clone');
  process.exitCode = same + cloned === 0 ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
const machine = `${os.cpus()[0]?.model}, ${os.cpus().length} cores, Node ${process.version}`;
if (flags.json) console.log(JSON.stringify({ machine, articles: ARTICLES, runs }, undefined, 2));
else {
  console.log(`${machine}; ${ARTICLES} articles of ${TEXT_BYTES / 1000} KB`);
  console.table(runs);
}

/** Rows that were written. */
async function seed(name: string): Promise<number> {
  const project = { configPath: 'wrangler.toml', environment: undefined };
  const opened = await openD1(project, { folder: join(root, 'd1') });
  try {
    const { binding, counts } = meterD1(opened.binding);
    const start = performance.now();
    const seeded = await seedStore({
      folder,
      store: createStore(createD1(binding)),
      baseUrl: undefined,
      fallbackUrl: 'https://news.example',
      now: () => new Date(),
    });
    if (!seeded.ok) throw new Error(JSON.stringify(seeded.problems));
    const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
    runs.push({ name, seconds, ...counts, filesRead: seeded.value.read });
    return counts.rowsWritten;
  } finally {
    await opened.close();
  }
}

function writePublication(): void {
  mkdirSync(folder);
  const publication = 'id: tag:news.example,2019:seed\ntitle: Seed\nlanguage: en\n';
  writeFileSync(join(folder, 'publication.yaml'), publication);
  mkdirSync(join(folder, 'topics'));
  for (const id of ['talks', 'budget', 'missile', 'korea']) {
    writeFileSync(
      join(folder, 'topics', `${id}.yaml`),
      `id: ${id}\nname: {en: ${id}}\nmatch:\n  - {any: [${id}]}\n`,
    );
  }
  for (let number = 0; number < ARTICLES; number += 1) {
    writeFileSync(join(folder, `${number}.md`), story(number));
  }
}

function story(number: number): string {
  let text = '';
  for (let word = 0; text.length < TEXT_BYTES; word += 1) {
    text += `${WORDS[(word * 7 + number * 13 + ((word * number) % 11)) % WORDS.length]} `;
    if (word % 60 === 59) text += '\n\n';
  }
  const published = new Date(Date.UTC(2019, 0, 1) + number * 3_600_000).toISOString();
  return [
    '---',
    `headline: Envoys meet for the ${number}th time`,
    `publishedAt: ${published}`,
    `section: Section ${number % 8}`,
    `authors: [Reporter ${number % 40}]`,
    `tags: [tag ${number % 25}]`,
    '---',
    text,
  ].join('\n');
}

function touchAll(): void {
  const now = new Date();
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), now, now);
}
