import type { Command } from '../src/domain/lifecycle.js';
import type { Analysis } from '../src/domain/policy.js';

const boss = { id: 'boss', name: 'Grace Chen', isActive: true, isInSlack: true };
const analysis: Analysis = {
  risk: 'standard',
  rule: 'standard risk needs manager',
  stages: [{ kind: 'manager', quorum: 1, approvers: [boss] }],
};
export const reason = (id: string) => ({ id: `text-${id}`, hash: 'f'.repeat(64) });

type Submit = Extract<Command, { type: 'request.submit' }>;

/** Somebody asks, and the manager decides. */
export const submission = (id: string, person: string, but: Partial<Submit> = {}): Submit => ({
  type: 'request.submit',
  id,
  requester: person,
  recipient: person,
  app: 'bench',
  role: 'member',
  duration: 28_800,
  reason: reason(id),
  analysis,
  lapse: 259_200,
  catalog: 'c'.repeat(64),
  ...but,
});

export const approvedBy = (by: string, id: string): Command => ({
  type: 'request.approve',
  id,
  by,
  analysis,
  catalog: 'c'.repeat(64),
});
