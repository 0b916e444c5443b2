import type { Route } from '../http.js';
import { commentBody } from './comments.js';
import { refuse } from './errors.js';
import { fieldMeta } from './fieldRoutes.js';
import { fieldsOf, isRecord, recordBody } from './fields.js';
import { issueOf, issuePath } from './issues.js';
import { baseOf, listOf } from './json.js';
import { throughScreen } from './screens.js';
import type { Issue, Tracker } from './tracker.js';
import { requiredBy, transitionJson } from './workflow.js';

export function transitionRoutes(tracker: Tracker): Route[] {
  const path = `${issuePath}/transitions`;
  return [
    {
      operation: 'getTransitions',
      method: 'GET',
      path,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        const only = ask.query.get('transitionId');
        const takesFields = listOf(ask, 'expand')?.includes('transitions.fields') ?? false;
        const transitions = tracker
          .transitionsFrom(issue)
          .filter((each) => only === null || each.id === only)
          .map((each) => ({
            ...transitionJson(tracker.workflow, each, baseOf(ask)),
            ...(takesFields ? { fields: screenOf(tracker, requiredBy(each)) } : {}),
          }));
        return { status: 200, body: { expand: 'transitions', transitions } };
      },
    },
    {
      operation: 'doTransition',
      method: 'POST',
      path,
      answer: (ask) => {
        transition(tracker, issueOf(tracker, ask), recordBody(ask.body));
        return { status: 204 };
      },
    },
  ];
}

const screenOf = (tracker: Tracker, fields: readonly string[]) =>
  Object.fromEntries(fields.map((id) => [id, { ...fieldMeta(tracker, id), required: true }]));

function transition(tracker: Tracker, issue: Issue, body: Record<string, unknown>): void {
  const id = isRecord(body.transition) ? body.transition.id : undefined;
  if (id === undefined) throw refuse(400, "Missing 'transition' identifier");
  const chosen = tracker.transitionsFrom(issue).find((each) => each.id === String(id));
  if (!chosen) throw refuse(400, `Transition id '${id}' is not valid for this issue.`);
  const act = throughScreen(tracker, issue, chosen, fieldsOf(body));
  const comments = commentsIn(body.update);
  tracker.change(issue, act);
  for (const comment of comments) tracker.comment(issue, comment, []);
}

function commentsIn(update: unknown) {
  if (!isRecord(update) || !Array.isArray(update.comment)) return [];
  return update.comment.map((each: unknown) => {
    const add = isRecord(each) ? each.add : undefined;
    return commentBody(isRecord(add) ? add.body : undefined);
  });
}
