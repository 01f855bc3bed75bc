/** Holds a freshly read article against what is stored: identity is a contract (decision log). */

import type { Article } from '../model/article.ts';
import { failure, type Problem, type Result, success } from '../model/result.ts';
import { formatRfc3339 } from '../text/dates.ts';
import { continueHistory } from './history.ts';
import { isAnotherStory } from './identity.ts';

export interface ReconcileContext {
  readonly file: string;
  readonly idSource: 'declared' | 'assigned' | 'new';
  readonly now: Date;
  /** What the store holds under the article's id. */
  readonly stored: Article | undefined;
  /** What the store holds as this path's article, when the path is known. */
  readonly pathArticle: Article | undefined;
  /** Path of the file that holds this id, when one does. */
  readonly owner: string | undefined;
  /** The file that held the article's id vanished: this one was moved over another. */
  readonly isMoved: boolean;
  readonly mintId: () => string;
}

/** The article to store, with identity, first publication and path kept; or why it is refused. */
export function reconcile(article: Article, context: ReconcileContext): Result<Article> {
  const { file, idSource, pathArticle, owner, isMoved } = context;
  if (idSource === 'new') return reconcileNew(article, context);
  if (owner !== undefined && owner !== file) return failure([idTaken(article.id, context)]);
  if (
    pathArticle !== undefined &&
    pathArticle.id !== article.id &&
    pathArticle.state !== 'removed' &&
    !isMoved
  ) {
    return failure([idChanged(pathArticle.id, context)]);
  }
  if (
    idSource === 'assigned' &&
    pathArticle !== undefined &&
    isAnotherStory(pathArticle, article)
  ) {
    return failure([anotherStory(context)]);
  }
  return keepHistory(article, context);
}

/** `id: new` is the editor's word that a known path holds another story. */
function reconcileNew(article: Article, context: ReconcileContext): Result<Article> {
  const { pathArticle, mintId } = context;
  if (pathArticle !== undefined && !isAnotherStory(pathArticle, article)) {
    return keepHistory({ ...article, id: pathArticle.id }, { ...context, stored: pathArticle });
  }
  return success({ ...article, id: mintId() });
}

function keepHistory(article: Article, context: ReconcileContext): Result<Article> {
  const { file, stored, now } = context;
  const { article: kept, frozen } = continueHistory(article, stored, now);
  if (frozen === undefined) return success(kept);
  return success(kept, [
    {
      file,
      field: 'publishedAt',
      code: 'published-frozen',
      message: `the first publication stays ${formatRfc3339(frozen)}: it never moves once a story is out`,
      hint: 'raise updatedAt, or add a correction, to date a change',
      severity: 'warning',
    },
  ]);
}

function idTaken(id: string, context: ReconcileContext): Problem {
  return {
    file: context.file,
    field: 'id',
    code: 'id-taken',
    message: `the id ${id} belongs to ${context.owner} already; this file is not used`,
    hint: 'give one of the two files another id, or write `id: new` in it',
    severity: 'error',
  };
}

function idChanged(known: string, context: ReconcileContext): Problem {
  return {
    file: context.file,
    field: 'id',
    code: 'id-changed',
    message: `this file is published under the id ${known}, which never changes; the update is not used`,
    hint: `write \`id: ${known}\`, or save the new story under another name`,
    severity: 'error',
  };
}

function anotherStory(context: ReconcileContext): Problem {
  return {
    file: context.file,
    code: 'another-story',
    message:
      'the text has almost nothing in common with what was published from this file; the update is not used',
    hint: 'save a new story under another name, or write `id: new` when this file shall hold it',
    severity: 'error',
  };
}
