import type { Adf } from './adf.js';
import type { Comment, Issue, IssuePlace, Status, StatusCategory, Transition } from './port.js';

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
  const { status, labels } = fields(issue.fields);
  const property = isFields(issue.properties) ? issue.properties.latchkey : undefined;
  const request = isFields(property) ? property.request : undefined;
  return {
    ...placeIn(issue),
    status: statusIn(status),
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
      ...resolutionsIn(transition.fields),
    }));

/** The field that most workflows ask for when an issue is closed. Others are not ours to fill in. */
function resolutionsIn(screen: unknown): Pick<Transition, 'resolutions'> {
  const resolution = isFields(screen) ? screen.resolution : undefined;
  if (!isFields(resolution) || resolution.required !== true || !Array.isArray(resolution.allowedValues)) return {};
  return { resolutions: resolution.allowedValues.map((value) => words(fields(value).name)) };
}

export type Page = { readonly comments: readonly Comment[]; readonly total: number };

export function pageIn(answer: unknown): Page {
  const page = fields(answer);
  const comments = list(page.comments)
    .map(fields)
    .map((comment) => ({ id: words(comment.id), body: isAdf(comment.body) ? comment.body : undefined }));
  return { comments, total: Number(page.total ?? comments.length) };
}

const isAdf = (value: unknown): value is Adf =>
  isFields(value) && value.type === 'doc' && Array.isArray(value.content) && value.content.every(isFields);
