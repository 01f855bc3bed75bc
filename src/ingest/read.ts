/** The one way in: bytes of a file become an Article, or problems that say why not. Picks the reader. */

import type { Article } from '../model/article.ts';
import type { Publication } from '../model/publication.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import { readJson } from './json.ts';
import { readMarkdown } from './markdown.ts';
import { normalizeArticle } from './normalize.ts';
import { readPageText } from './page-text.ts';
import { type RawFields, withoutAliases } from './raw.ts';
import { parseYamlFields } from './yaml-fields.ts';

export interface ArticleInput {
  /** Path relative to the folder, `/` separated; its folder is the base of relative pictures. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** YAML beside a `.txt` or `.html` of the same name: fields that win over the file's own. */
  readonly sidecar?: Uint8Array;
  readonly modifiedAt: Date;
  /** Fields that win over everything, as from a command line. */
  readonly overrides?: RawFields;
}

export interface IngestContext {
  readonly publication: Publication;
  readonly now: Date;
  /** Id of an article whose file declares none. */
  readonly assignId: string;
  /** What the store froze for this article: taken silently when the file declares no date. */
  readonly knownPublishedAt?: Date;
  /** Our own public base URL, where input may name our files by it; without a trailing slash. */
  readonly ownBaseUrl?: string;
  /** Takes the place of the HTML reader, which is too large for some runtimes. */
  readonly parseArticlePage?: (html: string, url: string | undefined) => RawFields;
}

export interface IngestedArticle {
  readonly article: Article;
  /** `new`: the file says `id: new`. */
  readonly idSource: 'declared' | 'assigned' | 'new';
}

/** Larger files are exports of many articles or not articles at all. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

const EXTENSION = /\.(md|markdown|json|html?|txt)$/i;

/** Whether the file at a relative path is read as an article. */
export function isArticleFile(path: string): boolean {
  const segments = path.split('/');
  if (segments.some((segment) => segment.startsWith('.'))) return false;
  if (segments[0] === 'topics') return false;
  return EXTENSION.test(path) && !/^readme\.\w+$/i.test(segments.at(-1) ?? '');
}

/** An article with warnings at most, or errors. Never throws, whatever the bytes are. */
export async function readArticle(
  input: ArticleInput,
  context: IngestContext,
): Promise<Result<IngestedArticle>> {
  const { file } = input;
  const text = decode(input.bytes, file);
  if (typeof text !== 'string') return failure([text]);
  const beside = readSidecar(input.sidecar, file);
  const read = await readFields(text, file, context);
  const problems = [...read.problems, ...beside.problems];
  if (!read.ok || !beside.ok) return failure(problems);
  const fields = {
    ...withoutAliases(read.value),
    ...withoutAliases(beside.value),
    ...withoutAliases(input.overrides ?? {}),
  };
  const result = normalizeArticle(fields, { ...context, file, modifiedAt: input.modifiedAt });
  return { ...result, problems: [...problems, ...result.problems] };
}

async function readFields(
  text: string,
  file: string,
  context: IngestContext,
): Promise<Result<RawFields>> {
  switch (EXTENSION.exec(file)?.[1]?.toLowerCase()) {
    case 'json':
      return readJson(text, file);
    case 'txt':
      return success(readPageText(text));
    case 'html':
    case 'htm':
      return readPage(text, file, context);
    default:
      return readMarkdown(text, file);
  }
}

async function readPage(
  html: string,
  file: string,
  context: IngestContext,
): Promise<Result<RawFields>> {
  try {
    if (context.parseArticlePage) return success(context.parseArticlePage(html, undefined));
    // Its parser and Readability are large, and most folders hold no page.
    const { readHtmlPage } = await import('./html-page.ts');
    return success(readHtmlPage(html));
  } catch (error) {
    // Both recurse over the page: what exhausts them is no page of a newsroom.
    return failure([
      {
        file,
        code: 'page-unreadable',
        message: `the page cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        hint: 'give the article as Markdown or JSON instead',
        severity: 'error',
      },
    ]);
  }
}

function readSidecar(sidecar: Uint8Array | undefined, file: string): Result<RawFields> {
  if (sidecar === undefined) return success({});
  const name = file.replace(/\.\w+$/, '.yaml');
  const text = decode(sidecar, name);
  if (typeof text !== 'string') return failure([text]);
  return parseYamlFields({ text, file: name, linesBefore: 0 });
}

/** UTF-8 without its byte order mark, line ends as LF. */
function decode(bytes: Uint8Array, file: string): string | Problem {
  if (bytes.byteLength > MAX_FILE_BYTES) {
    return {
      file,
      code: 'file-too-large',
      message: `the file has ${bytes.byteLength} bytes; an article has at most ${MAX_FILE_BYTES}`,
      hint: 'take pictures and data out of it; a list of articles goes through `wireroom import`',
      severity: 'error',
    };
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    // The decoder says only that it failed.
    return {
      file,
      code: 'encoding-not-utf8',
      message: 'the file is not UTF-8',
      hint: 'save it as UTF-8; `iconv -f SHIFT_JIS -t UTF-8` converts a Japanese file, for example',
      severity: 'error',
    };
  }
}
