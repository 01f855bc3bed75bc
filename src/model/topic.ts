/** The topic: an editorial subject with rules. */

import type { TextPolicy, Window } from './publication.ts';

/** Where a phrase is looked for. `lead`: the standfirst, or without one the first paragraph. */
export type TopicField = 'title' | 'lead' | 'body' | 'tags';

/** One term as written: `negotiat*` is a prefix, `=DPRK` exact; others fold case, accents and plural. */
export type Term = string;

/**
 * A named list of terms: language (or `*`) -> terms. A hit that lies inside a phrase of `except`
 * does not count for this list.
 */
export interface TermList {
  readonly terms: Readonly<Record<string, readonly Term[]>>;
  readonly except: readonly Term[];
}

/** A group is satisfied by any one of its members: terms, or `$name` for every term of a list. */
export type Group = readonly Term[];

/** A condition over metadata; every named key must hold, any of its values is enough. */
export interface MetadataCondition {
  readonly tag?: readonly string[];
  readonly section?: readonly string[];
  readonly source?: readonly string[];
  readonly language?: readonly string[];
  readonly place?: readonly string[];
}

export interface RuleLine {
  /** Name in reports: `match[0]`, or the line's own `id`. */
  readonly id: string;
  /** 1-based line in the topic file. */
  readonly line: number;
  /** One group that must occur; undefined when the line does not ask for one. */
  readonly any?: Group;
  /** Every group must occur, no two of them in the same words. */
  readonly all: readonly Group[];
  /** No group may occur. */
  readonly none: readonly Group[];
  /** Where to look; never empty. `body` holds the lead when that is the body's first paragraph. */
  readonly fields: readonly TopicField[];
  /** Holds as well as the phrases; the whole line when there are none. */
  readonly where?: MetadataCondition;
}

/** A headline that the rule must match, or must reject. */
export interface TopicExample {
  readonly headline: string;
  /** 1-based line in the topic file. */
  readonly line: number;
}

export interface Topic {
  /** Permanent; feed ids are made from it. */
  readonly id: string;
  /** URL part; may change, the id does not. */
  readonly slug: string;
  /** Language -> name; `*` for a name without a language. */
  readonly names: Readonly<Record<string, string>>;
  /** What is in and what is out, in a sentence or two. */
  readonly description: string;
  readonly lists: Readonly<Record<string, TermList>>;
  /** Any line is enough. */
  readonly match: readonly RuleLine[];
  /** Any line keeps the article out. */
  readonly unless: readonly RuleLine[];
  readonly examples: {
    readonly match: readonly TopicExample[];
    readonly reject: readonly TopicExample[];
  };
  readonly window?: Window;
  readonly text?: TextPolicy;
  /** Slugs that it had: their addresses lead here for good. */
  readonly formerSlugs?: readonly string[];
  /** Id of the topic that its addresses lead to: it has no feeds of its own any more. */
  readonly mergedInto?: string;
  /** First day (UTC, `2026-12-31`) whose stories it does not take. */
  readonly retired?: string;
  /** Picture of its feeds in place of the publication's. */
  readonly imageUrl?: string;
}

/** One fired line and the words that fired it. */
export interface TopicMatch {
  /** Topic id. */
  readonly id: string;
  /** `RuleLine.id` of the line that fired. */
  readonly line: string;
  readonly matched: readonly MatchedTerm[];
}

export interface MatchedTerm {
  /** As written in the rule, or `tag: …` and so on for a metadata condition. */
  readonly term: string;
  readonly field: TopicField | 'metadata';
  /** As found in the article. */
  readonly text: string;
}
