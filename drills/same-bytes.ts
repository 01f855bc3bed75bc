/**
 * The sample publication on every runtime and store, each seeded by itself under one clock that stands
 * still: every document must have the same bytes, the same entity tag and the same date.
 * `npm run same-bytes -- [--json] [--allow-missing]`
 */

import { parseArgs } from 'node:util';
import {
  type Crawled,
  describeDifference,
  digestOf,
  findDifferences,
} from './same-bytes/compare.ts';
import { crawl } from './same-bytes/crawl.ts';
import { createSample } from './same-bytes/sample.ts';
import { BASE_URL, createTargets, MissingTarget, NOW, type Target } from './same-bytes/targets.ts';
import { printTable } from './table.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'allow-missing': { type: 'boolean', default: false },
  },
});
/** More of them tell nothing new. */
const MAX_SHOWN = 20;

interface Seen extends Crawled {
  readonly version: string;
  readonly digest: string;
}

const seen: Seen[] = [];
const missing: { readonly name: string; readonly why: string }[] = [];
const sample = createSample();
try {
  for (const target of createTargets()) {
    console.error(`reading ${target.name}`);
    const read = await readAll(target, sample.folder).catch((error: unknown) => {
      if (!(error instanceof MissingTarget)) throw error;
      missing.push({ name: target.name, why: error.message });
      return undefined;
    });
    if (read) seen.push(read);
  }
} finally {
  sample.destroy();
}
const differences = findDifferences(seen);
const errors = seen.flatMap(({ name, documents }) =>
  [...documents]
    .filter(([, { status }]) => status >= 400)
    .map(([path, { status }]) => ({ name, path, status })),
);
print();
const isIncomplete = missing.length > 0 && !flags['allow-missing'];
const isWrong = differences.length > 0 || errors.length > 0 || seen.length < 2;
process.exitCode = isWrong || isIncomplete ? 1 : 0;

async function readAll(target: Target, folder: string): Promise<Seen> {
  const { url, version, covers, stop } = await target.start(folder);
  try {
    const documents = await crawl({ url, baseUrl: BASE_URL, ...(covers && { covers }) });
    const { name } = target;
    return { name, version, documents, digest: digestOf(documents), ...(covers && { covers }) };
  } finally {
    await stop();
  }
}

function print(): void {
  const targets = seen.map(({ name, version, documents, digest }) => ({
    name,
    version,
    documents: documents.size,
    digest,
  }));
  if (flags.json) {
    console.log(JSON.stringify({ now: NOW, targets, differences, errors, missing }, undefined, 2));
    return;
  }
  printTable([
    ['target', 'version', 'documents', 'digest of bytes, tags and dates'],
    ...targets.map(({ name, version, documents, digest }) => [
      name,
      version,
      String(documents),
      digest,
    ]),
    ...missing.map(({ name }) => [name, 'missing', '-', '-']),
  ]);
  for (const one of differences.slice(0, MAX_SHOWN)) {
    for (const line of describeDifference(one)) console.log(line);
  }
  for (const { name, path, status } of errors.slice(0, MAX_SHOWN)) {
    console.log(`${name}: ${path} is answered ${status}`);
  }
  for (const { name, why } of missing) console.log(`${name} cannot be had here: ${why}`);
  const count = differences.length;
  console.log(count === 0 ? 'no document differs' : `${count} documents differ`);
}
