import { document, isAdf, plainText } from '../adf.js';
import { schemaOf } from '../customFields.js';
import { fieldMeta } from '../fieldRoutes.js';
import { draft, type Fields, isGiven, problems } from '../fields.js';
import type { IssueDraft } from '../records.js';
import { issueTypes, type Tracker } from '../tracker.js';
import type { RequestField, RequestType } from './desk.js';
import { refuseForm } from './errors.js';

/** How long texts are written: as plain text, or as documents where the caller says so. */
export type Writing = 'text' | 'documents';

const isLongText = (tracker: Tracker, fieldId: string): boolean =>
  fieldId === 'description' || tracker.fields.find(fieldId)?.type === 'textarea';

/** What a customer or an agent filled in, as the platform's fields; refused with every problem at once. */
export function draftOf(
  tracker: Tracker,
  type: RequestType,
  values: Fields,
  writing: Writing,
): Omit<IssueDraft, 'properties'> {
  const isAgent = tracker.accounts.isAgent(tracker.caller.accountId);
  const offered = type.fields.filter(({ isHidden }) => isAgent || !isHidden);
  const isOffered = (id: string) => offered.some(({ fieldId }) => fieldId === id);
  const isMiswritten = (id: string, value: unknown) =>
    isLongText(tracker, id) && isAdf(value) !== (writing === 'documents') && value !== null;
  const missing = offered.filter(({ fieldId, required }) => required && !isGiven(values[fieldId]));
  const fields = Object.entries(values).map(([id, value]): [string, unknown] => [
    id,
    isLongText(tracker, id) ? longText(value) : value,
  ]);
  const errors = {
    ...problems(tracker, Object.fromEntries(fields)),
    ...Object.fromEntries(fields.filter(([id]) => !isOffered(id)).map(([id]) => [id, notAsked(id)])),
    ...Object.fromEntries(
      Object.entries(values)
        .filter(([id, value]) => isMiswritten(id, value))
        .map(([id]) => [id, writing === 'text' ? 'Operation value must be a string' : 'It must be a document']),
    ),
    ...Object.fromEntries(missing.map((field) => [field.fieldId, `${labelOf(tracker, field)} is required.`])),
  };
  if (Object.keys(errors).length > 0) throw refuseForm(errors);
  const whole = { project: { key: tracker.projectKey }, issuetype: { id: issueTypes[0].id } };
  return draft(tracker, { summary: type.name, ...Object.fromEntries(fields), ...whole });
}

const longText = (value: unknown): unknown =>
  typeof value === 'string' && value !== '' ? document(value) : value || null;

const notAsked = (id: string): string => `Field '${id}' cannot be set. It is not on the request type.`;

export const labelOf = (tracker: Tracker, { fieldId, name }: RequestField): string =>
  name ?? fieldMeta(tracker, fieldId).name;

export function fieldJson(tracker: Tracker, field: RequestField) {
  const custom = tracker.fields.all.find(({ id }) => id === field.fieldId);
  const options = custom?.options.filter(({ disabled }) => !disabled) ?? [];
  return {
    fieldId: field.fieldId,
    name: labelOf(tracker, field),
    description: '',
    required: field.required === true,
    defaultValues: [],
    validValues: options.map(({ id, value }) => ({ value: id, label: value, children: [] })),
    presetValues: [],
    jiraSchema: custom ? schemaOf(custom) : fieldMeta(tracker, field.fieldId).schema,
    visible: !field.isHidden,
  };
}

/** Back again: documents are told as text. */
export const asText = (value: unknown): unknown => (isAdf(value) ? plainText(value) : value);
