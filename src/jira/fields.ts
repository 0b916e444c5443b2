import { momentInUtc } from '../domain/wording.js';
import { documentAround, oneLine, paragraph, plain, shortened, text } from './adf.js';
import { isAdf } from './answers.js';
import type { JiraFact } from './mapping.js';
import type { Facts } from './mirror.js';
import type { Field } from './port.js';

/** Our facts in fields of somebody's Jira. Pure: who has which account is found out before. */

/** A fact, in as many forms as it has; a field takes the one that it can hold. Absent: there is nothing to say. */
export type Told = {
  readonly words: string;
  readonly moment?: string;
  readonly number?: number;
  /** Ids of people. */
  readonly people?: readonly string[];
  readonly list?: readonly string[];
};

/** `trouble` beside a value: not all of it could be written. */
export type Written = { readonly value: unknown; readonly trouble?: string } | { readonly trouble: string };

export function factsTold(facts: Facts): Readonly<Partial<Record<JiraFact, Told>>> {
  const { request, app, role, nameOf, erased } = facts;
  const accounts = (people: readonly string[]) => people.filter((person) => !erased?.people.has(person));
  // Jira Service Management asks whom this field names; once it is decided, it says who did.
  const isWaiting = request.status === 'pending';
  const approvers = isWaiting ? (facts.asked ?? []) : [...new Set(request.approvals.map(({ by }) => by))];
  const names = approvers.map(nameOf);
  const end = endOf(facts);
  return {
    app: { words: app },
    role: { words: role },
    risk: { words: request.risk },
    recipient: { words: nameOf(request.recipient), people: accounts([request.recipient]) },
    ...(approvers.length > 0 && { approvers: { words: names.join(', '), list: names, people: accounts(approvers) } }),
    duration: durationTold(request.duration),
    ...(end && { end: { words: momentInUtc(end), moment: end } }),
    request: { words: request.id },
  };
}

const durationTold = (duration: Facts['request']['duration']): Told =>
  duration === 'permanent' ? { words: 'permanent' } : { words: forHours(duration), number: duration / 3600 };

const forHours = (seconds: number): string =>
  seconds % 86_400 === 0 ? `${seconds / 86_400} d` : `${Math.round(seconds / 36) / 100} h`;

/** When it ended, else when it will. */
const endOf = ({ assignment }: Facts): string | undefined =>
  assignment?.status === 'ended' ? assignment.endedAt : assignment?.endsAt;

/** By its id, else by its name: there may be several of that name, and the first that can be written is taken. */
export function fieldNamed(fields: readonly Field[], wanted: string): Field | undefined {
  const named = fields.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  return fields.find(({ id }) => id === wanted) ?? named.find(({ kind }) => kind !== 'other') ?? named[0];
}

const longestLine = 255;

/** @param accountOf the account of a person in Jira; nothing where none was found. */
export function written(
  field: Field,
  told: Told | undefined,
  accountOf: (person: string) => string | undefined,
): Written {
  if (!told) return { value: isMany(field) ? [] : null };
  switch (field.kind) {
    case 'text':
      return { value: shortened(oneLine(told.words), longestLine) };
    case 'document':
      return { value: documentAround([paragraph(text(told.words))], undefined, []) };
    case 'labels':
      return { value: (told.list ?? [told.words]).map((words) => oneLine(words).replace(/ /g, '-')) };
    case 'choice':
    case 'choices':
      return chosen(field, told);
    case 'date':
    case 'moment':
      return inTime(field, told);
    case 'number':
      return told.number === undefined ? { value: null } : { value: told.number };
    case 'person':
    case 'people':
      return peopleIn(field, told, accountOf);
    case 'other':
      return { trouble: 'is of a kind that Latchkey cannot write' };
  }
}

const isMany = ({ kind }: Field): boolean => kind === 'labels' || kind === 'choices' || kind === 'people';

function chosen({ kind, choices = [] }: Field, told: Told): Written {
  const wanted = kind === 'choices' ? (told.list ?? [told.words]) : [told.words];
  const found = wanted.map((words) => choices.find((choice) => choice.toLowerCase() === words.toLowerCase()));
  const missing = wanted.find((_, index) => found[index] === undefined);
  if (missing !== undefined) return { trouble: `has no option “${missing}”` };
  const values = found.map((value) => ({ value }));
  return { value: kind === 'choices' ? values : values[0] };
}

function inTime({ kind }: Field, { moment }: Told): Written {
  if (moment === undefined) return { trouble: 'holds a date, which this fact is not' };
  return { value: kind === 'date' ? moment.slice(0, 10) : moment.replace('Z', '+0000') };
}

function peopleIn({ kind }: Field, { people }: Told, accountOf: (person: string) => string | undefined): Written {
  if (!people) return { trouble: 'holds people, which this fact is not' };
  const accounts = people.map(accountOf);
  const found = accounts.filter((account) => account !== undefined);
  const values = found.map((accountId) => ({ accountId }));
  // Whoever cannot be found is left out. What stood there before is not left in their place: Jira would go on asking them.
  const value = kind === 'people' ? values : (values[0] ?? null);
  return found.length < accounts.length ? { value, trouble: unfound } : { value };
}

const unfound = 'holds people, and somebody has no account in Jira that can be found by their e-mail address';

/** Whether what Jira shows is what we would write. */
export function isSame({ kind }: Field, shown: unknown, wanted: unknown): boolean {
  if (isEmpty(wanted)) return isEmpty(shown);
  if (isEmpty(shown)) return false;
  if (kind === 'moment') return Date.parse(String(shown)) === Date.parse(String(wanted));
  if (kind === 'document') return isAdf(shown) && isAdf(wanted) && plain(shown) === plain(wanted);
  return keysOf(shown) === keysOf(wanted);
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** What a value is known by, whatever else Jira tells of it; the order of several says nothing. */
function keysOf(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify(value.map(keysOf).toSorted());
  if (typeof value !== 'object' || value === null) return String(value);
  const { accountId, value: named } = value as { readonly accountId?: unknown; readonly value?: unknown };
  return String(accountId ?? named);
}
