import type { DomainEvent, Recorded } from '../domain/events.js';
import { providerTitle } from '../views/asked.js';
import { decidedLine, endedLine, endsSoonLine, failedLine, inLine, type Line } from '../views/lines.js';
import { partsOf } from './entitlements.js';
import type { Story } from './story.js';

/** The five moments at which the requester's phone may ring: decided, you're in, failed, ends soon, ended. */
type Moments = { [Type in DomainEvent['type']]?: (story: Story, event: Of<Type>, now: Date) => Line | undefined };
type Of<Type extends DomainEvent['type']> = Extract<DomainEvent, { type: Type }>;

const decided = ({ card }: Story): Line => decidedLine(card);

const moments: Moments = {
  'request.approved': decided,
  'request.denied': decided,
  'request.lapsed': decided,
  // Who cancels a request knows it; what was taken out of their hands they have to hear of.
  'request.cancelled': (story, { cause }) => (cause === 'requester' ? undefined : decided(story)),
  'assignment.activated': ({ card, assignment }) =>
    assignment?.status === 'active' ? inLine(card, assignment) : undefined,
  'grant.handedOver': ({ card, grants }, { id, task }) => {
    const grant = grants.find((one) => one.id === id);
    if (!grant || task.kind !== 'add' || task.why !== 'refused') return undefined;
    return failedLine(card, { provider: providerTitle[partsOf(grant.entitlement).provider], says: task.says });
  },
  // Late news of an end that has come, or was put off, would mislead.
  'assignment.warned': ({ card, assignment }, _, now) =>
    assignment?.status === 'active' && assignment.warnedAt ? endsSoonLine(card, assignment, now) : undefined,
  'assignment.ended': ({ card, assignment }) => assignment && endedLine(card, assignment),
};

export function lineAt(story: Story, { event }: Recorded, now: Date): Line | undefined {
  const draw = moments[event.type] as ((story: Story, event: DomainEvent, now: Date) => Line | undefined) | undefined;
  return draw?.(story, event, now);
}
