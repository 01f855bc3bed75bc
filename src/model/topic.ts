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
  /** URIs of concepts; a condition on one holds for narrower ones too. */
  readonly subject?: readonly string[];
}

/** How close: the same sentence, the same paragraph, or at most so many other words in between. */
export type Within = 'sentence' | 'paragraph' | number;

/** Every group, no two in the same words, all of them close together, in any order. */
export interface Near {
  readonly groups: readonly Group[];
  readonly within: Within;
}

/** `terms`: so many different terms of the group; `mentions`: any of its terms, so many times. */
export interface Count {
  readonly kind: 'terms' | 'mentions';
  readonly atLeast: number;
  readonly group: Group;
}

/** What a line, or a part of one, asks of the words. Everything named must hold. */
export interface Clause {
  /** One group that must occur; undefined when the line does not ask for one. */
  readonly any?: Group;
  /** Every group must occur, no two of them in the same words. */
  readonly all: readonly Group[];
  /** No group may occur. */
  readonly none: readonly Group[];
  readonly near?: Near;
  readonly counts?: readonly Count[];
  /** Parts written inside `all`; they must hold too, each in its own fields. */
  readonly parts?: readonly Clause[];
  /** Where to look; never empty. `body` holds the lead when that is the body's first paragraph. */
  readonly fields: readonly TopicField[];
}

/** Another topic, by id, and where the file names it. */
export interface TopicReference {
  readonly id: string;
  /** Id of the file, when that topic was merged into the one of `id`. */
  readonly written?: string;
  /** Both 1-based. */
  readonly line: number;
  readonly column: number;
}

export interface RuleLine extends Clause {
  /** Name in reports: `match[0]`, or the line's own `id`. */
  readonly id: string;
  /** 1-based line in the topic file. */
  readonly line: number;
  /** Holds as well as the phrases; the whole line when there are none. */
  readonly where?: MetadataCondition;
  /** The article is in one of these topics. */
  readonly topics?: readonly TopicReference[];
  /** Counts towards the topic's threshold; 1 by default. Of an `unless` line, below 0: subtracts, blocks not. */
  readonly weight?: number;
  /** The line is enough for an editor to look at the article, not for the topic to take it. */
  readonly review?: true;
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
  /** File that it came from, relative to the publication's folder. */
  readonly file?: string;
  /** Language -> name; `*` for a name without a language. */
  readonly names: Readonly<Record<string, string>>;
  /** What is in and what is out, in a sentence or two. */
  readonly description: string;
  readonly lists: Readonly<Record<string, TermList>>;
  /** Any line is enough. */
  readonly match: readonly RuleLine[];
  /** Any line keeps the article out, but for those with a weight. */
  readonly unless: readonly RuleLine[];
  /** What the weights of the lines that hold must come to; 1 by default. */
  readonly threshold?: number;
  /** An article of this topic is also one of these. */
  readonly implies?: readonly TopicReference[];
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

/** The line that fired and the words that fired it. */
export interface TopicMatch {
  /** Topic id. */
  readonly id: string;
  /** `RuleLine.id` of the first line that fired; `implied` when the article is in a topic that implies this one. */
  readonly line: string;
  /** Of every line that fired, where a threshold adds them up. */
  readonly matched: readonly MatchedTerm[];
}

export interface MatchedTerm {
  /** As written in the rule, or `tag: …` and so on for a metadata condition. */
  readonly term: string;
  readonly field: TopicField | 'metadata';
  /** As found in the article. */
  readonly text: string;
}

/** A term or value that a line found. */
export interface FoundTerm extends MatchedTerm {
  /** The part of the line that it satisfies: `$talks`, the terms, or `tag` and so on. */
  readonly group: string;
  /** How often this term stands in this field; `position` is the first time. */
  readonly times: number;
  /** Undefined for metadata. */
  readonly position?: TermPosition;
}

export interface TermPosition {
  /** 1-based number of the first word in the field; a Japanese, Chinese or Korean character is a word. */
  readonly word: number;
  /** Offsets into the field's text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** A term that was found and does not count, because it lies inside a phrase of `except`. */
export interface MaskedTerm extends MatchedTerm {
  readonly group: string;
  /** The phrase of `except` as written in the rule. */
  readonly except: string;
  /** The longer phrase as found in the article. */
  readonly inside: string;
}

export interface MissingPart {
  readonly kind: 'group' | 'near' | 'apart' | 'count' | 'none' | 'data' | 'topic' | 'work';
  /** For people: `$dprk and $talks are 14 words apart, not in one sentence`. */
  readonly text: string;
}

export interface LineExplanation {
  /** `RuleLine.id`. */
  readonly id: string;
  /** 1-based line in the topic file. */
  readonly line: number;
  readonly holds: boolean;
  /** What it adds to the score; 0 for a line of `unless` that blocks. */
  readonly weight: number;
  /** Enough for an editor to look, not for the topic to take the article. */
  readonly isReview: boolean;
  readonly found: readonly FoundTerm[];
  readonly masked: readonly MaskedTerm[];
  /** Empty when the line holds. */
  readonly missing: readonly MissingPart[];
}

/** Why a topic takes an article or does not: what command line, HTTP and API print. */
export interface TopicExplanation {
  /** Topic id. */
  readonly id: string;
  /** The article is in the topic. */
  readonly isMatched: boolean;
  /** It is not, but an editor should look. */
  readonly isReview: boolean;
  readonly score: number;
  readonly threshold: number;
  readonly match: readonly LineExplanation[];
  readonly unless: readonly LineExplanation[];
  /** Id of the first line of `match` that holds, also when something else kept the article out. */
  readonly fired?: string;
  /** Id of the line of `unless` that keeps the article out. */
  readonly blocked?: string;
  /** Without a line that holds, id of the one with the fewest parts missing. */
  readonly nearest?: string;
  /** `score 3 of 5`: lines hold, but not enough of them. */
  readonly short?: string;
  /** Ids of topics that imply this one and have the article. */
  readonly impliedBy: readonly string[];
  /**
   * What kept the rule from being looked at as a whole: it asks for more comparing than one article is
   * given (`rule`, which then takes nothing), or the article holds more words of rules than are read (`article`).
   */
  readonly givenUp?: 'rule' | 'article';
  /** The day from which on the topic takes no articles, when this one is from then: `2026-12-31`. */
  readonly retired?: string;
}
