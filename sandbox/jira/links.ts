import type { Answer, Ask, Route } from '../http.js';
import { refuse, refuseFields } from './errors.js';
import { isRecord, recordBody } from './fields.js';
import { issueOf } from './issues.js';
import { issueHead } from './json.js';
import type { Issue, RemoteLink, Tracker } from './tracker.js';

const path = '/rest/api/3/issue/{issueIdOrKey}/remotelink';
const keys = new Set(['application', 'globalId', 'object', 'relationship']);

export function linkRoutes(tracker: Tracker): Route[] {
  return [
    { operation: 'linkIssues', method: 'POST', path: '/rest/api/3/issueLink', answer: (ask) => relate(tracker, ask) },
    {
      operation: 'getRemoteIssueLinks',
      method: 'GET',
      path,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        const globalId = ask.query.get('globalId');
        if (globalId === null) return { status: 200, body: issue.links.map((link) => linkJson(issue, link, ask)) };
        const link = issue.links.find((each) => each.globalId === globalId);
        if (!link) throw refuse(404, `No remote link has the global id ${globalId}.`);
        return { status: 200, body: linkJson(issue, link, ask) };
      },
    },
    {
      operation: 'createOrUpdateRemoteIssueLink',
      method: 'POST',
      path,
      answer: (ask) => upsert(tracker, ask),
    },
    {
      operation: 'deleteRemoteIssueLinkByGlobalId',
      method: 'DELETE',
      path,
      answer: (ask) => {
        const issue = issueOf(tracker, ask);
        const at = issue.links.findIndex((link) => link.globalId === ask.query.get('globalId'));
        if (at < 0) throw refuse(404, 'No remote link has this global id.');
        issue.links.splice(at, 1);
        tracker.touch(issue);
        return { status: 204 };
      },
    },
  ];
}

const linkJson = (issue: Issue, { id, ...link }: RemoteLink, ask: Ask) => ({
  id,
  self: `${issueHead(issue, ask).self}/remotelink/${id}`,
  ...link,
});

/** With a global id that is there, the link is replaced, and what is not given is gone. */
function upsert(tracker: Tracker, ask: Ask): Answer {
  const issue = issueOf(tracker, ask);
  tracker.need('LINK_ISSUES', 403, 'You do not have permission to link issues.');
  const { globalId, object, relationship, application } = recordBody(ask.body, keys);
  if (!isRecord(object)) throw refuseFields({ object: "'object' is required." });
  if (typeof object.title !== 'string' || object.title === '') throw refuseFields({ title: "'title' is required." });
  if (typeof object.url !== 'string' || !URL.canParse(object.url)) throw refuseFields({ url: "'url' is invalid." });
  const known = issue.links.find((link) => globalId !== undefined && link.globalId === globalId);
  const link: RemoteLink = {
    id: known?.id ?? tracker.nextId(),
    ...(typeof globalId === 'string' ? { globalId } : {}),
    ...(typeof relationship === 'string' ? { relationship } : {}),
    application: application ?? {},
    object,
  };
  if (known) issue.links.splice(issue.links.indexOf(known), 1, link);
  else issue.links.push(link);
  tracker.touch(issue);
  return { status: known ? 200 : 201, body: { id: link.id, self: linkJson(issue, link, ask).self } };
}

const linkTypes = ['Relates', 'Blocks', 'Duplicate'];

/** Both ends must be there; the same link twice is one link. */
function relate(tracker: Tracker, ask: Ask): Answer {
  const body = recordBody(ask.body, new Set(['comment', 'inwardIssue', 'outwardIssue', 'type']));
  tracker.need('LINK_ISSUES', 404, 'You do not have permission to link issues in this project.');
  if (!isRecord(body.type) || !linkTypes.includes(String(body.type.name))) {
    throw refuse(404, 'No issue link type with that name was found.');
  }
  const end = (value: unknown) => tracker.get(isRecord(value) ? String(value.key ?? value.id) : '');
  const [inward, outward] = [end(body.inwardIssue), end(body.outwardIssue)];
  if (!inward.related.includes(outward.key)) inward.related.push(outward.key);
  if (!outward.related.includes(inward.key)) outward.related.push(inward.key);
  return { status: 201 };
}
