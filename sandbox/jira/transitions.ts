import type { Route } from '../http.js';
import { commentBody } from './comments.js';
import { refuse, refuseFields } from './errors.js';
import { fieldsOf, isRecord, recordBody } from './fields.js';
import { issueOf, issuePath } from './issues.js';
import { baseOf, listOf } from './json.js';
import type { Issue, Tracker } from './tracker.js';
import { transitionJson } from './workflow.js';

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
            ...(takesFields ? { fields: screenOf(each.requires) } : {}),
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

const resolutions = ['Done', "Won't Do", 'Duplicate'].map((name, at) => ({ id: String(10_000 + at), name }));

const screenOf = (field: string | undefined) =>
  field === undefined
    ? {}
    : {
        [field]: {
          required: true,
          schema: { type: 'resolution', system: field },
          name: 'Resolution',
          key: field,
          hasDefaultValue: false,
          operations: ['set'],
          allowedValues: resolutions,
        },
      };

function transition(tracker: Tracker, issue: Issue, body: Record<string, unknown>): void {
  const id = isRecord(body.transition) ? body.transition.id : undefined;
  if (id === undefined) throw refuse(400, "Missing 'transition' identifier");
  const chosen = tracker.transitionsFrom(issue).find((each) => each.id === String(id));
  if (!chosen) throw refuse(400, `Transition id '${id}' is not valid for this issue.`);
  const fields = fieldsOf(body);
  for (const name of Object.keys(fields).filter((each) => each !== chosen.requires)) {
    throw refuseFields({ [name]: `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.` });
  }
  if (chosen.requires !== undefined) issue.others[chosen.requires] = resolutionIn(fields[chosen.requires]);
  const comments = commentsIn(body.update);
  tracker.move(issue, chosen.to);
  for (const comment of comments) tracker.comment(issue, comment, []);
}

function resolutionIn(value: unknown) {
  const wanted = isRecord(value) ? value : {};
  const found = resolutions.find((each) => each.name === wanted.name || each.id === wanted.id);
  if (!found)
    throw refuseFields({ resolution: value === undefined ? 'Resolution is required.' : 'Resolution is not valid.' });
  return found;
}

function commentsIn(update: unknown) {
  if (!isRecord(update) || !Array.isArray(update.comment)) return [];
  return update.comment.map((each: unknown) => {
    const add = isRecord(each) ? each.add : undefined;
    return commentBody(isRecord(add) ? add.body : undefined);
  });
}
