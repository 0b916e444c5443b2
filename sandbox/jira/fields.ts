import { type Adf, isAdf, longestText, plainText } from './adf.js';
import { badPayload, refuseFields } from './errors.js';
import { readValue } from './fieldValues.js';
import type { Issue, IssueDraft, Property } from './records.js';
import { issueTypes, type Tracker } from './tracker.js';

export type Fields = Readonly<Record<string, unknown>>;
type Errors = Record<string, string>;

const known = new Set(['fields', 'update', 'properties', 'transition', 'historyMetadata']);
const others = ['priority', 'assignee', 'duedate', 'environment'];
const priorities = ['Highest', 'High', 'Medium', 'Low', 'Lowest'];

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Jira refuses a body with a property that it does not know. */
export function recordBody(body: unknown, allowed: ReadonlySet<string> = known): Record<string, unknown> {
  if (!isRecord(body) || Object.keys(body).some((name) => !allowed.has(name))) throw badPayload();
  return body;
}

export const fieldsOf = (body: Record<string, unknown>): Fields => {
  const fields = body.fields ?? {};
  if (!isRecord(fields)) throw badPayload();
  return fields;
};

export function propertiesOf(value: unknown): Property[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw badPayload();
  return value.map((each: unknown) => {
    if (!isRecord(each) || typeof each.key !== 'string') throw badPayload();
    return checkedProperty(each.key, each.value);
  });
}

export function checkedProperty(key: string, value: unknown): Property {
  if (key.length > 255) throw refuseFields({ key: 'The property key cannot be longer than 255 characters.' });
  const text = JSON.stringify(value);
  if (text === undefined || text === '' || text.length > 32_768) {
    throw refuseFields({ value: 'The property value must be JSON of at most 32,768 characters.' });
  }
  return { key, value: JSON.parse(text) };
}

/** Everything wrong with the fields at once, as Jira tells it. */
export function problems(tracker: Tracker, fields: Fields): Errors {
  const errors: Errors = {};
  if ('summary' in fields) note(errors, 'summary', summaryProblem(fields.summary));
  if ('description' in fields) note(errors, 'description', textProblem(fields.description));
  if ('environment' in fields) note(errors, 'environment', textProblem(fields.environment));
  if ('labels' in fields) note(errors, 'labels', labelsProblem(fields.labels));
  if ('priority' in fields) note(errors, 'priority', priorityProblem(fields.priority));
  for (const name of ['assignee', 'reporter']) {
    if (name in fields) note(errors, name, personProblem(tracker, fields[name]));
  }
  for (const field of tracker.fields.settable.filter(({ id }) => id in fields)) {
    const read = readValue(field, fields[field.id], (accountId) => tracker.accounts.find(accountId));
    if ('problem' in read) errors[field.id] = read.problem;
  }
  const custom = tracker.fields.settable.map(({ id }) => id);
  const own = ['summary', 'description', 'labels', 'project', 'issuetype', 'status', 'reporter'];
  const settable = [...own, ...others, ...custom];
  for (const name of Object.keys(fields).filter((each) => !settable.includes(each))) {
    errors[name] = `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`;
  }
  return errors;
}

function note(errors: Errors, name: string, problem: string | undefined): void {
  if (problem) errors[name] = problem;
}

function summaryProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'Operation value must be a string';
  if (value.trim() === '') return 'You must specify a summary of the issue.';
  if (/[\r\n]/.test(value)) return 'The summary is invalid because it contains newline characters.';
  return value.length > 255 ? "Summary can't exceed 255 characters." : undefined;
}

function textProblem(value: unknown): string | undefined {
  if (value === null) return undefined;
  if (!isAdf(value)) return 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
  return tooLong(value);
}

export const tooLong = (body: Adf): string | undefined =>
  plainText(body).length > longestText
    ? 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.'
    : undefined;

function labelsProblem(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.some((label) => typeof label !== 'string'))
    return 'data was not an array of strings';
  const spaced = value.find((label: string) => /\s/.test(label));
  if (spaced !== undefined) return `The label '${spaced}' contains spaces which is invalid.`;
  return value.some((label: string) => label.length > 255) ? 'A label is longer than 255 characters.' : undefined;
}

function personProblem(tracker: Tracker, value: unknown): string | undefined {
  const { accountId, id = accountId } = Object(value) as { accountId?: unknown; id?: unknown };
  if (value === null || tracker.accounts.find(String(id))) return undefined;
  return `User '${id}' does not exist.`;
}

function priorityProblem(value: unknown): string | undefined {
  const name = isRecord(value) ? value.name : undefined;
  if (typeof name !== 'string' || priorities.includes(name)) return undefined;
  return `Priority name '${name}' is not valid`;
}

function createProblems(tracker: Tracker, fields: Fields): Errors {
  const errors = problems(tracker, fields);
  const project = isRecord(fields.project) ? fields.project : {};
  const isOurs = project.key === tracker.projectKey || String(project.id) === tracker.projectId;
  if (!isOurs) errors.project = 'Specify a valid project ID or key';
  if (!('summary' in fields)) errors.summary = 'You must specify a summary of the issue.';
  if (isOurs && !issueTypeOf(fields)) errors.issuetype = 'issue type is required';
  for (const id of tracker.insistsOn) if (!isGiven(fields[id])) errors[id] = `${id} is required.`;
  return errors;
}

function issueTypeOf(fields: Fields): string | undefined {
  const wanted = isRecord(fields.issuetype) ? fields.issuetype : {};
  return issueTypes.find((type) => type.name === wanted.name || type.id === String(wanted.id))?.id;
}

/** Nothing, and nothing chosen, is not given. */
export const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

export function draft(tracker: Tracker, fields: Fields): Omit<IssueDraft, 'properties'> {
  const errors = createProblems(tracker, fields);
  if (Object.keys(errors).length > 0) throw refuseFields(errors);
  return {
    issueType: issueTypeOf(fields) ?? issueTypes[0].id,
    summary: String(fields.summary),
    description: isAdf(fields.description) ? fields.description : null,
    labels: Array.isArray(fields.labels) ? [...new Set(fields.labels.map(String))] : [],
    others: othersOf(tracker, fields),
    reporter: personIn(fields.reporter),
  };
}

const personIn = (value: unknown): string | undefined => {
  const { accountId, id = accountId } = Object(value) as { accountId?: unknown; id?: unknown };
  return id === undefined ? undefined : String(id);
};

/** As the issue keeps them: an option by its id, a person by their account. */
function othersOf(tracker: Tracker, fields: Fields): Record<string, unknown> {
  const own = others
    .filter((name) => name in fields)
    .map((name) => [name, name === 'assignee' ? assigneeIn(fields[name]) : fields[name]]);
  const custom = tracker.fields.settable
    .filter(({ id }) => id in fields)
    .map((field) => {
      const read = readValue(field, fields[field.id], (accountId) => tracker.accounts.find(accountId));
      return [field.id, 'stored' in read ? read.stored : null];
    });
  return Object.fromEntries([...own, ...custom]);
}

const assigneeIn = (value: unknown) => (value === null ? null : { accountId: personIn(value) });

/** A new status is passed over in silence: that is what transitions are for. */
export function edit(tracker: Tracker, issue: Issue, body: Record<string, unknown>): () => void {
  const fields = fieldsOf(body);
  const labels = labelsAfter(issue, body.update);
  const errors = { ...problems(tracker, fields), ...problems(tracker, labels ? { labels } : {}) };
  if (Object.keys(errors).length > 0) throw refuseFields(errors);
  return () => setFields(tracker, issue, labels ? { ...fields, labels } : fields);
}

export function setFields(tracker: Tracker, issue: Issue, fields: Fields): void {
  if ('summary' in fields) issue.summary = String(fields.summary);
  if ('description' in fields) issue.description = isAdf(fields.description) ? fields.description : null;
  if (Array.isArray(fields.labels)) issue.labels = [...new Set(fields.labels.map(String))];
  issue.reporter = personIn(fields.reporter) ?? issue.reporter;
  Object.assign(issue.others, othersOf(tracker, fields));
}

/** `update: { labels: [{ add: 'x' }, { remove: 'y' }] }` */
function labelsAfter(issue: Issue, update: unknown): string[] | undefined {
  if (update === undefined) return undefined;
  if (!isRecord(update)) throw badPayload();
  if (!Array.isArray(update.labels)) return undefined;
  const labels = new Set(issue.labels);
  for (const change of update.labels) {
    if (!isRecord(change)) throw badPayload();
    if (typeof change.add === 'string') labels.add(change.add);
    if (typeof change.remove === 'string') labels.delete(change.remove);
  }
  return [...labels];
}
