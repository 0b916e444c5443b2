/** How our record lies in somebody's Jira: jira.yaml, beside the policy and reviewed like it. */
export type JiraMapping = {
  /** The site's field for a fact of ours, by its id or its name. */
  readonly fields: Readonly<Partial<Record<JiraFact, string>>>;
  /** Their names of statuses for what became of a request, the best first. */
  readonly statuses: Readonly<Partial<Record<Outcome, readonly string[]>>>;
  readonly show: Readonly<Record<Shown, Audience>>;
  /** What people may decide and do in Jira; absent: it is a copy that nobody acts in. */
  readonly acting?: Acting;
  /** How somebody asks in the portal of Jira Service Management; absent: nobody does. */
  readonly portal?: Portal;
};

export type Acting = {
  /** Their names of statuses: whoever moves a pending request there says yes, or no. */
  readonly approved: readonly string[];
  readonly declined: readonly string[];
  /** What it means when somebody closes the issue of active access. */
  readonly close: (typeof closings)[number];
};

export const closings = ['nothing', 'endAccess'] as const;

export type Portal = {
  /** The request type of JIRA_SERVICE_DESK with which people ask for access, by its id. */
  readonly requestType: string;
  /** The site's fields of that request type, by their ids or names. */
  readonly fields: Readonly<Record<PortalField, string>>;
};

export type PortalField = (typeof portalFields)[number];
export const portalFields = ['app', 'role', 'duration', 'reason'] as const;

export const jiraFacts = ['app', 'role', 'risk', 'recipient', 'approvers', 'duration', 'end', 'request'] as const;
export type JiraFact = (typeof jiraFacts)[number];

/** Why an issue should be in a status. */
export const outcomes = ['waiting', 'granted', 'extended', 'ended', 'denied', 'cancelled', 'lapsed'] as const;
export type Outcome = (typeof outcomes)[number];

/** What people wrote: the reasons of denials, and what is said in the Slack thread of a request. */
export const shownTexts = ['denials', 'threads'] as const;
export type Shown = (typeof shownTexts)[number];

/** `nobody`: it does not go to Jira at all. Outside Jira Service Management an issue has one audience only. */
export const audiences = ['customer', 'internal', 'nobody'] as const;
export type Audience = (typeof audiences)[number];

export const asIfUnmapped: JiraMapping = {
  fields: {},
  statuses: {},
  show: { denials: 'internal', threads: 'internal' },
};
