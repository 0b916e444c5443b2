import { afterEach, beforeEach, expect } from '@jest/globals';
import { acme } from '../../sandbox/company.js';
import { type Jira, startJira } from '../../sandbox/jira/index.js';
import type { Recorded } from '../../src/domain/events.js';
import { asIfUnmapped, type JiraMapping } from '../../src/domain/jiraMapping.js';
import type { Analysis } from '../../src/domain/policy.js';
import { createJira } from '../../src/jira/client.js';
import { JiraDown, JiraRefused } from '../../src/jira/errors.js';
import type { JiraClient } from '../../src/jira/port.js';
import { NotYet, retryMomentOf } from '../../src/workflows/contracts.js';
import { createMirror, type Mirror } from '../../src/workflows/mirror.js';
import { learnt } from '../../src/workflows/mirrorLearnt.js';
import { createMirrorReconcile } from '../../src/workflows/mirrorReconcile.js';
import { reactions } from '../../src/workflows/reactions.js';
import { hearComment } from '../../src/workflows/talk.js';
import { createSmallHouse, type SmallHouse, smallCatalog } from './smallHouse.js';
import { checkTraffic } from './specs.js';

/** A small house, a Jira beside it and the mirror between them; a Jira and a house for each test. */
export let small: SmallHouse;
export let jira: Jira;
export let client: JiraClient;
export let mirror: Mirror;
/** What the outbox has for each lane. */
export let waiting: [Recorded, string][];
/** What was refused for good. */
export let refusals: JiraRefused[];
export let failures: Error[];
export let warnings: string[];

export const seconds = (count: number) => count * 1000;
export const minutes = (count: number) => seconds(60 * count);
export const hours = (count: number) => minutes(60 * count);
export const morning = '2026-11-21T09:00:00.000Z';

export const log = {
  info: () => undefined,
  warn: (facts: object, sentence: string) => void warnings.push(`${sentence} ${JSON.stringify(facts)}`),
};

/** The project: an ordinary one, or one with a service desk, where issues are requests of this type. */
export type Project = { readonly requestType?: string };
const deskId = '7';

/** For every test of the file that calls it. @param mapping what jira.yaml says */
export function stageMirror(mapping?: Partial<JiraMapping>, { requestType }: Project = {}): void {
  beforeEach(async () => {
    small = createSmallHouse(morning, mapping && { ...smallCatalog, jira: { ...asIfUnmapped, ...mapping } });
    small.groups.set('okta:00g1', 'figma-editors');
    const desk = requestType && ({ project: 'service', workflow: 'service' } as const);
    jira = await startJira({ company: acme, now: () => small.clock, ...desk });
    const { url: baseUrl, email, apiToken, projectKey: project } = jira;
    const serviceDesk = requestType ? { id: deskId, requestType } : undefined;
    client = createJira(
      { baseUrl, email, apiToken, project, ...(serviceDesk && { serviceDesk }) },
      { now: small.house.now, timeout: 300, log },
    );
    waiting = small.lanes.waiting;
    refusals = [];
    failures = [];
    warnings = [];
    compared = [];
    start();
  });
  afterEach(async () => {
    jira.faults.clear();
    await jira.stop();
    expect(checkTraffic(jira.calls)).toEqual([]);
  });
}

type Using = {
  readonly jira?: JiraClient;
  readonly slackPermalink?: (channel: string, ts: string) => Promise<string | undefined>;
};

/** A process begins: it remembers nothing but what is in the store. */
export function start(using: Using = {}): void {
  mirror = createMirror({ store: small.store, house: small.house, jira: client, door: small.door, log, ...using });
}

/** Jira's webhook has told of a comment. */
export async function hears(key: string, comment: string): Promise<void> {
  const needs = { store: small.store, house: small.house, jira: client, door: small.door, log };
  await hearComment({ ...needs, ...learnt(needs) }, key, comment);
}

/** Somebody writes in the thread of a card. */
export async function writes(by: string, words: string, at = '17.002'): Promise<void> {
  const { id, hash } = small.text(words);
  const said = { type: 'talk.said', id: `7f3c/slack/D1:${at}`, request: '7f3c', via: 'slack', by } as const;
  const recorded = await small.door.record({ ...said, text: { id, hash } }, by, 'slack', (last) => last !== undefined);
  for (const one of recorded) isToHear(one, '7f3c');
}

/** What the comparisons of Jira with the record came to, one after the other. */
export let compared: Readonly<Record<string, number>>[];

/** A comparison of Jira with the record, as of a process that has just begun. */
export async function compare(using: Using = {}): Promise<Readonly<Record<string, number>>> {
  const needs = { store: small.store, house: small.house, jira: client, door: small.door, log, ...using };
  const counted = (counts: Readonly<Record<string, number>>) => void compared.push(counts);
  small.clock += hours(1);
  await createMirrorReconcile({ ...needs, every: 3600, counted }).run();
  return compared.at(-1) ?? {};
}

type Asked = Parameters<SmallHouse['do']>[0];

/** Something happens in the house; Jira is to hear of it. */
export function happens(command: Asked, by?: string, lanes?: readonly string[]): void {
  for (const recorded of small.do(command, by)) {
    for (const lane of lanes ?? lanesOf(recorded)) isToHear(recorded, lane);
  }
}

function isToHear(recorded: Recorded, lane: string): void {
  waiting.push([recorded, lane]);
  small.lanes.told.push([recorded, lane]);
}

const lanesOf = (recorded: Recorded): readonly string[] =>
  reactions(recorded, small.world().grants).flatMap(({ consumer, lane }) => (consumer === 'jira' ? [lane] : []));

/** As the relay does it: in order, again after a while, passing what is refused for good. */
export async function deliver(tries = 30): Promise<void> {
  for (let left = tries; waiting.length > 0 && left > 0; ) {
    const [[recorded, lane]] = waiting as [[Recorded, string]];
    const before = small.trail.length;
    small.clock += seconds(1);
    const error = await mirror.hear(recorded, lane).catch((thrown: Error) => thrown);
    if (error && isWait(error)) left -= 1;
    else waiting.shift();
    for (const more of small.trail.slice(before)) for (const each of lanesOf(more)) isToHear(more, each);
  }
}

function isWait(error: Error): boolean {
  failures.push(error);
  if (error instanceof JiraRefused) {
    refusals.push(error);
    return false;
  }
  if (!(error instanceof JiraDown) && !(error instanceof NotYet)) throw error;
  small.clock = Math.max(small.clock, retryMomentOf(error)?.getTime() ?? small.clock + seconds(10));
  return true;
}

export const analysis: Analysis = {
  risk: 'standard',
  rule: 'standard risk needs manager',
  stages: [
    { kind: 'manager', quorum: 1, approvers: [{ id: 'ben', name: 'Ben Okafor', isActive: true, isInSlack: true }] },
  ],
};
const catalog = 'c'.repeat(64);

type Asking = { readonly requester?: string; readonly extends?: string };

export function asks(id: string, reason = 'Ship the new onboarding', role = 'editor', more: Asking = {}): void {
  const { id: text, hash } = small.text(reason);
  const who = { requester: 'ana', recipient: 'ana', app: 'figma', role, duration: 28_800, ...more };
  happens({ type: 'request.submit', id, ...who, reason: { id: text, hash }, analysis, lapse: 259_200, catalog }, 'ana');
}

export const approves = (id: string) => happens({ type: 'request.approve', id, by: 'ben', analysis, catalog }, 'ben');

export function denies(id: string, reason: string): void {
  const { id: text, hash } = small.text(reason);
  happens({ type: 'request.deny', id, by: 'ben', reason: { id: text, hash }, analysis, catalog }, 'ben');
}

export function opens(id: string, grant = 'grant-1', role = 'editor'): void {
  const wanted = [{ entitlement: 'okta:00g1', grant }];
  happens({
    type: 'assignment.open',
    id,
    recipient: 'ana',
    app: 'figma',
    role,
    duration: 28_800,
    wanted,
    alreadyHad: [],
  });
}

export const confirms = () => happens({ type: 'grant.confirmProvisioned', id: 'grant-1', how: 'done' });
export const expires = (id: string) => {
  small.clock = Math.max(small.clock, new Date(small.world().assignments.get(id)?.endsAt ?? 0).getTime());
  happens({ type: 'assignment.expire', id });
};
export const confirmsRemoval = () => happens({ type: 'grant.confirmRevoked', id: 'grant-1', how: 'done' });

export async function wholeLife(id: string): Promise<void> {
  asks(id);
  await deliver();
  approves(id);
  opens(id);
  confirms();
  await deliver();
  expires(id);
  confirmsRemoval();
  await deliver();
}

export const theIssue = () => {
  expect(jira.issues()).toHaveLength(1);
  return jira.issue('ACC-1');
};
export const firstWords = () => theIssue().comments.map((comment) => comment.split(/[.:]|( by)/)[0]);
export const story = [
  'Submitted',
  'One yes',
  'Approved',
  'On its way',
  'Adding',
  'Confirmed',
  'Active',
  'Ending',
  'Removing',
  'Removal confirmed',
  'Ended',
];
