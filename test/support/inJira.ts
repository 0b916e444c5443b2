import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { board, boardMapping, boardStatuses } from '../../sandbox/board.js';
import type { Person } from '../../sandbox/slack/index.js';
import type { DomainEvent } from '../../src/domain/events.js';
import { ask, patience, sharedHouse, type Wanted } from './acts.js';
import { catalogWith, type Edit } from './catalogFiles.js';
import type { House, HouseOptions } from './house.js';
import { freePort } from './process.js';

/** A company whose people also work in Jira: its workflow, its jira.yaml, its webhook. */

export const secret = 'what only Jira and Latchkey know';
const port = await freePort();
export const webhook = `http://127.0.0.1:${port}/jira/webhook`;

export { board, boardMapping, boardStatuses };

/** A service desk, where Jira asks the approvers itself. */
export const deskStatuses = `fields:
  approvers: Approvers
  app: App
statuses:
  waiting: Awaiting approval
  granted: Provisioned
  extended: Completed
  ended: Completed
  denied: Rejected
  cancelled: Withdrawn
  lapsed: Withdrawn
`;
export const deskMapping = `${deskStatuses}acting:
  approved: Provisioned
  declined: Rejected
`;
export const deskSettings = { JIRA_SERVICE_DESK: '7', JIRA_REQUEST_TYPE: '26' };

type Own = {
  /** Further lines of policy.yaml, and of the section `acting`, which stands last in jira.yaml. */
  readonly policy?: string;
  readonly more?: string;
  /** Where it is not the board. */
  readonly mapping?: string;
  readonly settings?: Readonly<Record<string, string>>;
  prepare?(jira: House['jira']): void;
};

/** A directory for CATALOG_DIR. @param policy further lines of policy.yaml */
export function catalogInJira(yaml: string, policy?: string): string {
  const edits: Edit[] = policy ? [['policy.yaml', 'directory: okta', `directory: okta\n${policy}`]] : [];
  const directory = catalogWith(...edits);
  writeFileSync(join(directory, 'jira.yaml'), yaml);
  return directory;
}

export function houseInJira(own: Own, options: HouseOptions = {}): () => House {
  const { policy, more = '', mapping = boardMapping, settings, prepare } = own;
  const CATALOG_DIR = catalogInJira(mapping + more, policy);
  const environment = { CATALOG_DIR, PORT: String(port), JIRA_WEBHOOK_SECRET: secret, ...settings };
  return sharedHouse({
    ...options,
    environment: ({ jira }) => {
      if (prepare) prepare(jira);
      else jira.setWorkflow(board);
      jira.addWebhook(webhook, secret);
      return environment;
    },
  });
}

/** The service project with its portal. */
export function prepareDesk(jira: House['jira']): void {
  jira.openPortal();
  jira.setWorkflow('service');
}

export const of = (person: string): string => `${person}@acme.example.com`;

export type Asked = { readonly id: string; readonly key: string };

/** Somebody asks in Slack, and Jira has the issue. */
export async function asked(house: House, person: Person, wanted: Wanted): Promise<Asked> {
  const outcome = await ask(person, wanted);
  if (outcome !== 'sent') throw new Error(outcome);
  const id = await house.newestRequest();
  const key = await keyOnce(house, id);
  await house.until(() => house.jira.issue(key).comments.some((one) => one.startsWith('Submitted.')));
  return { id, key };
}

/** The key of a request's issue, as soon as it has one. */
export async function keyOnce({ store, until }: House, id: string): Promise<string> {
  const read = async () => (await store.requests.find(id))?.issue?.key;
  await until(async () => (await read()) !== undefined, patience.within);
  return (await read()) ?? '';
}

export const issueSays = (house: House, key: string, words: string): Promise<void> =>
  house.until(() => house.jira.issue(key).comments.some((one) => one.includes(words)), patience.within);

export const issueIsAt = (house: House, key: string, name: string): Promise<void> =>
  house.until(() => house.jira.issue(key).status === name, patience.within);

/** Until then Latchkey itself may put the issue in its place, and says nothing to whoever moved it. */
export const jiraHasHeard = ({ store, until }: House, lane: string): Promise<void> =>
  until(async () => (await store.outbox.undone({ consumer: 'jira', lane })).length === 0, patience.within);

/** Everything of one type on record about a request. */
export async function onRecord<Type extends DomainEvent['type']>(house: House, id: string, type: Type) {
  type Of = Extract<DomainEvent, { type: Type }>;
  const events = await house.store.trail.about(id);
  return events.filter(({ event }) => event.type === type).map(({ event, ...row }) => ({ ...row, event: event as Of }));
}

/** What Jira's webhook would send. @param signed with which secret, or by which header */
export async function ring(body: object, signed: { secret?: string; header?: string } = { secret }): Promise<Response> {
  const raw = JSON.stringify(body);
  const signature = signed.secret && `sha256=${createHmac('sha256', signed.secret).update(raw).digest('hex')}`;
  const header = signed.header ?? signature;
  return fetch(webhook, { method: 'POST', body: raw, headers: header ? { 'x-hub-signature': header } : {} });
}
