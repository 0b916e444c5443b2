import { happens, jira, small } from './mirrorStage.js';

/** What has an issue of its own beside requests: what was found, and what is to be done by hand. */

export const labelled = (label: string) => jira.issues().filter(({ labels }) => labels.includes(label));

type Found = {
  readonly id?: string;
  readonly entitlement?: string;
  readonly grant?: string;
  readonly kind?: 'added' | 'removed';
};

export const finds = ({ id = 'd1', ...more }: Found = {}) =>
  happens({
    type: 'drift.find',
    id,
    kind: 'added',
    entitlement: 'okta:00g1',
    recipient: 'ana',
    person: 'ana',
    accounts: ['00u1'],
    app: 'figma',
    role: 'editor',
    risk: 'standard',
    source: 'reconcile',
    ...more,
  });

export function explains(found = 'd1'): void {
  const { id, hash } = small.text('A contractor did it for the audit');
  const answering = { id: found, by: 'dana', accounts: [], mayAnswer: ['dana'] };
  happens({ type: 'drift.explain', ...answering, reason: { id, hash } }, 'dana');
}

export const handsOver = (kind: 'add' | 'remove' = 'add') =>
  happens({
    type: 'grant.handOver',
    id: 'grant-1',
    task: { kind, why: 'refused', says: 'The group takes no writes' },
  });
