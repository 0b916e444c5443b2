import type { ModalView } from '@slack/types';
import type { Audience } from '../domain/jiraMapping.js';
import type { Store } from '../store/store.js';
import type { Directory, Door, House, Log } from '../workflows/contracts.js';

/** What every command is given. */
export type Deps = {
  readonly store: Store;
  readonly door: Door;
  readonly directory: Directory;
  readonly house: House;
  readonly log: Log;
  readonly slack: Slack;
  /** Who sees in Jira what is written in the threads of cards; nobody where there is no Jira. */
  readonly threads?: Audience;
  /** How long texts are kept, in days; nothing: for good. */
  readonly retentionDays?: number;
};

/**
 * What commands ask of Slack. A WebClient is one, if it neither tries again by itself nor waits for a rate limit: a
 * trigger is good for three seconds and for one use.
 */
export type Slack = {
  readonly views: {
    open(view: { trigger_id: string; view: ModalView }): Promise<Shown>;
    push(view: { trigger_id: string; view: ModalView }): Promise<Shown>;
    update(view: { view_id: string; hash?: string; view: ModalView }): Promise<Shown>;
  };
  readonly chat: {
    /** `channel` may be a person's Slack id: then it is their DM. */
    postMessage(message: { channel: string; text: string }): Promise<unknown>;
  };
};

export type Shown = { readonly view?: { readonly id?: string; readonly hash?: string } };
