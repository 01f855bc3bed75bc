import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examplesProblems } from '../src/classify/explain.ts';
import { parseLabelled } from '../src/classify/labelled.ts';
import { parseTopic } from '../src/classify/parse.ts';
import { CLAUSE_PARAMETERS } from '../src/feeds/query.ts';
import { FEED_FILES, parseSelector, SELECTOR_FOLDERS } from '../src/feeds/urls.ts';
import { createApiDocument } from '../src/http/api/openapi.ts';
import { VERBS } from '../src/http/api/write-routes.ts';
import { statusOf } from '../src/http/problem.ts';
import { parsePublication } from '../src/ingest/publication.ts';
import { readArticle } from '../src/ingest/read.ts';
import type { ErrorCode } from '../src/model/errors.ts';
import type { Problem } from '../src/model/result.ts';
import { renderDirectory } from '../src/render/directory.ts';
import { renderApiReferencePage } from '../src/web/api-reference-page.ts';
import { buildPublication, buildTopic } from './helpers/build.ts';

const root = resolve(import.meta.dirname, '..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

function sourcesOf(folder: string): readonly string[] {
  return readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => textOf(`src/${folder}/${file}`));
}

/** What stands between backticks on one line: that is how a document names a thing. */
function codeSpans(document: string): ReadonlySet<string> {
  const prose = document.replace(/^```[\s\S]*?^```/gm, '');
  return new Set([...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span));
}

/** First words of the spans: `--port` of `--port <number>`. */
function firstWords(spans: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...spans].map((span) => span.split(' ', 1).join('')));
}

function captured(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))].sort();
}

function sectionOf(document: string, heading: string): string {
  return document.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? '';
}

/** The table row below a heading whose first cell names `key`. */
function rowOf(document: string, heading: string, key: string): string {
  const rows = sectionOf(document, heading).split('\n');
  return rows.find((line) => new RegExp(`^\\| \`${key}\` +\\|`).test(line)) ?? '';
}

/** The first cell of every table row below a heading. */
function firstCells(document: string, heading: string): readonly string[] {
  return captured(sectionOf(document, heading), /^\| `([^`]+)` +\|/gm);
}

const README = textOf('README.md');
const NAMED = codeSpans(README);
const FIRST_WORDS = firstWords(NAMED);

const MAIN_TS = textOf('src/cli/main.ts');
/** `serve`, `token create`: a command below another is added to a constant named like its parent. */
const COMMANDS = [...MAIN_TS.matchAll(/\b(\w+)\s*\.command\('([a-z-]+)/g)].map(
  ([, parent, name = '']) => (parent === 'program' ? name : `${parent} ${name}`),
);
const FLAGS = captured(MAIN_TS, /'(--[a-z-]+)/g);
const ENVIRONMENT = captured(textOf('src/runtime/config.ts'), /environment\['([A-Z_]+)'\]/g);

describe('the README names', () => {
  test.each(COMMANDS)('the command %s', (command) => {
    const named = [...NAMED].some((span) => `${span} `.startsWith(`${command} `));
    expect(named).toBe(true);
  });

  test.each(FLAGS)('the flag %s', (flag) => {
    expect(FIRST_WORDS).toContain(flag);
  });

  test.each(ENVIRONMENT)('the environment variable %s', (name) => {
    expect(NAMED).toContain(name);
  });

  test.each(publicationKeys())('the key %s of publication.yaml', (key) => {
    expect(firstCells(README, 'Settings')).toContain(key);
  });

  test.each(routes())('the route %s', (route) => {
    expect(NAMED).toContain(route);
  });

  test.each(apiRoutes())('the route %s', (route) => {
    expect(NAMED).toContain(route.replace('{id}', '<id>'));
  });

  test.each(errorCodes())('the error code %s with its status', (code) => {
    const [, , status] = rowOf(README, 'API', code).split('|');
    expect(status?.trim()).toBe(String(statusOf(code as ErrorCode)));
  });

  test.each(problemCodes())('the problem code %s', (code) => {
    expect(firstCells(README, 'Problem codes')).toContain(code);
  });

  test.each(errorCodes())('the error code %s', (code) => {
    expect(NAMED).toContain(code);
  });

  test('no problem code that has gone', () => {
    const gone = firstCells(README, 'Problem codes').filter(
      (code) => !problemCodes().includes(code),
    );
    expect(gone).toEqual([]);
  });

  test('the default of each setting as it is', () => {
    const publication = parsePublication('id: tag:a.example,2026:n\ntitle: N', 'publication.yaml');
    if (!publication.ok) throw new Error('the smallest publication is refused');
    const { window, text, correctionNotes, noticeDays, maxAgeSeconds, language, timeZone } =
      publication.value;
    const defaults = {
      'window.hours': window.hours,
      'window.atLeast': window.atLeast,
      'window.atMost': window.atMost,
      text: `\`${text}\``,
      corrections: `\`${correctionNotes}\``,
      noticeDays,
      maxAge: maxAgeSeconds,
      language: `\`${language}\``,
      timeZone: `\`${timeZone}\``,
    };
    const shown = Object.keys(defaults).map((key) => [key, defaultCell(key)]);
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, String(value)])),
    );
  });
});

describe('the description of the API', () => {
  const document = createApiDocument({ baseUrl: 'https://news.example' });
  const page = renderApiReferencePage({
    publication: buildPublication(),
    baseUrl: 'https://news.example',
    document,
  });

  test('holds every route, and no other', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual([...apiRoutes()].sort());
  });

  test.each(apiRoutes())('shows the route %s on its page', (route) => {
    const [method = '', path = ''] = route.split(' ');
    expect(page).toContain(`<b>${method}</b> ${path}</code>`);
  });

  test.each([...errorCodes(), ...faultCodes()])('explains the code %s on its page', (code) => {
    expect(page).toContain(`<tr><td><code>${code}</code></td>`);
  });
});

test('the collectors find what they look for', () => {
  expect(COMMANDS).toEqual(expect.arrayContaining(['serve', 'token create']));
  expect(apiRoutes()).toContain('POST /api/articles/{id}/erase');
  expect(faultCodes()).toEqual(expect.arrayContaining(['too-many-lines', 'date-unreadable']));
  expect(FLAGS).toContain('--port');
  expect(ENVIRONMENT).toContain('PORT');
  expect(publicationKeys()).toContain('window.hours');
  expect(routes()).toContain('/topics/<slug>/<language>/…');
  // One written as a property, one given to a warning by position.
  expect(problemCodes()).toEqual(expect.arrayContaining(['id-taken', 'headline-missing']));
  expect(articleFields()).toEqual(expect.arrayContaining(['embargoedUntil', 'tags']));
  expect(aliases()).toContainEqual(['title', 'headline']);
});

describe('docs/articles.md', () => {
  const document = textOf('docs/articles.md');

  test.each(articleFields())('explains the field %s', (field) => {
    expect(firstCells(document, 'Fields')).toContain(field);
  });

  test.each(aliases())('says that %s means %s', (alias, field) => {
    const isField = firstCells(document, 'Fields').includes(alias);
    const also = rowOf(document, 'Other names', field);
    expect(isField || codeSpans(also).has(alias)).toBe(true);
  });
});

test.each(directoryKeys())('docs/discovery.md explains the key %s of the directory', (key) => {
  expect(firstCells(textOf('docs/discovery.md'), 'The directory of feeds')).toContain(key);
});

describe('docs/topics.md', () => {
  const named = codeSpans(textOf('docs/topics.md'));

  test.each(hintedKeys(parseTopic('zzzzzz: 1', 'a.yaml').problems))('names the key %s', (key) => {
    expect(named).toContain(key);
  });

  test.each(hintedKeys(parseTopic('match:\n  - {zzzzzz: 1}', 'a.yaml').problems))(
    'names the key %s of a line',
    (key) => {
      expect(named).toContain(key);
    },
  );
});

describe('docs/feeds.md', () => {
  const named = codeSpans(textOf('docs/feeds.md'));

  test.each([...Object.keys(CLAUSE_PARAMETERS), 'q', 'full', 'page'])(
    'explains the parameter %s',
    (name) => expect(named).toContain(name),
  );
});

describe('the examples', () => {
  test('of docs/topics.md is a topic without a problem, and keeps its own examples', () => {
    const topic = parseTopic(codeBlock('docs/topics.md', 'yaml'), 'north-korea-diplomacy.yaml');
    expect(topic.problems).toEqual([]);
    expect(topic.ok && examplesProblems(topic.value)).toEqual([]);
  });

  test('of docs/topics.md are labelled headlines that can be copied', () => {
    const text = codeBlock('docs/topics.md', 'jsonl');
    const { problems, lines } = parseLabelled(text, 'labels.jsonl');
    expect(problems).toEqual([]);
    expect(lines).toHaveLength(3);
  });

  test('of docs/topics.md to preview is a file of the sample publication', () => {
    const [, path = ''] = /topics preview (\S+\.yaml)/.exec(textOf('docs/topics.md')) ?? [];
    expect(parseTopic(textOf(path), path).ok).toBe(true);
  });

  test('of the README is an article without a problem', async () => {
    const bytes = new TextEncoder().encode(codeBlock('README.md', 'markdown'));
    const now = new Date('2026-01-01T00:00:00Z');
    const article = await readArticle(
      { file: 'a.md', bytes, modifiedAt: now },
      { publication: buildPublication(), now, assignId: 'urn:uuid:1' },
    );
    expect(article.problems).toEqual([]);
    expect(article.ok && article.value.article.headline).toBe('Envoys to meet in Stockholm');
  });
});

/** In the order in which they are written. */
function directoryKeys(): readonly string[] {
  const feed = {
    name: 'a',
    kind: 'main',
    description: 'b',
    language: 'en',
    pageUrl: '',
    formats: [],
    members: 0,
    storiesPerDay: 0,
    changedAt: new Date(0),
    latest: { title: 'd', url: '', language: 'en', publishedAt: new Date(0) },
  } as const;
  const page = { title: 'c', homeUrl: '', selfUrl: '', nextUrl: '', feeds: [feed] };
  const document = JSON.parse(renderDirectory(page)) as { feeds: readonly object[] };
  return [...Object.keys(document), ...document.feeds.flatMap((one) => Object.keys(one))];
}

/** The first fenced block of a language. */
function codeBlock(path: string, language: string): string {
  const block = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(textOf(path));
  return block?.[1] ?? '';
}

/** The hint for a key that nothing resembles lists every key. */
function hintedKeys(problems: readonly Problem[]): readonly string[] {
  const hint = problems.find(({ code }) => code === 'key-unknown')?.hint ?? '';
  const keys = hint.split(': ')[1]?.split(', ') ?? [];
  if (keys.length === 0) throw new Error('no hint lists the keys');
  return keys;
}

function publicationKeys(): readonly string[] {
  const keys = hintedKeys(parsePublication('zzzzzz: 1', 'publication.yaml').problems);
  const inner = captured(
    textOf('src/model/publication.ts').split('interface Window')[1]?.split('}')[0] ?? '',
    /readonly (\w+):/g,
  );
  return keys.flatMap((key) => (key === 'window' ? inner.map((one) => `window.${one}`) : [key]));
}

/** Routes of app.ts as the README writes them: `…` for the three feed files. */
function routes(): readonly string[] {
  const topic = buildTopic('t');
  const canHaveLanguage = (folder: string): boolean =>
    parseSelector({ folder, slug: topic.slug, language: 'ja' }, [topic]) !== undefined;
  const written = captured(textOf('src/http/app.ts'), /app\.get\(\s*['`]([^'`]+)['`]/g);
  const expanded = written.flatMap((route) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source text holds the placeholder
    const [file, folder] = ['${FILE}', '${FOLDER}'];
    if (route === `/${file}`) return FEED_FILES.map((name) => `/${name}`);
    // What stands below every feed is named once.
    const below = /^.*(\/(?:tombstones|archive)\/.*)$/.exec(route)?.[1];
    if (below !== undefined) return [`<feed>${below.replace(file, '…')}`];
    if (!route.includes(folder)) return [route.replace(file, '…').replace(/\/\*$/, '/<path>')];
    return SELECTOR_FOLDERS.filter(
      (name) => !route.includes(':language') || canHaveLanguage(name),
    ).map((name) => route.replace(folder, name).replace(file, '…'));
  });
  return expanded
    .filter((route) => route !== '*')
    .map((route) => route.replace(/:([a-z]+)(?:\{[^}]*\})?/g, '<$1>'));
}

function problemCodes(): readonly string[] {
  const text = ['cli', 'runtime', 'publish', 'ingest', 'classify'].flatMap(sourcesOf).join('\n');
  return [
    ...new Set([
      ...captured(text, /\bcode: '([a-z][a-z0-9-]*)'/g),
      // warn(field, code, …)
      ...captured(text, /\bwarn\(\s*[^,()]+,\s*'([a-z][a-z0-9-]*)'/g),
    ]),
  ].sort();
}

/** Routes of the API as OpenAPI writes them, with the method before them. */
function apiRoutes(): readonly string[] {
  const text = textOf('src/http/api/routes.ts');
  const written = text.matchAll(/app\.(get|post|put|delete)\(\s*['`]([^'`]+)['`]/g);
  return [...written]
    .flatMap(([, method = '', path = '']) => {
      const route = `${method.toUpperCase()} ${path.replace(':id', '{id}')}`;
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source text holds the placeholder
      return Object.keys(VERBS).flatMap((verb) => route.replace('${VERB}', verb));
    })
    .filter((route, index, all) => all.indexOf(route) === index);
}

/** Codes of single faults: those of the API itself, those of reading an article, and why one is refused. */
function faultCodes(): readonly string[] {
  const text = [
    ...sourcesOf('http/api'),
    ...ARTICLE_READERS.map((name) => textOf(`src/ingest/${name}.ts`)),
    // Faults of a topic file that is tried.
    ...sourcesOf('classify'),
  ].join('\n');
  return [
    ...new Set([
      ...captured(text, /\bcode: '([a-z][a-z0-9-]*)'/g),
      ...captured(text, /\b(?:fault|warn)\(\s*'([a-z][a-z0-9-]*)'/g),
      ...captured(textOf('src/publish/publish.ts'), /\bcode: '([a-z][a-z0-9-]*)'/g),
      ...captured(textOf('src/publish/change-articles.ts'), /readonly reason: '([a-z-]+)'/g),
    ]),
  ].filter((code) => code !== 'invalid');
}

/** Modules through which an article of a request goes. */
const ARTICLE_READERS = [
  'api-article',
  'dates',
  'dateline',
  'fields',
  'media',
  'normalize',
  'prose',
  'resolve',
];

function errorCodes(): readonly string[] {
  const union = textOf('src/model/errors.ts').split('ErrorCode =')[1]?.split(';')[0] ?? '';
  return captured(union, /'([a-z-]+)'/g);
}

function articleFields(): readonly string[] {
  const tables = captured(
    textOf('src/ingest/fields.ts'),
    /^const (?:SINGLE|LISTS) = \{\n([\s\S]*?)\n\} as const/gm,
  );
  return captured(tables.join('\n'), /^ {2}(\w+)[:,]/gm);
}

function aliases(): readonly (readonly [alias: string, field: string])[] {
  const table = /const ALIASES\b[^{]*\{([\s\S]*?)\n\}/.exec(textOf('src/ingest/raw.ts'));
  return [...(table?.[1] ?? '').matchAll(/^ {2}(\w+): '(\w+)'/gm)].map(
    ([, alias = '', field = '']) => [alias, field] as const,
  );
}

function defaultCell(key: string): string | undefined {
  return rowOf(README, 'Settings', key).split('|')[3]?.trim();
}
