/** `wireroom import`: files of any form into the folder, as JSON articles with a permanent id. */

import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Article, BASE_MARK } from '../model/article.ts';
import type { Problem } from '../model/result.ts';
import type { Site } from '../model/site.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { uuidV7 } from '../text/hash.ts';
import { describeArticle } from './describe-article.ts';
import { EXIT, type ExitCode, hasErrors, reportProblems, type Shell, writeLine } from './output.ts';
import { createProgress } from './progress.ts';
import { type InputOptions, openSite, type ReadInput, readInput } from './read-input.ts';

export interface ImportFlags extends InputOptions {
  readonly files: readonly string[];
  readonly json?: boolean;
}

interface Imported extends ReadInput {
  readonly from: string;
  /** Path of the article's file. */
  readonly file: string;
  /** The folder held the same article already. */
  readonly isKnown: boolean;
}

/** Exit code 1 when at least one article could not be used; the others are imported all the same. */
export async function importFiles(flags: ImportFlags, shell: Shell): Promise<ExitCode> {
  const site = openSite(flags.folder);
  if (!site.ok) {
    reportProblems(shell, site.problems);
    return EXIT.failed;
  }
  const inputs = flags.files.flatMap(splitFile);
  const target = openTarget(flags, site.value);
  const progress = createProgress(shell, 'importing');
  const imported: Imported[] = [];
  const problems: Problem[] = [];
  for (const [index, { file, bytes, modifiedAt }] of inputs.entries()) {
    const input = await readInput(file, site.value, {
      ...flags,
      ...(bytes && { bytes }),
      ...(modifiedAt && { modifiedAt }),
    });
    problems.push(...input.problems);
    if (input.ok) imported.push({ ...input.value, from: file, ...save(input.value, target) });
    progress.update(index + 1, inputs.length);
  }
  progress.stop();
  print(shell, { imported, problems }, flags);
  return hasErrors(problems) ? EXIT.problems : EXIT.ok;
}

interface Outcome {
  readonly imported: readonly Imported[];
  readonly problems: readonly Problem[];
}

function print(shell: Shell, { imported, problems }: Outcome, flags: ImportFlags): void {
  if (flags.json) {
    writeLine(shell, JSON.stringify({ imported, problems }, undefined, 2));
    return;
  }
  reportProblems(shell, problems);
  for (const { article, topics, file, isKnown } of imported) {
    writeLine(shell, `${isKnown ? 'known' : 'imported'} ${file}`);
    if (imported.length === 1) writeLine(shell, describeArticle(article, topics).join('\n'));
  }
}

/** A JSON array or a file of JSON lines holds many articles; any other file is one. */
interface Input {
  /** For many articles in one file: the name whose form each of them has. */
  readonly file: string;
  readonly bytes?: Uint8Array;
  readonly modifiedAt?: Date;
}

function splitFile(file: string): readonly Input[] {
  if (!/\.(?:json|ndjson|jsonl)$/i.test(file) || !isFile(file)) return [{ file }];
  const { mtime: modifiedAt } = statSync(file);
  const text = readFileSync(file, 'utf8').trim();
  const parts = /\.json$/i.test(file)
    ? arrayParts(text)
    : text.split('\n').filter((line) => line.trim());
  if (parts === undefined) return [{ file }];
  return parts.map((part) => ({
    file: file.replace(/\.(?:ndjson|jsonl)$/i, '.json'),
    bytes: new TextEncoder().encode(part),
    modifiedAt,
  }));
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function arrayParts(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) ? items.map((item) => JSON.stringify(item)) : undefined;
  } catch {
    // The reader says where the JSON breaks.
    return undefined;
  }
}

interface Target {
  readonly folder: string;
  readonly site: Site;
  /** Id -> file of what was imported before: a later version replaces it. */
  readonly files: Map<string, string>;
}

function openTarget(flags: ImportFlags, site: Site): Target {
  const folder = join(flags.folder, 'imported');
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.json'))
    : [];
  const files = new Map<string, string>();
  for (const name of names) {
    const { id } = readImported(join(folder, name));
    if (typeof id === 'string') files.set(id, join(folder, name));
  }
  return { folder, site, files };
}

/** Writes the article beside the others, whole or not at all; the same story twice is written once. */
function save(
  input: ReadInput,
  target: Target,
): { readonly file: string; readonly isKnown: boolean; readonly article: Article } {
  const { folder, site, files } = target;
  const isDeclared = input.idSource === 'declared';
  const day = formatRfc3339(input.article.publishedAt).slice(0, 10);
  for (let attempt = 1; ; attempt += 1) {
    const suffix = attempt === 1 ? '' : `-${attempt}`;
    const named = join(folder, `${day}-${input.article.slug}${suffix}.json`);
    const file = (isDeclared ? files.get(input.article.id) : undefined) ?? named;
    if (existsSync(file)) {
      const id = idOfSame(file, input.article);
      if (id !== undefined) return { file, isKnown: true, article: { ...input.article, id } };
      if (file === named && files.get(input.article.id) !== named) continue;
    }
    const article = isDeclared ? input.article : { ...input.article, id: mintId() };
    mkdirSync(folder, { recursive: true });
    const temporary = `${file}.tmp`;
    writeFileSync(temporary, `${JSON.stringify(fileForm(article, site), undefined, 2)}\n`);
    renameSync(temporary, file);
    files.set(article.id, file);
    return { file, isKnown: false, article };
  }
}

function mintId(): string {
  return `urn:uuid:${uuidV7(Date.now(), randomBytes(10))}`;
}

function readImported(file: string): Partial<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<string, unknown>>;
  } catch {
    // Not one of ours, or half written by an editor: never taken for the same story.
    return {};
  }
}

/** The id in `file` when it holds the same story. */
function idOfSame(file: string, article: Article): string | undefined {
  const known = readImported(file);
  const isSame =
    known['headline'] === article.headline && known['bodyHtml'] === plainUrls(article.bodyHtml);
  return isSame && typeof known['id'] === 'string' ? known['id'] : undefined;
}

/** The article as a file says it: what the publication implies is left out. */
function fileForm(article: Article, site: Site): unknown {
  const { rights, state, ...rest } = article;
  const kept = Object.entries(rest).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return JSON.parse(
    plainUrls(
      JSON.stringify({
        ...Object.fromEntries(kept),
        ...(rights !== undefined && rights !== site.publication.rights && { rights }),
        ...(state !== 'public' && { state }),
      }),
    ),
  );
}

function plainUrls(text: string): string {
  return text.replaceAll(BASE_MARK, '');
}
