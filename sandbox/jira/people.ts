import { Refused } from '../http.js';
import { type AccountType, accountOf } from './accounts.js';
import { document } from './adf.js';
import type { Decision } from './approvals.js';
import { decide } from './desk/decide.js';
import type { RequestType } from './desk/desk.js';
import { internal } from './desk/requestComments.js';
import { raised } from './desk/requests.js';
import { edit, type Fields } from './fields.js';
import { throughScreen } from './screens.js';
import type { Issue, Tracker } from './tracker.js';

/** Everybody is named by their e-mail address. What Jira would refuse is thrown, in Jira's words. */
export type People = {
  /** An account beside the company's own; its id. */
  addAccount(person: { readonly name: string; readonly email: string; readonly type?: AccountType }): string;
  accountId(email: string): string;
  /** Works on requests: sees them all, and comments for other agents only. */
  makeAgent(email: string): void;
  hideEmail(email: string): void;
  /** An API token of this person's own, to call the API as them. */
  tokenFor(email: string): string;
  say(key: string, who: string, text: string, to?: 'customers' | 'agents'): void;
  /** To a status that a transition leads to from here, with what its screen asks for. */
  move(key: string, status: string, who: string, fields?: Fields): void;
  /** To whatever status of `done` is one transition away. */
  close(key: string, who: string, fields?: Fields): void;
  /** Fields as the platform's API takes them. */
  edit(key: string, who: string, fields: Fields): void;
  /** A rule of the automation moves it, whatever the workflow says. */
  moveByAutomation(key: string, status: string): void;
  approve(key: string, who: string): void;
  decline(key: string, who: string): void;
  /** In the portal: a request type by name or id, values by field name or id, a choice by its words; the issue's key. */
  raise(who: string, requestType: string, values: Readonly<Record<string, unknown>>): string;
  /** The project becomes a service project, and its portal opens. */
  openPortal(): void;
  setRequestType(type: RequestType): void;
};

export function peopleOf(tracker: Tracker): People {
  const { accounts } = tracker;
  const idOf = (email: string) => accounts.of(email).accountId;
  const whole = (key: string) => issueOf(tracker, key);
  const as = <Done>(who: string, act: () => Done): Done => spoken(tracker, who, act);
  return {
    addAccount: ({ type, ...person }) => accounts.add(accountOf(person, type)).accountId,
    accountId: idOf,
    makeAgent: (email) => accounts.makeAgent(email),
    hideEmail: (email) => accounts.hide(email),
    tokenFor: (email) => accounts.tokenFor(email),
    say: (key, who, text, to = 'customers') => {
      tracker.comment(whole(key), document(text), to === 'agents' ? [internal] : [], idOf(who));
    },
    move: (key, status, who, fields = {}) => as(who, () => takeWay(tracker, whole(key), status, fields)),
    close: (key, who, fields = {}) => as(who, () => takeWay(tracker, whole(key), undefined, fields)),
    edit: (key, who, fields) =>
      as(who, () => tracker.change(whole(key), edit(tracker, whole(key), { fields }), idOf(who))),
    moveByAutomation: (key, status) => tracker.move(whole(key), status, accounts.automation.accountId),
    approve: (key, who) => answer(tracker, whole(key), idOf(who), 'approved'),
    decline: (key, who) => answer(tracker, whole(key), idOf(who), 'declined'),
    raise: (who, requestType, values) => as(who, () => raise(tracker, requestType, values)),
    openPortal: () => {
      tracker.desk.isOpen = true;
    },
    setRequestType: (type) => tracker.desk.setType(type),
  };
}

export function issueOf(tracker: Tracker, key: string): Issue {
  const issue = tracker.find(key);
  if (!issue) throw new Error(`This Jira has no issue ${key}`);
  return issue;
}

/** For the time of one act it is this person who is at it. */
function spoken<Done>(tracker: Tracker, who: string, act: () => Done): Done {
  try {
    return tracker.as(tracker.accounts.of(who), act);
  } catch (error) {
    if (error instanceof Refused) throw new Error(`Jira refused it: ${JSON.stringify(error.answer.body)}`);
    throw error;
  }
}

/** `undefined` is whatever ends it. */
function takeWay(tracker: Tracker, issue: Issue, status: string | undefined, fields: Fields): void {
  const isDone = (name: string) => tracker.workflow.statuses.find((each) => each.name === name)?.category === 'done';
  const ways = tracker.waysFrom(issue);
  const way = ways.find(({ to }) => (status === undefined ? isDone(to) : to === status));
  if (!way) throw new Error(`No transition leads from ${issue.status} to ${status ?? 'the end'}`);
  tracker.change(issue, throughScreen(tracker, issue, way, fields));
}

function answer(tracker: Tracker, issue: Issue, accountId: string, decision: Decision): void {
  const approval = issue.approvals.at(-1);
  if (!approval) throw new Error(`${issue.key} has no approval`);
  const outcome = decide(tracker, issue, approval, accountId, decision);
  if (outcome !== 'noted') throw new Error(`${issue.key} takes no answer from them: ${outcome}`);
}

function raise(tracker: Tracker, requestType: string, values: Readonly<Record<string, unknown>>): string {
  const type = tracker.desk.type(requestType);
  if (!type) throw new Error(`The portal has no ${requestType}`);
  const named = Object.entries(values).map(([name, value]) => {
    const field = tracker.fields.find(name);
    const asked = type.fields.find((each) => each.name === name)?.fieldId;
    const id = asked ?? field?.id ?? name.toLowerCase();
    const isChoice = tracker.fields.find(id)?.type === 'select' && typeof value === 'string';
    return [id, isChoice ? { value } : value];
  });
  return raised(tracker, type.id, { values: Object.fromEntries(named), writing: 'text' }).key;
}
