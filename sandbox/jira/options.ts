import type { Answer, Ask, Route } from '../http.js';
import type { CustomField, FieldOption } from './customFields.js';
import { badPayload, refuse } from './errors.js';
import { isRecord, recordBody } from './fields.js';
import { baseOf, listOf, numberOf } from './json.js';
import type { Tracker } from './tracker.js';

const atField = '/rest/api/3/field/{fieldId}/context';
const atOptions = `${atField}/{contextId}/option`;
const mostOptions = 1000;

/** The choice that a field offers, which only an administrator may read and change here. */
export function optionRoutes(tracker: Tracker): Route[] {
  const guarded = (answer: (tracker: Tracker, ask: Ask) => Answer) => (ask: Ask) => {
    tracker.need('ADMINISTER', 403, 'Only Jira administrators can access custom field contexts.');
    return answer(tracker, ask);
  };
  const one = `${atOptions}/{optionId}`;
  return [
    { operation: 'getContextsForField', method: 'GET', path: atField, answer: guarded(contexts) },
    { operation: 'getOptionsForContext', method: 'GET', path: atOptions, answer: guarded(read) },
    { operation: 'createCustomFieldOption', method: 'POST', path: atOptions, answer: guarded(add) },
    { operation: 'updateCustomFieldOption', method: 'PUT', path: atOptions, answer: guarded(change) },
    { operation: 'deleteCustomFieldOption', method: 'DELETE', path: one, answer: guarded(remove) },
  ];
}

function fieldOf(tracker: Tracker, ask: Ask): CustomField {
  const field = tracker.fields.all.find(({ id }) => id === ask.params.fieldId);
  if (!field) throw refuse(404, 'The custom field was not found.');
  return field;
}

function choiceOf(tracker: Tracker, ask: Ask): CustomField {
  const field = fieldOf(tracker, ask);
  if (field.contextId === undefined) throw refuse(400, 'The custom field does not support options.');
  if (field.contextId !== ask.params.contextId) throw refuse(404, 'The custom field context was not found.');
  return field;
}

function page(ask: Ask, all: readonly unknown[], most: number): Answer {
  const startAt = numberOf(ask, 'startAt', 0);
  const maxResults = Math.min(numberOf(ask, 'maxResults', most), most);
  const values = all.slice(startAt, startAt + maxResults);
  const self = `${baseOf(ask)}${ask.path}?maxResults=${maxResults}&startAt=${startAt}`;
  const isLast = startAt + maxResults >= all.length;
  return { status: 200, body: { self, maxResults, startAt, total: all.length, isLast, values } };
}

function contexts(tracker: Tracker, ask: Ask): Answer {
  const { name, contextId: id } = fieldOf(tracker, ask);
  const whole = { name: `Default Configuration Scheme for ${name}`, description: 'Default configuration scheme' };
  return page(ask, id ? [{ id, ...whole, isGlobalContext: true, isAnyIssueType: true }] : [], 50);
}

function read(tracker: Tracker, ask: Ask): Answer {
  const { options } = choiceOf(tracker, ask);
  const only = listOf(ask, 'optionId');
  return page(
    ask,
    options.filter(({ id }) => !only || only.includes(id)),
    100,
  );
}

type Wanted = { readonly id?: unknown; readonly value?: unknown; readonly disabled?: unknown };

function wantedIn(ask: Ask, keys: ReadonlySet<string>): Wanted[] {
  const { options } = recordBody(ask.body, new Set(['options']));
  if (!Array.isArray(options) || options.length === 0) throw badPayload();
  if (options.length > mostOptions) throw refuse(400, `No more than ${mostOptions} options can be given at once.`);
  return options.map((each: unknown) => {
    if (!isRecord(each) || Object.keys(each).some((name) => !keys.has(name))) throw badPayload();
    return each;
  });
}

/** All of them or none. */
function add(tracker: Tracker, ask: Ask): Answer {
  const field = choiceOf(tracker, ask);
  const wanted = wantedIn(ask, new Set(['value', 'disabled', 'optionId']));
  const values = wanted.map(({ value }) => valueIn(value));
  const taken = [...field.options.map(({ value }) => value), ...values];
  refuseTwice(taken);
  const made = wanted.map(
    ({ disabled }, at): FieldOption => ({
      id: String(tracker.nextFieldId()),
      value: values[at] ?? '',
      disabled: disabled === true,
    }),
  );
  field.options.push(...made);
  return { status: 200, body: { options: made } };
}

function change(tracker: Tracker, ask: Ask): Answer {
  const field = choiceOf(tracker, ask);
  const wanted = wantedIn(ask, new Set(['id', 'value', 'disabled']));
  const changed = wanted.map(({ id, value, disabled }) => {
    const option = optionOf(field, id);
    const words = value === undefined ? option.value : valueIn(value);
    return { id: option.id, value: words, disabled: typeof disabled === 'boolean' ? disabled : option.disabled };
  });
  const after = field.options.map((option) => changed.find(({ id }) => id === option.id) ?? option);
  refuseTwice(after.map(({ value }) => value));
  field.options = after;
  return { status: 200, body: { options: changed } };
}

function remove(tracker: Tracker, ask: Ask): Answer {
  const field = choiceOf(tracker, ask);
  const option = optionOf(field, ask.params.optionId);
  field.options = field.options.filter((each) => each !== option);
  return { status: 204 };
}

function optionOf(field: CustomField, id: unknown): FieldOption {
  const option = field.options.find((each) => each.id === id);
  if (!option) throw refuse(404, `The custom field option ${id} was not found.`);
  return option;
}

function valueIn(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw refuse(400, 'The option value must not be empty.');
  if (value.length > 255) throw refuse(400, 'The option value must not be longer than 255 characters.');
  return value;
}

/** Two choices of the same words, whatever their capitals, are one. */
function refuseTwice(values: readonly string[]): void {
  const words = values.map((value) => value.trim().toLowerCase());
  const twice = values.find((_value, at) => words.indexOf(words[at] ?? '') !== at);
  if (twice !== undefined) throw refuse(400, `The option value '${twice}' is not unique in the context.`);
}
