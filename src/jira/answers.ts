import type { Adf } from './adf.js';
import type {
  Comment,
  DeskField,
  Field,
  FieldKind,
  Issue,
  IssuePlace,
  Status,
  StatusCategory,
  Transition,
  Writer,
} from './port.js';

/** Jira's answers, read field by field: a proxy may answer 200 with a page of its own. */
export class NotJira extends Error {}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function fields(value: unknown): Fields {
  if (!isFields(value) || Array.isArray(value)) throw new NotJira('the answer is not an object');
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new NotJira('the answer has no list');
  return value;
}

function words(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new NotJira('the answer lacks a text');
}

export const idIn = (answer: unknown): string => words(fields(answer).id);
export const baseUrlIn = (answer: unknown): string => words(fields(answer).baseUrl);

export const placeIn = (answer: unknown): IssuePlace => ({ id: idIn(answer), key: words(fields(answer).key) });

export const accountIdIn = (answer: unknown): string => words(fields(answer).accountId);
export const raisedIn = (answer: unknown): IssuePlace => {
  const { issueId, issueKey } = fields(answer);
  return { id: words(issueId), key: words(issueKey) };
};

/** What the request type asks for; its valid values are named by their labels. */
export const deskFieldsIn = (answer: unknown): DeskField[] =>
  list(fields(answer).requestTypeFields)
    .map(fields)
    .map(({ fieldId, name, jiraSchema, validValues, required }) => {
      const labels = Array.isArray(validValues)
        ? validValues.filter(isFields).map(({ label }) => ({ value: label }))
        : [];
      const field = fieldIn(words(fieldId), { name, schema: jiraSchema, allowedValues: labels });
      return { ...field, isRequired: required === true };
    });

export const keysIn = (answer: unknown): string[] =>
  list(fields(answer).issues).map((issue) => words(fields(issue).key));

/** The names of the issue types that stand on their own. */
export const typesIn = (answer: unknown): string[] =>
  list(fields(answer).issueTypes)
    .map(fields)
    .filter(({ subtask }) => subtask !== true)
    .map(({ name }) => words(name));

export function issueIn(answer: unknown): Issue {
  const issue = fields(answer);
  const { status, labels, summary, ...others } = fields(issue.fields);
  const property = isFields(issue.properties) ? issue.properties.latchkey : undefined;
  const request = isFields(property) ? property.request : undefined;
  return {
    ...placeIn(issue),
    status: statusIn(status),
    summary: typeof summary === 'string' ? summary : '',
    fields: others,
    labels: Array.isArray(labels) ? labels.map(String) : [],
    ...(typeof request === 'string' && { request }),
  };
}

function statusIn(value: unknown): Status {
  const status = fields(value);
  return { name: words(status.name), category: categoryIn(fields(status.statusCategory).key) };
}

/** Jira has a fourth, `undefined`, for a status without one; it is where issues begin. */
const categoryIn = (key: unknown): StatusCategory => (key === 'indeterminate' || key === 'done' ? key : 'new');

export const transitionsIn = (answer: unknown): Transition[] =>
  list(fields(answer).transitions)
    .map(fields)
    .map((transition) => ({
      id: words(transition.id),
      to: statusIn(transition.to),
      ...insistedOn(isFields(transition.fields) ? transition.fields : {}),
    }));

/** What a screen insists on and does not fill by itself. Most ask for a resolution when an issue is closed. */
function insistedOn(screen: Fields): Pick<Transition, 'resolutions' | 'insists'> {
  const insisted = Object.entries(screen).flatMap(([id, field]) =>
    isFields(field) && field.required === true && field.hasDefaultValue !== true ? [[id, field] as const] : [],
  );
  const resolution = insisted.find(([id, { allowedValues }]) => id === 'resolution' && Array.isArray(allowedValues));
  const others = insisted.filter((one) => one !== resolution).map(([id, field]) => fieldIn(id, field));
  return {
    ...(resolution && { resolutions: list(resolution[1].allowedValues).map((value) => words(fields(value).name)) }),
    ...(others.length > 0 && { insists: others }),
  };
}

export const editableIn = (answer: unknown): Field[] =>
  Object.entries(fields(fields(answer).fields)).flatMap(([id, field]) => (isFields(field) ? [fieldIn(id, field)] : []));

export const fieldsToCreateIn = (answer: unknown): Field[] =>
  list(fields(answer).fields)
    .map(fields)
    .map((field) => fieldIn(words(field.fieldId), field));

function fieldIn(id: string, { name, schema, allowedValues }: Fields): Field {
  const choices = Array.isArray(allowedValues) ? allowedValues.filter(isFields).map(({ value }) => value) : [];
  const named = choices.filter((choice) => typeof choice === 'string');
  return {
    id,
    name: typeof name === 'string' ? name : id,
    kind: kindOf(isFields(schema) ? schema : {}),
    ...(named.length > 0 && { choices: named }),
  };
}

function kindOf({ type, items, custom, system }: Fields): FieldKind {
  const isLong = String(custom ?? '').endsWith(':textarea') || system === 'description' || system === 'environment';
  switch (type) {
    case 'string':
      return isLong ? 'document' : 'text';
    case 'option':
      return 'choice';
    case 'date':
      return 'date';
    case 'datetime':
      return 'moment';
    case 'number':
      return 'number';
    case 'user':
      return 'person';
    case 'array':
      return items === 'option' ? 'choices' : items === 'user' ? 'people' : items === 'string' ? 'labels' : 'other';
    default:
      return 'other';
  }
}

/** Nobody where none has exactly this address: a search also answers with names that only begin so. */
export function accountIn(answer: unknown, email: string): string | undefined {
  const found = list(answer)
    .map(fields)
    .filter(({ emailAddress }) => typeof emailAddress === 'string' && emailAddress.toLowerCase() === email);
  return found.length === 1 ? words(found[0]?.accountId) : undefined;
}

export type Page = { readonly comments: readonly Comment[]; readonly total: number };

export function pageIn(answer: unknown): Page {
  const page = fields(answer);
  const comments = list(page.comments).map(fields).map(commentIn);
  return { comments, total: Number(page.total ?? comments.length) };
}

export const oneCommentIn = (answer: unknown): Comment => commentIn(fields(answer));

const commentIn = ({ id, body, author, jsdPublic, visibility }: Fields): Comment => ({
  id: words(id),
  body: isAdf(body) ? body : undefined,
  isPublic: jsdPublic !== false && !visibility,
  ...(isFields(author) &&
    typeof author.accountId === 'string' && { author: author.accountId, writer: writerIn(author) }),
});

const writerIn = ({ displayName, accountType }: Fields): Writer => ({
  name: typeof displayName === 'string' ? displayName : 'Somebody',
  kind: accountType === 'app' ? 'app' : accountType === 'atlassian' ? 'person' : 'outsider',
});

export const isAdf = (value: unknown): value is Adf =>
  isFields(value) && value.type === 'doc' && Array.isArray(value.content) && value.content.every(isFields);
