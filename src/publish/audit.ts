/** Which line of the audit record a change is: the verb, the states, the names of changed fields. Pure. */

import type { Article } from '../model/article.ts';
import type { AuditAction, AuditEntry } from '../model/audit.ts';
import { canonicalJson } from '../text/hash.ts';

/** None when nothing of the article changed, unless `action` names a verb that the two versions do not tell. */
export function auditOf(
  actor: string,
  before: Article | undefined,
  after: Article | undefined,
  action?: AuditAction,
): readonly AuditEntry[] {
  if (after === undefined) return [];
  const fields = changedFields(before, after);
  if (fields.length === 0 && action === undefined) return [];
  return [
    {
      actor,
      action: action ?? actionOf(before, after),
      articleId: after.id,
      // A new article has every field: their names would tell nothing.
      detail: { to: after.state, ...(before && { from: before.state, fields }) },
    },
  ];
}

function changedFields(before: Article | undefined, after: Article): readonly string[] {
  const old: Partial<Record<string, unknown>> = { ...before };
  const now: Partial<Record<string, unknown>> = { ...after };
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((name) => canonicalJson(old[name] ?? null) !== canonicalJson(now[name] ?? null))
    .sort();
}

function actionOf(before: Article | undefined, after: Article): AuditAction {
  if (before?.state === after.state) return 'update';
  switch (after.state) {
    case 'withdrawn':
      return 'withdraw';
    case 'removed':
      return 'remove';
    case 'expired':
      return 'expire';
    case 'public':
      return before === undefined ? 'publish' : 'release';
    case 'embargoed':
    case 'withheld':
      return before === undefined ? 'publish' : 'update';
    default:
      return after.state satisfies never;
  }
}
