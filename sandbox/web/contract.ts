/**
 * What the page and the sandbox's server say to each other. The page knows nothing else: not the bot, not the bot's
 * database. Everything is JSON; what is to be seen comes as server-sent events, whole, after each change.
 *
 *   GET  /api/live?as=ana&request=ID   SSE, of two kinds:
 *                                        screen: Screen, what Ana has before her
 *                                        behind: Behind, what Okta, Jira and the record show
 *                                                (of the newest request when not given)
 *   GET  /api/file?as=ana&id=F0&how=   what the bot sent into a conversation: to read it, or to keep it
 *   POST /api/act                      Act -> Acted
 *   POST /api/switch                   Switch -> Switches
 *   POST /api/story                    StoryCommand -> StoryState
 *
 * What cannot be done is answered with a status of 400 or more and a Refusal.
 */
export type Json = { readonly [key: string]: unknown };

export type Refusal = { readonly error: string };

/** Somebody to act as. */
export type PersonOnScreen = {
  readonly key: string;
  readonly slackId: string;
  readonly name: string;
  readonly title: string;
  /** What they are in the demo's stories: "asks", "Ana's manager", "owns Figma", … */
  readonly part: string;
  /** IANA. */
  readonly timeZone: string;
  /** Everybody but guests has an account in Jira. */
  readonly worksInJira: boolean;
  /** Messages and thread lines that they have not seen. */
  readonly unread: number;
};

export type Screen = {
  readonly me: PersonOnScreen;
  readonly people: readonly PersonOnScreen[];
  readonly app: { readonly name: string; readonly slackId: string };
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  /** The DM with the bot. */
  readonly dm: string;
  /** By channel id, oldest first; replies are inside their message. Ephemeral ones carry `onlyMe`. */
  readonly messages: Readonly<Record<string, readonly MessageOnScreen[]>>;
  /** Absent until the Home tab was opened once. */
  readonly home?: ViewOnScreen;
  /** Open modals; the last one is on top. */
  readonly modals: readonly ViewOnScreen[];
  /** What Slack itself says: that the app did not answer in time. */
  readonly notices: readonly { readonly id: string; readonly text: string; readonly at: number }[];
  readonly commands: readonly { readonly name: string; readonly hint: string; readonly description: string }[];
};

export type MessageOnScreen = {
  readonly channel: string;
  readonly ts: string;
  readonly from: { readonly name: string; readonly slackId: string; readonly kind: 'person' | 'app' };
  /** mrkdwn; what the notification says, and what is drawn when there are no blocks. */
  readonly text: string;
  /** Block Kit as the app sent it, ids filled in. */
  readonly blocks: readonly Json[];
  readonly files: readonly FileOnScreen[];
  readonly isEdited: boolean;
  readonly onlyMe: boolean;
  readonly isUnread: boolean;
  readonly replies: readonly MessageOnScreen[];
};

export type FileOnScreen = {
  readonly id: string;
  /** Under which it is saved. */
  readonly name: string;
  readonly title: string;
  /** As Slack calls it: CSV, HTML, … */
  readonly kind: string;
  readonly bytes: number;
  /** Where it is read; with `&how=keep` it is downloaded. */
  readonly url: string;
};

export type ViewOnScreen = {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly hash: string;
  /** Block Kit's view object as the app sent it, ids filled in: title, submit, close, blocks, … */
  readonly definition: Json;
  /** block_id -> action_id -> Slack's state value, as it would go into view.state.values. */
  readonly state: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** block_id -> the error under the field. */
  readonly errors: Readonly<Record<string, string>>;
};

/** Where an element stands. */
export type Place = { readonly view: string } | { readonly channel: string; readonly ts: string };
export type Element = { readonly at: Place; readonly blockId: string; readonly actionId: string };

/** What a person does. `as` is their key. */
export type Act = { readonly as: string } & (
  | { readonly kind: 'command'; readonly text: string; readonly channel: string }
  | { readonly kind: 'say'; readonly text: string; readonly channel: string; readonly thread?: string }
  | { readonly kind: 'openHome' }
  /**
   * A button, an overflow option, or a select that dispatches: `value` is Slack's action value, as `{ selected_option }`.
   * Of a field to type in: the Enter key.
   */
  | ({ readonly kind: 'press'; readonly value?: Json } & Element)
  /** Something typed or chosen in a view. It dispatches when the element does so; `value` as in view.state.values. */
  | ({ readonly kind: 'enter'; readonly value: Json } & Element)
  | { readonly kind: 'submit'; readonly view: string }
  | { readonly kind: 'close'; readonly view: string; readonly how: 'cancel' | 'cross' }
  /** Type-ahead of an external select. */
  | ({ readonly kind: 'suggest'; readonly typed: string } & Element)
  | { readonly kind: 'seen'; readonly channel: string }
  /** In Jira, to a status that its workflow offers. */
  | { readonly kind: 'moveIssue'; readonly issue: string; readonly to: string }
  | { readonly kind: 'commentOnIssue'; readonly issue: string; readonly text: string }
);

/** Resolves when the app has acknowledged, or Slack gave up waiting for it after 3 s. */
export type Acted =
  | { readonly is: 'done' }
  | { readonly is: 'options'; readonly options: readonly Json[]; readonly groups: readonly Json[] }
  /** What Slack shows: "We had some trouble connecting. Try again?" */
  | { readonly is: 'trouble'; readonly text: string };

export type Behind = {
  readonly bot: { readonly status: 'up' | 'starting' | 'down'; readonly url?: string };
  readonly directories: readonly {
    readonly name: string;
    readonly groups: readonly {
      readonly name: string;
      readonly members: readonly string[];
      readonly changedAt?: number;
    }[];
  }[];
  readonly issues: readonly {
    readonly key: string;
    readonly url: string;
    readonly summary: string;
    readonly status: string;
    readonly category: 'new' | 'indeterminate' | 'done';
    /** The statuses to which its workflow leads from here. */
    readonly ways: readonly string[];
    /** The oldest first. */
    readonly comments: readonly { readonly by: string; readonly text: string }[];
  }[];
  /** Requests to look into, newest first. */
  readonly requests: readonly {
    readonly id: string;
    readonly title: string;
    readonly status: string;
    readonly at: string;
  }[];
  readonly trail?: { readonly request: string; readonly events: readonly TrailEvent[] };
  /** The newest last, at most 100. */
  readonly calls: readonly {
    readonly vendor: 'slack' | 'okta' | 'entra' | 'google' | 'jira';
    readonly what: string;
    readonly answer: string;
    readonly at: number;
    readonly isFault: boolean;
  }[];
  readonly switches: Switches;
};

/** A row of the bot's event table, exactly as it is hashed: hash = SHA-256(previousHash + RFC 8785 JSON of the rest). */
export type TrailEvent = {
  readonly version: number;
  readonly stream: string;
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly cause: string;
  readonly data: Json;
  readonly previousHash: string;
  readonly hash: string;
  /** For people: who and what this is about, in words. */
  readonly actorName: string;
};

/** What can be made to go wrong. */
export type Switches = {
  readonly okta: 'fine' | 'down' | 'slow' | 'too many' | 'answers lost';
  readonly jira: 'fine' | 'down';
  readonly slack: 'once' | 'everything twice';
  readonly worker: 'up' | 'killed';
};
export type Switch = Partial<Switches>;

/** Everything begins anew: Slack, Okta, Jira and the bot's database are as on the first day. */
export type StoryCommand = { readonly do: 'reset' };
export type StoryState = { readonly is: 'fresh' };
