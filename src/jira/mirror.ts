import type { Assignment } from '../domain/assignment.js';
import type { DomainEvent, Recorded } from '../domain/events.js';
import type { Request } from '../domain/request.js';
import { durationInWords, forDuration, momentInUtc } from '../domain/wording.js';
import {
  type Adf,
  type AdfNode,
  documentAround,
  oneLine,
  paragraph,
  plain,
  shortened,
  small,
  strong,
  text,
} from './adf.js';
import { isAdf } from './answers.js';
import type { JiraMapping } from './mapping.js';
import type { CommentAudience, IssueDraft } from './port.js';
import { said, type Words } from './words.js';

/** Jira's copy of the record, as words: pure, so that the same event is always the same comment. */

/** What an event does not hold itself: names for its ids, and what people wrote. */
export type Facts = {
  readonly request: Request;
  readonly assignment?: Assignment;
  /** The names in the catalog, or the ids of what is no longer in it. */
  readonly app: string;
  readonly role: string;
  /** Whose answer is waited for. */
  readonly asked?: readonly string[];
  /** Why policy asks whom it asks, as it stood at submission. */
  readonly rule?: string;
  /** Absent once it was erased. */
  readonly reason?: string;
  /** What somebody wrote with this event, unless it was erased. */
  readonly answer?: string;
  /** Where a grant's event happened. */
  readonly group?: { readonly name: string; readonly provider: string };
  /** Where it was taken away, not through Latchkey, and by whom: `Okta by Dana Levi`. */
  readonly outside?: string;
  readonly erased?: Erased;
  nameOf(person: string): string;
};

/** What is not known any more of what was said once. */
export type Erased = {
  /** Whose name was erased, by id. */
  readonly people: ReadonlySet<string>;
  /** Whether something that is said of no id was: what somebody wrote, or a name in a provider's log. */
  readonly words: boolean;
};

/** @returns what is said with these facts, and whether it was said otherwise before something of it was erased. */
export function saidSince<T extends Pick<Facts, 'erased' | 'nameOf'>, Said>(facts: T, say: (facts: T) => Said) {
  const named = new Set<string>();
  const nameOf = (person: string): string => {
    named.add(person);
    return facts.nameOf(person);
  };
  const said = say({ ...facts, nameOf });
  const { people = new Set<string>(), words = false } = facts.erased ?? {};
  return { said, isErased: words || [...named].some((person) => people.has(person)) };
}

export const longestSummary = 255;
const erased = '(erased)';

export const labelOf = (request: string): string => `latchkey-${request}`;

/** What an issue is found by, in Jira's own search too, whatever fields a site has. */
export const labelsOf = ({ id, risk, app, role }: Request): readonly string[] => [
  'latchkey',
  labelOf(id),
  risk,
  `app-${app}`,
  `role-${role}`,
];

export function draftIssue(facts: Facts): IssueDraft {
  const { request } = facts;
  return {
    summary: summaryOf(facts),
    description: documentAround(
      [
        ...rowsOf(facts).map(([label, words]) => paragraph(strong(`${label}: `), text(words))),
        paragraph(strong('Reason: '), ...(facts.reason ? [] : [text(erased)])),
      ],
      facts.reason,
      [paragraph(small(keeperLine(request.id)))],
    ),
    labels: labelsOf(request),
    property: { key: 'latchkey', value: { request: request.id } },
  };
}

/** The last line of a description, by which it is known as ours. */
const keeperLine = (request: string): string => `Latchkey keeps this issue. Audit trail: request:${request}`;

/** Whether this is the description that it was drafted with: its last block only, as with comments. */
export const isDraftOf = (request: string, description: unknown): boolean => {
  const last = isAdf(description) ? description.content.at(-1) : undefined;
  return last !== undefined && plain(last) === keeperLine(request);
};

/** Whether what an issue shows is a description of ours, by its last line: people may have put their own in its place. */
export const endsAs = (shown: unknown, { content }: Adf): shown is Adf => {
  const [last, wanted] = [isAdf(shown) ? shown.content.at(-1) : undefined, content.at(-1)];
  return last !== undefined && wanted !== undefined && plain(last) === plain(wanted);
};

export function summaryOf({ request, app, role, nameOf }: Facts): string {
  const what = `${app} ${role}`;
  const words = durationInWords(request.duration).toLowerCase();
  const wish = request.extends ? `extend ${what} by ${words}` : `${what} ${forDuration(request.duration)}`;
  const summary = oneLine(`${nameOf(request.recipient)}: ${wish}`);
  return summary.length <= longestSummary ? summary : `${shortened(summary, longestSummary - 1)}…`;
}

function rowsOf({ request, app, role, rule, nameOf }: Facts): [string, string][] {
  const { requester, recipient } = request;
  return [
    ['Who', nameOf(recipient)],
    ...(requester === recipient
      ? []
      : [[request.adopts ? 'Adopted by' : 'Asked by', nameOf(requester)] as [string, string]]),
    ['App', app],
    ['Role', role],
    ['Risk', request.risk],
    ['Duration', durationInWords(request.duration)],
    ...(request.extends ? [['Extends', `the access of request:${request.extends}`] as [string, string]] : []),
    ...(rule ? [['Rule', rule] as [string, string]] : []),
    ['Asked', momentInUtc(request.submittedAt)],
  ];
}

/** A comment that is to be made, and the mark by which it is found again. */
export type Telling = {
  readonly body: Adf;
  readonly audience: CommentAudience;
  readonly reference: Reference;
};

/**
 * What Jira is told of an event: one comment, or two where those who see the first are not to see the reason; nothing
 * where the event is about the mirror itself.
 */
export function tellingsFor(recorded: Recorded, facts: Facts, show: Showing): readonly Telling[] {
  const words = said(recorded.event, facts);
  if (!words || (recorded.event.type === 'talk.said' && show.threads === 'nobody')) return [];
  const { headline, detail, takesText } = words;
  const reference = referenceTo(recorded);
  const audience = audienceOf(recorded.event, show);
  const reason = takesText && recorded.event.type === 'request.denied' ? reasonIn(show) : 'with it';
  const apart = { ...reference, mark: `${reference.mark} reason` };
  const { at } = recorded;
  if (takesText && reason === 'with it') {
    return [{ body: bodyOf({ ...words, text: facts.answer }, reference, at), audience, reference }];
  }
  const alone = { body: bodyOf({ headline, detail }, reference, at), audience, reference };
  const told = { headline: 'The reason:', takesText: true, text: facts.answer };
  const beside = { body: bodyOf(told, apart, at), audience: 'internal', reference: apart } as const;
  return reason === 'apart' ? [alone, beside] : [alone];
}

/** In bold what happened, then the rest; what somebody wrote as a quote, and at the end where it stands on record. */
export function bodyOf(
  { headline, detail, takesText, text: wrote }: Words & { readonly text?: string },
  reference: Reference,
  at: string,
): Adf {
  const said = [paragraph(strong(headline), ...(detail ? [text(` ${detail}`)] : []))];
  const nothing = takesText && !wrote ? [paragraph(text(erased))] : [];
  return documentAround([...said, ...nothing], takesText ? wrote : undefined, [referenceParagraph(reference, at)]);
}

/** `issues`: there are no customers who could see less than others. */
export type Showing = JiraMapping['show'] & { readonly as: 'issues' | 'requests' };

function reasonIn({ denials, as }: Showing): 'with it' | 'apart' | 'nowhere' {
  if (denials === 'nobody') return 'nowhere';
  return as === 'requests' && denials === 'internal' ? 'apart' : 'with it';
}

/** Of all that happens, who asked in the portal is told what was decided, that it is there, and that it is over. */
const forCustomers: ReadonlySet<DomainEvent['type']> = new Set([
  'request.approved',
  'request.denied',
  'request.cancelled',
  'request.lapsed',
  'assignment.activated',
  'assignment.ended',
] as const);

function audienceOf({ type }: DomainEvent, { threads }: Showing): CommentAudience {
  if (type === 'talk.said') return threads === 'customer' ? 'customer' : 'internal';
  return forCustomers.has(type) ? 'customer' : 'internal';
}

/** A comment that is about no single event ends as one that is: by it, it is found again. */
export const noticeFor = (words: string, reference: Reference): Adf =>
  documentAround([paragraph(text(words))], undefined, [paragraph(small(lineOf(reference)))]);

export type Reference = { readonly stream: string; readonly mark: string };

export const referenceTo = ({ stream, seq }: Pick<Recorded, 'stream' | 'seq'>): Reference => ({
  stream,
  mark: `#${seq}`,
});

const lineOf = ({ stream, mark }: Reference): string => `Audit trail: ${stream} ${mark}`;

const referenceParagraph = (reference: Reference, at: string): AdfNode =>
  paragraph(small(`${lineOf(reference)} · ${momentInUtc(at)}`));

/** Whether it ends as comments of ours do: also one that was made with our credential, but not by this account. */
export const isReference = (body: Adf): boolean => {
  const last = body.content.at(-1);
  return last?.type === 'paragraph' && /^Audit trail: [a-z]+:\S+ #?\S+/.test(plain(last));
};

/**
 * Whether this is the comment that was made for it. Only its last block counts: what a person wrote stands in a quote
 * before that, so nobody can write a reference that passes for ours.
 */
export function refersTo(body: Adf | undefined, reference: Reference): boolean {
  const last = body?.content.at(-1);
  if (last?.type !== 'paragraph') return false;
  const [line] = plain(last).split(' · ');
  return line === lineOf(reference);
}
