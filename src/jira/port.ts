import type { Adf } from './adf.js';

/** What Latchkey asks of Jira. Every call throws JiraDown (try again) or JiraRefused (no, for good). */
export interface JiraClient {
  readonly project: string;
  /** Present where issues are raised as requests in Jira Service Management. */
  readonly desk?: Desk;
  create(draft: IssueDraft): Promise<IssuePlace>;
  /** The highest number of an issue that Jira's search knows; 0 for an empty project. It trails behind by minutes. */
  newest(): Promise<number>;
  /** The first issue with this label that Jira's search knows. It trails behind by minutes. */
  findByLabel(label: string): Promise<string | undefined>;
  /**
   * What is true at this moment. Nothing when Jira itself says that there is no such issue for us.
   * @param fields ids of fields beside those that every issue is read with.
   */
  read(key: string, fields?: readonly string[]): Promise<Issue | undefined>;
  /** What can be written on the issue's edit screen. */
  editable(key: string): Promise<readonly Field[]>;
  edit(key: string, change: Change): Promise<void>;
  /** Our own account. */
  me(): Promise<string>;
  /** The account with exactly this e-mail address; nothing where nobody has it, or they hide it. */
  accountOf(email: string): Promise<string | undefined>;
  comments(key: string): Promise<readonly Comment[]>;
  /** Nothing when it is not there, or not for us. */
  readComment(key: string, id: string): Promise<Comment | undefined>;
  /** @param audience says nothing outside Jira Service Management. @returns the comment's id. */
  comment(key: string, body: Adf, audience: CommentAudience): Promise<string>;
  /** Writes what a comment of ours says anew. */
  rewrite(key: string, comment: string, body: Adf): Promise<void>;
  /** From the status that the issue is in now. */
  transitions(key: string): Promise<readonly Transition[]>;
  move(key: string, move: Move): Promise<void>;
  /** Sets the link with this global id, or makes it. */
  link(key: string, link: RemoteLink): Promise<void>;
  /** Links two issues, in no direction. */
  relate(key: string, other: string): Promise<void>;
  browseUrl(key: string): Promise<string>;
}

/**
 * `customer`: whoever asked in the portal sees it too, and is told of it. `agents`: on an issue that is nobody's request,
 * which the desk does not know.
 */
export type CommentAudience = 'customer' | 'internal' | 'agents';

export type Desk = {
  /** What a request type asks for; ours where none is named. */
  fields(requestType?: string): Promise<readonly DeskField[]>;
  raise(request: RequestDraft): Promise<IssuePlace>;
  comment(key: string, body: Adf, audience: Exclude<CommentAudience, 'agents'>): Promise<string>;
};
export type DeskField = Field & { readonly isRequired: boolean };

export type RequestDraft = Pick<IssueDraft, 'summary'> & {
  /** Left out where the request type does not ask for one. */
  readonly description?: Adf;
  /** An account; we raise it ourselves when there is none. */
  readonly onBehalfOf?: string;
  /** What else the request type insists on. */
  readonly fields?: Readonly<Record<string, unknown>>;
};

export type IssueDraft = {
  readonly summary: string;
  readonly description: Adf;
  readonly labels: readonly string[];
  readonly property: { readonly key: string; readonly value: { readonly request: string } };
};

export type IssuePlace = { readonly id: string; readonly key: string };

export type Issue = IssuePlace & {
  readonly status: Status;
  readonly summary: string;
  readonly labels: readonly string[];
  /** Those that were asked for, as Jira gives them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whose issue it is, by our own property. */
  readonly request?: string;
};

/** Jira's three kinds of status, by the keys it gives them. */
export type StatusCategory = 'new' | 'indeterminate' | 'done';
export type Status = { readonly name: string; readonly category: StatusCategory };

export type Comment = {
  readonly id: string;
  readonly body: Adf | undefined;
  /** An account. */
  readonly author?: string;
  readonly writer?: Writer;
  /** Whether all who see the issue see it: customers of a service desk, and whoever is in no role or group. */
  readonly isPublic: boolean;
};

/**
 * Who wrote something in Jira, as far as they show themselves. `app`: no person did. `outsider`: a customer of the
 * portal, or whoever Jira does not call a person of the company; they may have chosen their name and address.
 */
export type Writer = { readonly name: string; readonly kind: 'person' | 'outsider' | 'app' };

export type Transition = {
  readonly id: string;
  readonly to: Status;
  /** The resolutions to choose from, where its screen insists on one. */
  readonly resolutions?: readonly string[];
  /** What else its screen insists on. */
  readonly insists?: readonly Field[];
};

export type Move = {
  readonly transition: string;
  readonly resolution?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
};

/** A field of the site, as far as we can write one. */
export type Field = {
  readonly id: string;
  readonly name: string;
  readonly kind: FieldKind;
  /** The values to choose from, where there are such. */
  readonly choices?: readonly string[];
};
export type FieldKind = (typeof fieldKinds)[number];
/** `other` is whatever we do not know how to write. */
export const fieldKinds = [
  'text',
  'document',
  'choice',
  'choices',
  'labels',
  'date',
  'moment',
  'number',
  'person',
  'people',
  'other',
] as const;

export type Change = {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Those of others stay. */
  readonly addLabels?: readonly string[];
  readonly property?: IssueDraft['property'];
};
export type RemoteLink = { readonly globalId: string; readonly url: string; readonly title: string };

/** As pino has it. */
export type Log = {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
};
