/** Documents of several targets, compared URL by URL. */

import { hashText } from '../../src/text/hash.ts';
import type { Document } from './crawl.ts';

export interface Crawled {
  readonly name: string;
  readonly documents: ReadonlyMap<string, Document>;
  readonly covers?: (path: string) => boolean;
}

export interface Difference {
  readonly path: string;
  /** By name of the target; undefined where nothing leads there. */
  readonly answers: Readonly<Record<string, Document | undefined>>;
}

/** One hash over every path and what is answered there. */
export function digestOf(documents: ReadonlyMap<string, Document>): string {
  const lines = [...documents].map(([path, document]) => `${path} ${JSON.stringify(document)}`);
  return hashText(lines.sort().join('\n'));
}

/** A path that a target does not cover is not compared there. */
export function findDifferences(targets: readonly Crawled[]): readonly Difference[] {
  const paths = new Set(targets.flatMap(({ documents }) => [...documents.keys()]));
  return [...paths].sort().flatMap((path) => {
    const compared = targets.filter(({ covers }) => covers?.(path) ?? true);
    const answers = compared.map(({ name, documents }) => [name, documents.get(path)] as const);
    const distinct = new Set(answers.map(([, document]) => JSON.stringify(document)));
    return distinct.size > 1 ? [{ path, answers: Object.fromEntries(answers) }] : [];
  });
}

/** The fields in which the answers differ, with what each target says. */
export function describeDifference({ path, answers }: Difference): readonly string[] {
  const fields = ['status', 'contentType', 'etag', 'lastModified', 'location', 'bodyHash'] as const;
  const all = Object.values(answers);
  const unlike = fields.filter((field) => new Set(all.map((one) => one?.[field])).size > 1);
  return [
    path,
    ...Object.entries(answers).map(([name, document]) => {
      const said = unlike.map((field) => `${field} ${document?.[field]}`).join(', ');
      return `  ${name}: ${document === undefined ? 'nothing leads there' : said}`;
    }),
  ];
}
