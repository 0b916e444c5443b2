import { isAdf, plainText } from './adf.js';
import type { CustomField } from './customFields.js';
import { chosen } from './fieldValues.js';
import type { ChangedField, Issue } from './records.js';
import type { Tracker } from './tracker.js';

type Side = readonly [id: string | null, words: string | null];
type Known = { readonly field: string; readonly fieldtype: ChangedField['fieldtype']; readonly side: Side };
export type Sides = ReadonlyMap<string, Known>;

const nothing: Side = [null, null];
const words = (text: string): Side => [null, text === '' ? null : text];

/** An issue as the changelog would word each of its fields. */
export function sidesOf(tracker: Tracker, issue: Issue): Sides {
  const { id } = tracker.statusOf(issue);
  const known: [string, Side][] = [
    ['status', [id, issue.status]],
    ['summary', words(issue.summary)],
    ['description', words(issue.description ? plainText(issue.description) : '')],
    ['labels', ['', issue.labels.join(' ')]],
    ['reporter', [issue.reporter, tracker.accounts.nameOf(issue.reporter)]],
    ...['priority', 'resolution', 'assignee', 'duedate', 'environment'].map((name): [string, Side] => [
      name,
      otherSide(tracker, issue.others[name]),
    ]),
  ];
  const custom = tracker.fields.settable.map((field): [string, Known] => [
    field.id,
    { field: field.name, fieldtype: 'custom', side: customSide(tracker, field, issue.others[field.id]) },
  ]);
  return new Map([
    ...known.map(([field, side]): [string, Known] => [field, { field, fieldtype: 'jira', side }]),
    ...custom,
  ]);
}

function otherSide(tracker: Tracker, value: unknown): Side {
  if (value === undefined || value === null) return nothing;
  if (typeof value === 'string') return [value, value];
  if (isAdf(value)) return words(plainText(value));
  const { id, name, accountId } = Object(value) as { id?: unknown; name?: unknown; accountId?: unknown };
  if (typeof accountId === 'string') return [accountId, tracker.accounts.nameOf(accountId)];
  return [id === undefined ? null : String(id), name === undefined ? null : String(name)];
}

function customSide(tracker: Tracker, field: CustomField, stored: unknown): Side {
  if (stored === undefined || stored === null) return nothing;
  const list = Array.isArray(stored) ? stored : [];
  const accountIds = list.map((one) => String(one?.accountId));
  const options = list.flatMap((one) => chosen(field, one) ?? []);
  switch (field.type) {
    case 'select': {
      const option = chosen(field, stored);
      return [option?.id ?? null, option?.value ?? null];
    }
    case 'multiselect':
      return [`[${options.map(({ id }) => id).join(', ')}]`, options.map(({ value }) => value).join(',')];
    case 'labels':
      return words(list.join(' '));
    case 'user':
      return otherSide(tracker, stored);
    case 'users':
      return [
        `[${accountIds.join(', ')}]`,
        `[${accountIds.map((accountId) => tracker.accounts.nameOf(accountId)).join(', ')}]`,
      ];
    case 'textarea':
      return words(isAdf(stored) ? plainText(stored) : '');
    case 'text':
    case 'number':
    case 'date':
    case 'datetime':
    case 'approvals':
    case 'requestType':
      return words(String(stored));
  }
}

export function differences(before: Sides, after: Sides): ChangedField[] {
  return [...after].flatMap(([fieldId, { field, fieldtype, side: to }]) => {
    const from = before.get(fieldId)?.side ?? nothing;
    if (from[0] === to[0] && from[1] === to[1]) return [];
    return [{ field, fieldtype, fieldId, from: from[0], fromString: from[1], to: to[0], toString: to[1] }];
  });
}
