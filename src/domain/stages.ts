import type { StageKind } from './catalog.js';
import type { Stage, StandsIn } from './policy.js';

/** What policy said at the moment of the event, kept for the record. */
export type StageRecord = { kind: StageKind; quorum: number; approvers: string[]; standsIn?: StandsIn };

export const stageRecord = ({ kind, quorum, approvers, standsIn }: Stage): StageRecord => ({
  kind,
  quorum,
  approvers: approvers.map(({ id }) => id),
  ...standingIn(standsIn),
});

/** Without the words for the card: they name people, and an event is for ever. */
export const standingIn = (standsIn: Stage['standsIn']): { standsIn?: StandsIn } =>
  standsIn ? { standsIn: { as: standsIn.as, missing: standsIn.missing } } : {};

/** The first stage that still needs a yes; nothing when all have theirs. */
export const currentStage = (
  request: { readonly approvals: readonly { readonly stage: StageKind }[] },
  stages: readonly Stage[],
): Stage | undefined => stages.find((stage) => isOpen(stage, request.approvals));

export const isOpen = (stage: Stage, approvals: ReadonlyArray<{ stage: StageKind }>): boolean =>
  approvals.filter((approval) => approval.stage === stage.kind).length < stage.quorum;
