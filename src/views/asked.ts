import type { KnownBlock } from '@slack/types';
import type { ProviderName, Risk, StageKind } from '../domain/catalog.js';
import { firstName } from '../domain/person.js';
import type { Stage } from '../domain/policy.js';
import type { Request } from '../domain/request.js';
import { durationInWords, listed, plural } from '../domain/wording.js';
import { context, moment, named, oneLine, quoted, shorten } from './blocks.js';

/** What is posted: blocks for the screen, and a text for the notification and for readers aloud. */
export type Message = { readonly text: string; readonly blocks: KnownBlock[] };

/** Somebody as they are shown. */
export type Named = {
  readonly name: string;
  readonly slackId?: string;
  readonly department?: string;
  readonly title?: string;
};

/** A request with names where it has ids, and with its sealed texts opened: what every card says about it. */
export type Asked = {
  readonly request: Request;
  readonly people: ReadonlyMap<string, Named>;
  /** The app's and the role's names, or their ids when the catalog no longer has them. */
  readonly app: string;
  readonly role: string;
  /** Absent once it has been erased. */
  readonly reason?: string;
  /** Why it was denied. */
  readonly answer?: string;
  /** Where it was taken away, not through Latchkey; and by whom, once the provider's log has said so. */
  readonly outside?: Outside;
};

export type Outside = { readonly provider: string; readonly actor?: string };

/** `Okta by Dana Levi` */
export const outsideWords = ({ provider, actor }: Outside): string =>
  `${named(provider)}${actor ? ` by ${named(actor)}` : ''}`;

export const somebody: Named = { name: 'Somebody' };
export const whoIs = (people: ReadonlyMap<string, Named>, id: string | undefined): Named =>
  (id && people.get(id)) || somebody;

/** `Ana`: short enough for a button or a question. */
export const shortName = (who: Named): string => shorten(firstName(oneLine(who.name)), 30);

/** `*Ana Silva* (Product designer, Design)` */
export function introduced(who: Named): string {
  const known = [who.title, who.department].filter((word): word is string => !!word && word.trim() !== '');
  return known.length === 0 ? `*${named(who.name)}*` : `*${named(who.name)}* (${known.map(named).join(', ')})`;
}

/** `Editor in Figma`, escaped. */
export const roleIn = ({ role, app }: { role: string; app: string }): string => `${named(role)} in ${named(app)}`;

export const lasting = ({ request }: Asked): string =>
  `${durationInWords(request.duration)}${request.extends ? ' more' : ''}`;

/** Ben, Dana or 3 others: a list of any length as a few words. */
export function oneOf(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), plural(names.length - 3, 'other')] : names;
  return listed(shown.map(named), 'or');
}

export const stageName: Readonly<Record<StageKind, string>> = {
  manager: 'manager',
  owner: 'app owner',
  security: 'security',
};

export const riskWords: Readonly<Record<Risk, string>> = {
  low: 'low',
  standard: 'standard',
  sensitive: 'sensitive',
  elevated: 'elevated',
  privileged: 'privileged',
};

export const providerTitle: Readonly<Record<ProviderName, string>> = {
  okta: 'Okta',
  entra: 'Entra ID',
  google: 'Google Workspace',
  manual: 'the app itself',
};

/** `manager`; `for the manager` where somebody stands in, who is none. */
export const decidesAs = ({ kind, standsIn }: Stage): string =>
  standsIn ? `for the ${stageName[kind]}` : stageName[kind];

/** `Security stands in for the app owner: Dana Levi (owner) is asking.` */
export function standingIn({ kind, standsIn }: Stage): string | undefined {
  if (!standsIn) return undefined;
  const as = named(standsIn.as);
  const verb = standsIn.as === 'admins' ? 'stand in' : 'stands in';
  return `${as.charAt(0).toUpperCase()}${as.slice(1)} ${verb} for the ${stageName[kind]}: ${named200(standsIn.why)}.`;
}

const named200 = (text: string): string => quoted(shorten(oneLine(text), 200)).replace(/^>/, '');

/** Who has said yes, in order. */
export function approvedBy({ request, people }: Asked): string {
  const { approvals } = request;
  if (approvals.length === 0) return '';
  const stages = new Set(approvals.map(({ stage }) => stage));
  const names = approvals.map(({ by, stage }) => {
    const name = `*${named(whoIs(people, by).name)}*`;
    return stages.size > 1 ? `${name} (${stageName[stage]})` : name;
  });
  return listed(names);
}

/** How it was decided, in a sentence or two; nothing while it is pending. */
export function outcome(asked: Asked): string | undefined {
  const { request, people } = asked;
  const decider = `*${named(whoIs(people, request.decidedBy).name)}*`;
  switch (request.status) {
    case 'pending':
      return undefined;
    case 'approved':
      if (request.adopts)
        return `Adopted by *${named(whoIs(people, request.requester).name)}*, ${moment(request.decidedAt)}: it was given outside Latchkey, and has an end from now on.`;
      return request.approvals.length === 0
        ? 'Approved automatically: nobody has to be asked for this.'
        : `Approved by ${approvedBy(asked)}, ${moment(request.decidedAt)}.`;
    case 'denied':
      return [`Denied by ${decider}, ${moment(request.decidedAt)}.`, ...answered(asked)].join('\n');
    case 'lapsed':
      return `Nobody answered by ${moment(request.lapsesAt)}.`;
    case 'cancelled':
      return cancelled(asked, decider);
  }
}

const answered = ({ answer }: Asked): string[] => (answer?.trim() ? [quoted(answer)] : []);

function cancelled({ request }: Asked, decider: string): string {
  switch (request.cause) {
    case 'roleRemoved':
      return 'Cancelled: this role was taken out of the catalog.';
    case 'accessEnded':
      return 'Cancelled: the access to be extended has ended.';
    case 'left':
      return 'Cancelled: the person it was for has left.';
    case 'requester':
    case undefined:
      return `Cancelled by ${decider}, ${moment(request.decidedAt)}.`;
  }
}

/** The small print of a card: none when there is nothing to say. */
export const smallPrint = (...lines: ReadonlyArray<string | undefined>): KnownBlock[] => {
  const said = lines.filter((line): line is string => !!line);
  return said.length === 0 ? [] : [context(...said)];
};

/** The Jira issue, as a link; only an address that cannot break out of the link's marks is used. */
export function issueLink({ request }: { request: Request }): string | undefined {
  const { issue } = request;
  if (!issue) return undefined;
  return /^https?:\/\/[^\s<>|]+$/.test(issue.url)
    ? `Jira: <${issue.url}|${named(issue.key)}>`
    : `Jira: ${named(issue.key)}`;
}
