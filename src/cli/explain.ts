/** `wireroom explain`: what was read from a file, or is stored, and which topics it enters by which rule. */

import { statSync } from 'node:fs';
import { compileTopics } from '../classify/compile.ts';
import { describeExplanation } from '../classify/describe-explanation.ts';
import { explainTopic } from '../classify/explain.ts';
import { matchTopics } from '../classify/match.ts';
import type { Article } from '../model/article.ts';
import { AppError } from '../model/errors.ts';
import type { Problem } from '../model/result.ts';
import type { Topic, TopicExplanation, TopicMatch } from '../model/topic.ts';
import { findStory } from '../publish/find-story.ts';
import { describeArticle, describeLines } from './describe-article.ts';
import { type StoreFlags, withStore } from './open-store.ts';
import { EXIT, type ExitCode, reportProblems, type Shell, writeLine } from './output.ts';
import { type InputOptions, openSite, readInput } from './read-input.ts';
import { readSite } from './topics-preview.ts';

export interface ExplainFlags extends InputOptions, StoreFlags {
  /** A file; else an id of the store, or the address or path of an article's page. */
  readonly file: string;
  /** Id of the one topic that is explained line by line. */
  readonly topic?: string;
  readonly json?: boolean;
}

/**
 * With `--json` one object `{article, problems, topics}`; `article` is null for a file that cannot be
 * used. A topic that is asked for adds `explanation`. What is no file is looked for in the store, by the
 * rules that are in force there; an address is never asked for over the network.
 */
export async function explain(flags: ExplainFlags, shell: Shell): Promise<ExitCode> {
  const isFile = statSync(flags.file, { throwIfNoEntry: false })?.isFile() === true;
  return isFile || !isReference(flags.file)
    ? explainFile(flags, shell)
    : explainStored(flags, shell);
}

/** Ids are URIs nearly always; anything else is taken for a file that is mistyped. */
function isReference(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text) || text.startsWith('/articles/');
}

async function explainFile(flags: ExplainFlags, shell: Shell): Promise<ExitCode> {
  const site = openSite(flags.folder);
  if (!site.ok) {
    reportProblems(shell, site.problems);
    return EXIT.failed;
  }
  const input = await readInput(flags.file, site.value, flags);
  if (input.ok) {
    const { article, topics } = input.value;
    const explanation = explanationOf(article, site.value.topics, flags.topic);
    const { problems } = input;
    tell(shell, { article, topics, problems, ...(explanation && { explanation }) }, flags);
    return EXIT.ok;
  }
  const nothing = { article: null, problems: input.problems, topics: [] };
  if (flags.json) writeLine(shell, JSON.stringify(nothing, undefined, 2));
  else reportProblems(shell, input.problems);
  return EXIT.problems;
}

function explainStored(flags: ExplainFlags, shell: Shell): Promise<ExitCode> {
  return withStore(flags, { shell, wanted: 'existing' }, async ({ store }, name) => {
    const site = await readSite(store, name);
    const stored = await findStory(store, site, flags.file);
    if (stored === undefined) {
      throw new AppError('not-found', `there is no article ${flags.file} in ${name}`);
    }
    const { article } = stored;
    const topics = matchTopics(compileTopics(site.topics), article);
    const explanation = explanationOf(article, site.topics, flags.topic);
    tell(shell, { article, topics, problems: [], ...(explanation && { explanation }) }, flags);
    return EXIT.ok;
  });
}

function explanationOf(
  article: Article,
  topics: readonly Topic[],
  id: string | undefined,
): TopicExplanation | undefined {
  if (id === undefined) return undefined;
  const explanation = explainTopic(compileTopics(topics), article, id);
  if (explanation !== undefined) return explanation;
  throw new AppError('not-found', `there is no topic ${id}`);
}

interface Explained {
  readonly article: Article;
  readonly problems: readonly Problem[];
  readonly topics: readonly TopicMatch[];
  readonly explanation?: TopicExplanation;
}

function tell(shell: Shell, explained: Explained, { json }: ExplainFlags): void {
  const { article, problems, topics, explanation } = explained;
  if (json) {
    writeLine(shell, JSON.stringify({ article, problems, topics, explanation }, undefined, 2));
    return;
  }
  reportProblems(shell, problems);
  const lines = describeArticle(article, topics);
  for (const line of lines) writeLine(shell, line);
  if (explanation === undefined) return;
  writeLine(shell, `${'why:'.padEnd(12)}${explanation.id}: ${describeExplanation(explanation)}`);
  for (const line of describeLines(explanation)) writeLine(shell, line);
}
