/** How often a topic's rule agrees with people: precision, recall and every miss with its reason. */

import type { LineExplanation, Topic, TopicExplanation } from '../model/topic.ts';
import type { ClassifiableArticle } from './article-text.ts';
import { type CompiledTopics, compileTopics } from './compile.ts';
import { describeExplanation } from './describe-explanation.ts';
import { explainTopic } from './explain.ts';
import type { LabelledHeadline } from './labelled.ts';
import { matchTopics } from './match.ts';
import { closureOf } from './references.ts';

/** Shares from 0 to 1; undefined where there is nothing to take a share of. */
export interface Figures {
  /** Of what the rule took, how much belongs to the topic. */
  readonly precision: number | undefined;
  /** Of what belongs to the topic, how much the rule took. */
  readonly recall: number | undefined;
  readonly f1: number | undefined;
}

export interface CountedFigures extends Figures {
  readonly lines: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

export interface Miss {
  readonly id: string;
  /** 1-based line of the file. */
  readonly line: number;
  readonly lang: string;
  readonly headline: string;
  readonly lead?: string;
  readonly certainty: LabelledHeadline['certainty'];
  readonly kind: 'false-positive' | 'false-negative';
  /** One phrase for people: which line fired on which words, or what the nearest one misses. */
  readonly reason: string;
  readonly explanation: MissExplanation;
}

/** Of an explanation, the lines that decided: all others of a long rule would bury them. */
export interface MissExplanation
  extends Pick<TopicExplanation, 'score' | 'threshold' | 'short' | 'impliedBy'> {
  readonly fired?: LineExplanation;
  readonly blocked?: LineExplanation;
  readonly nearest?: LineExplanation;
}

/** The top-level figures are over all lines, `clear` over those that editors agree on. */
export interface Measurement extends Figures {
  /** Topic id. */
  readonly topic: string;
  readonly clear: Figures;
  /** By language tag as the lines give it, in alphabetical order. */
  readonly byLanguage: Readonly<Record<string, CountedFigures>>;
  /** In the order of the lines. */
  readonly misses: readonly Miss[];
}

interface Judged {
  readonly line: LabelledHeadline;
  readonly isTaken: boolean;
}

/**
 * Every line counts, whatever topic it names. A lead is read as the article's standfirst. `others` are
 * the topics that this one may refer to, or that imply it.
 */
export function measureTopic(
  topic: Topic,
  lines: readonly LabelledHeadline[],
  others: readonly Topic[] = [],
): Measurement {
  const compiled = compileTopics(closureOf(topic, others));
  const isTaken = (line: LabelledHeadline): boolean =>
    matchTopics(compiled, articleOf(line)).some(({ id }) => id === topic.id);
  const judged = lines.map((line) => ({ line, isTaken: isTaken(line) }));
  const clear = judged.filter(({ line }) => line.certainty === 'clear');
  const languages = [...new Set(lines.map(({ language }) => language))].sort();
  const byLanguage = languages.map((language) => {
    const own = judged.filter(({ line }) => line.language === language);
    return [language, countFigures(own)] as const;
  });
  return {
    topic: topic.id,
    ...figuresOf(countFigures(judged)),
    clear: figuresOf(countFigures(clear)),
    byLanguage: Object.fromEntries(byLanguage),
    misses: judged
      .filter((one) => one.line.label !== one.isTaken)
      .flatMap(({ line }) => explainMiss(compiled, line, topic.id)),
  };
}

function articleOf({ headline, lead, language }: LabelledHeadline): ClassifiableArticle {
  const standfirst = lead === undefined ? {} : { standfirst: lead };
  return { headline, ...standfirst, bodyHtml: '', language, tags: [] };
}

function countFigures(judged: readonly Judged[]): CountedFigures {
  const count = (label: boolean, taken: boolean): number =>
    judged.filter(({ line, isTaken }) => line.label === label && isTaken === taken).length;
  const truePositives = count(true, true);
  const falsePositives = count(false, true);
  const falseNegatives = count(true, false);
  return {
    lines: judged.length,
    truePositives,
    falsePositives,
    falseNegatives,
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
    // The harmonic mean of the two, written so that it stays defined where one of them is not.
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
  };
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function figuresOf({ precision, recall, f1 }: CountedFigures): Figures {
  return { precision, recall, f1 };
}

function explainMiss(
  compiled: CompiledTopics,
  line: LabelledHeadline,
  topicId: string,
): readonly Miss[] {
  const explained = explainTopic(compiled, articleOf(line), topicId);
  if (explained === undefined) return [];
  const miss: Miss = {
    id: line.id,
    line: line.line,
    lang: line.language,
    headline: line.headline,
    ...(line.lead === undefined ? {} : { lead: line.lead }),
    certainty: line.certainty,
    kind: line.label ? 'false-negative' : 'false-positive',
    reason: describeExplanation(explained),
    explanation: decidingLines(explained),
  };
  return [miss];
}

function decidingLines(explained: TopicExplanation): MissExplanation {
  const { match, unless, score, threshold, short, impliedBy } = explained;
  const fired = match.find(({ id }) => id === explained.fired);
  const blocked = unless.find(({ id }) => id === explained.blocked);
  const nearest = match.find(({ id }) => id === explained.nearest);
  return {
    score,
    threshold,
    impliedBy,
    ...(short === undefined ? {} : { short }),
    ...(fired === undefined ? {} : { fired }),
    ...(blocked === undefined ? {} : { blocked }),
    ...(nearest === undefined ? {} : { nearest }),
  };
}
