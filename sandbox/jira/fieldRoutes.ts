import type { Answer, Ask, Route } from '../http.js';
import { type CustomField, schemaOf } from './customFields.js';
import { numberOf } from './json.js';
import { resolutions } from './screens.js';
import { needProject } from './site.js';
import type { Tracker } from './tracker.js';

type System = { readonly name: string; readonly type: string; readonly items?: string };

const system: Readonly<Record<string, System>> = {
  summary: { name: 'Summary', type: 'string' },
  description: { name: 'Description', type: 'string' },
  labels: { name: 'Labels', type: 'array', items: 'string' },
  status: { name: 'Status', type: 'status' },
  issuetype: { name: 'Issue Type', type: 'issuetype' },
  project: { name: 'Project', type: 'project' },
  priority: { name: 'Priority', type: 'priority' },
  assignee: { name: 'Assignee', type: 'user' },
  reporter: { name: 'Reporter', type: 'user' },
  resolution: { name: 'Resolution', type: 'resolution' },
  created: { name: 'Created', type: 'datetime' },
  updated: { name: 'Updated', type: 'datetime' },
};
const isOnScreen = (id: string): boolean => !['status', 'resolution', 'created', 'updated'].includes(id);

/** Which fields there are, and what the screens show of them and insist on. */
export function fieldRoutes(tracker: Tracker): Route[] {
  return [
    {
      operation: 'getFields',
      method: 'GET',
      path: '/rest/api/3/field',
      answer: () => ({ status: 200, body: everyField(tracker) }),
    },
    {
      operation: 'getCreateIssueMetaIssueTypeId',
      method: 'GET',
      path: '/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}',
      answer: (ask) => toCreate(tracker, ask),
    },
    {
      operation: 'getEditIssueMeta',
      method: 'GET',
      path: '/rest/api/3/issue/{issueIdOrKey}/editmeta',
      answer: (ask) => toEdit(tracker, ask),
    },
  ];
}

function everyField(tracker: Tracker) {
  const usual = { orderable: true, navigable: true, searchable: true };
  const own = Object.keys(system).map((id) => ({ ...head(tracker, id), custom: false, clauseNames: [id] }));
  const custom = tracker.fields.all.map(({ id, name }) => {
    const clauseNames = [`cf[${id.replace('customfield_', '')}]`, name];
    return { ...head(tracker, id), custom: true, clauseNames };
  });
  return [...own, ...custom].map((field) => ({ ...field, id: field.key, ...usual }));
}

function head(tracker: Tracker, id: string) {
  const { name = id, type = 'string', items } = system[id] ?? {};
  const custom = tracker.fields.all.find((field) => field.id === id);
  if (custom) return { key: id, name: custom.name, schema: schemaOf(custom) };
  return { key: id, name, schema: { type, ...(items && { items }), system: id } };
}

/** What one field on a screen is, and what may be chosen there. */
export function fieldMeta(tracker: Tracker, id: string) {
  const custom = tracker.fields.all.find((field) => field.id === id);
  const choice = id === 'resolution' ? resolutions : custom?.contextId ? choiceIn(custom) : undefined;
  const operations = head(tracker, id).schema.type === 'array' ? ['add', 'set', 'remove'] : ['set'];
  return { ...head(tracker, id), hasDefaultValue: false, operations, ...(choice && { allowedValues: choice }) };
}

const choiceIn = ({ options }: CustomField) =>
  options.filter(({ disabled }) => !disabled).map(({ id, value }) => ({ id, value }));

const always = ['summary', 'issuetype', 'project'];

function onScreen(tracker: Tracker) {
  const ids = [...Object.keys(system).filter(isOnScreen), ...tracker.fields.settable.map(({ id }) => id)];
  return ids.map((id) => ({
    ...fieldMeta(tracker, id),
    required: [...always, ...tracker.insistsOn].includes(id),
  }));
}

function toCreate(tracker: Tracker, ask: Ask): Answer {
  needProject(tracker, ask, 400);
  const startAt = numberOf(ask, 'startAt', 0);
  const maxResults = numberOf(ask, 'maxResults', 50);
  const fields = onScreen(tracker).map((field) => ({ ...field, fieldId: field.key }));
  const page = fields.slice(startAt, startAt + maxResults);
  return { status: 200, body: { startAt, maxResults, total: fields.length, fields: page } };
}

function toEdit(tracker: Tracker, ask: Ask): Answer {
  tracker.get(ask.params.issueIdOrKey ?? '');
  const fields = onScreen(tracker).filter(({ key }) => key !== 'project');
  return { status: 200, body: { fields: Object.fromEntries(fields.map((field) => [field.key, field])) } };
}
