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
  const errors: Record<string, string> = {};
  const fields: Record<string, unknown> = {};
  for (const [fieldId, value] of Object.entries(values)) {
    const isOffered = offered.some((field) => field.fieldId === fieldId);
    if (!isOffered) errors[fieldId] = `Field '${fieldId}' cannot be set. It is not on the request type.`;
    else if (isLongText(tracker, fieldId) && isAdf(value) !== (writing === 'documents')) {
      errors[fieldId] = writing === 'text' ? 'Operation value must be a string' : 'Operation value must be a document';
      if (writing === 'text' && typeof value === 'string') {
        delete errors[fieldId];
        fields[fieldId] = value === '' ? null : document(value);
      }
    } else fields[fieldId] = isLongText(tracker, fieldId) && typeof value === 'string' ? document(value) : value;
  }
  for (const field of offered.filter(({ required }) => required)) {
    if (!isGiven(values[field.fieldId])) errors[field.fieldId] = `${labelOf(tracker, field)} is required.`;
  }
  Object.assign(errors, { ...problems(tracker, fields), ...errors });
  if (Object.keys(errors).length > 0) throw refuseForm(errors);
  const whole = { project: { key: tracker.projectKey }, issuetype: { id: issueTypes[0].id } };
  return draft(tracker, { summary: type.name, ...fields, ...whole });
}

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
