import type { Okta } from '../../sandbox/okta/index.js';
import type { Command } from '../../src/domain/lifecycle.js';
import type { Analysis } from '../../src/domain/policy.js';
import { isRefusal } from '../../src/domain/refusal.js';
import type { Hearing, Store } from '../../src/store/store.js';

const boss = { id: 'boss', name: 'Grace Chen', isActive: true, isInSlack: true };
const analysis: Analysis = {
  risk: 'standard',
  rule: 'standard risk needs manager',
  stages: [{ kind: 'manager', quorum: 1, approvers: [boss] }],
};

type Access = { readonly key: string; readonly group: string; readonly at: Date; readonly seconds: number };

/** Asked for and approved at that moment, and nothing done about it yet. @returns the request's id. */
export async function approved(store: Store, okta: Okta, { key, at, seconds }: Omit<Access, 'group'>): Promise<string> {
  const id = `request-of-${key}`;
  const { id: recipient } = await store.people.learn({
    directory: 'okta',
    directoryId: okta.userId(key),
    email: `${key}@acme.example.com`,
    name: key,
    isActive: true,
    readAt: at.toISOString(),
  });
  const reason = { id: `text-${id}`, hash: 'f'.repeat(64) };
  const asking = { requester: recipient, recipient, app: 'figma', role: 'editor', duration: seconds, lapse: 259_200 };
  const catalog = 'c'.repeat(64);
  await record(store, at, { type: 'request.submit', id, ...asking, reason, analysis, catalog });
  const provision: Hearing[] = [{ consumer: 'provisioning', lane: id }];
  await record(store, at, { type: 'request.approve', id, by: 'boss', analysis, catalog }, provision);
  return id;
}

/** Access for so many seconds from that moment on. */
export async function granted(store: Store, okta: Okta, { key, group, at, seconds }: Access): Promise<void> {
  const id = await approved(store, okta, { key, at, seconds });
  const recipient = (await store.people.byEmail(`${key}@acme.example.com`))?.id ?? '';
  const wanted = [{ entitlement: `okta:${okta.groupId(group)}`, grant: `grant-of-${key}` }];
  const role = { recipient, app: 'figma', role: 'editor', duration: seconds };
  await record(store, at, { type: 'assignment.open', id, ...role, wanted, alreadyHad: [] });
  await record(store, at, { type: 'grant.confirmProvisioned', id: `grant-of-${key}`, how: 'done' });
  okta.addMember(group, key);
}

async function record(store: Store, at: Date, command: Command, heard: readonly Hearing[] = []): Promise<void> {
  const texts =
    command.type === 'request.submit'
      ? [{ ...command.reason, salt: 's', personId: command.recipient, body: 'To mend the icons' }]
      : [];
  const hearings = () => heard;
  const outcome = await store.trail.decide(command, { actor: 'latchkey', cause: 'test', at, texts, hearings });
  if (isRefusal(outcome)) throw new Error(outcome.says);
}
