import type { Account } from './accounts.js';
import { isAdf, longestText, plainText } from './adf.js';
import type { CustomField, FieldOption } from './customFields.js';

/** What stands between a value as the caller words it and what an issue keeps: options by id, people by account. */
type People = (accountId: string) => Account | undefined;
type Read = { readonly stored: unknown } | { readonly problem: string };

const wrong = (problem: string): Read => ({ problem });
const kept = (stored: unknown): Read => ({ stored });

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const isoDate = /^\d{4}-\d{2}-\d{2}$/;

/** What this field would keep of that value, or why it takes no such thing; nothing empties it. */
export function readValue(field: CustomField, value: unknown, people: People): Read {
  if (value === null) return kept(null);
  switch (field.type) {
    case 'text':
      return readText(value);
    case 'textarea':
      return readDocument(value);
    case 'select':
      return readOption(field, value);
    case 'multiselect':
      return each(value, (one) => readOption(field, one));
    case 'labels':
      return each(value, readLabel);
    case 'number':
      return typeof value === 'number' ? kept(value) : wrong('Operation value must be a number');
    case 'date':
      return isMoment(value, isoDate) ? kept(value) : wrong(`Error parsing date string: ${value}`);
    case 'datetime':
      return isMoment(value, isoTime) ? kept(value) : wrong(`Error parsing time: ${value}`);
    case 'user':
      return readPerson(field, value, people);
    case 'users':
      return each(value, (one) => readPerson(field, one, people));
    case 'approvals':
    case 'requestType':
      return wrong(`Field '${field.id}' cannot be set. It is not on the appropriate screen, or unknown.`);
  }
}

const isMoment = (value: unknown, form: RegExp): boolean =>
  typeof value === 'string' &&
  form.test(value) &&
  !Number.isNaN(Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')));

function readText(value: unknown): Read {
  if (typeof value !== 'string') return wrong('Operation value must be a string');
  return value.length > 255
    ? wrong('The entered text is too long. It exceeds the allowed limit of 255 characters.')
    : kept(value);
}

function readDocument(value: unknown): Read {
  if (!isAdf(value)) return wrong('Operation value must be an Atlassian Document (see the Atlassian Document Format)');
  const isLong = plainText(value).length > longestText;
  return isLong
    ? wrong('The entered text is too long. It exceeds the allowed limit of 32,767 characters.')
    : kept(value);
}

function readOption({ name, options }: CustomField, value: unknown): Read {
  const { id, value: text } = Object(value) as { id?: unknown; value?: unknown };
  if (id === undefined && text === undefined) return wrong(`Specify a valid 'id' or 'name' for ${name}`);
  const found = options.find((option) => (id === undefined ? option.value === text : option.id === String(id)));
  if (found && !found.disabled) return kept({ id: found.id });
  return wrong(id === undefined ? `Option value '${text}' is not valid` : `Option id '${id}' is not valid`);
}

function readLabel(value: unknown): Read {
  if (typeof value !== 'string') return wrong('data was not an array of strings');
  return /\s/.test(value) ? wrong(`The label '${value}' contains spaces which is invalid.`) : kept(value);
}

function readPerson({ name }: CustomField, value: unknown, people: People): Read {
  const { accountId, id = accountId } = Object(value) as { accountId?: unknown; id?: unknown };
  if (typeof id !== 'string') return wrong(`Specify a valid 'accountId' for ${name}`);
  return people(id) ? kept({ accountId: id }) : wrong(`User '${id}' does not exist or has no access to this project.`);
}

function each(value: unknown, read: (one: unknown) => Read): Read {
  if (!Array.isArray(value)) return wrong('data was not an array');
  const all = value.map(read);
  const problem = all.find((one) => 'problem' in one);
  return problem ?? kept(all.map((one) => ('stored' in one ? one.stored : undefined)));
}

export const chosen = (field: CustomField, stored: unknown): FieldOption | undefined =>
  field.options.find(({ id }) => id === (Object(stored) as { id?: unknown }).id);

type Shown = {
  readonly option: (option: FieldOption) => unknown;
  readonly person: (accountId: string) => unknown;
};

/** The same the other way: a choice that is gone shows as nothing. */
export function showValue(field: CustomField, stored: unknown, shown: Shown): unknown {
  const option = (one: unknown) => {
    const found = chosen(field, one);
    return found ? [shown.option(found)] : [];
  };
  const list = Array.isArray(stored) ? stored : [];
  if (field.type === 'multiselect') return list.length > 0 ? list.flatMap(option) : null;
  if (field.type === 'users') return list.length > 0 ? list.map((one) => shown.person(String(one.accountId))) : null;
  if (stored === undefined || stored === null) return null;
  if (field.type === 'select') return option(stored)[0] ?? null;
  if (field.type === 'user') return shown.person(String(Object(stored).accountId));
  return stored;
}
