import type { GrantEvent, TaskCause } from '../domain/grant.js';
import { sentence } from '../domain/wording.js';
import type { Facts } from './mirror.js';
import type { Words } from './words.js';

const providers: Readonly<Record<string, string>> = { okta: 'Okta', entra: 'Entra ID', google: 'Google Workspace' };

type OfGrant = Exclude<GrantEvent, { type: 'grant.witnessed' | 'grant.lost' }>;

/** What becomes of one group of an access. */
export function ofGrant(event: OfGrant, facts: Facts): Words {
  const { request, nameOf, group = { name: 'a group', provider: 'manual' } } = facts;
  const who = facts.nameOf(facts.request.recipient);
  const provider = providers[group.provider];
  const where = provider ? `group ${group.name} in ${provider}` : `${group.name}, kept by hand`;
  const isOurs = 'assignment' in event && event.assignment === request.id;
  switch (event.type) {
    case 'grant.opened':
      return { headline: 'Adding.', detail: `${who} is being added to ${where}.` };
    case 'grant.held':
      return {
        headline: 'Shared.',
        detail: isOurs
          ? `${who} has ${where} through another request too; this one now holds it as well.`
          : `Another request of ${who} now holds ${where} as well.`,
      };
    case 'grant.activated':
      return { headline: 'Confirmed.', detail: `${witness[event.how](provider)}: ${who} is in ${where}.` };
    case 'grant.delayed':
      return {
        headline: 'Delayed.',
        detail: `${where} could not be changed yet; Latchkey goes on trying. ${sentence(event.says)}`,
      };
    case 'grant.handedOver':
      return { headline: 'Handed over to a person.', detail: task(event, facts, where) };
    case 'grant.handled':
      return { headline: 'Marked as done', detail: `by ${nameOf(event.by)}: ${where}.` };
    case 'grant.released':
      return {
        headline: 'Let go.',
        detail: isOurs
          ? `${who} stays in ${where}: another request still needs it.`
          : `Another request of ${who} no longer needs ${where}; this one still does.`,
      };
    case 'grant.ending':
      return { headline: 'Removing.', detail: `${who} is being taken out of ${where}.` };
    case 'grant.ended':
      return { headline: 'Removal confirmed.', detail: gone(event.how, who, where, provider) };
  }
}

const witness = {
  done: (provider: string | undefined) => `${provider ?? 'Latchkey'} confirms`,
  already: (provider: string | undefined) => `${provider ?? 'Latchkey'} confirms, as it was already so`,
  byHand: (provider: string | undefined) => `Done by hand${provider ? ` and ${provider} confirms` : ''}`,
} as const;

function gone(
  how: Extract<GrantEvent, { type: 'grant.ended' }>['how'],
  who: string,
  where: string,
  provider: string | undefined,
): string {
  switch (how) {
    case 'done':
    case 'already':
    case 'byHand':
      return `${witness[how](provider)}: ${who} is out of ${where}.`;
    case 'groupGone':
      return `${provider ?? 'Latchkey'} confirms: ${where} is no longer there, so ${who} is not in it.`;
    case 'personGone':
      return `${provider ?? 'Latchkey'} confirms: ${who} is no longer there, so not in ${where}.`;
  }
}

/** Before the words that the task was handed over with; the other two say in theirs why a person has to do it. */
const taskCauses: Record<TaskCause, string> = { manual: '', observe: '', refused: 'The provider refused:' };

function task(event: Extract<GrantEvent, { type: 'grant.handedOver' }>, facts: Facts, where: string): string {
  const { kind, why, says } = event.task;
  const what =
    kind === 'add'
      ? `Add ${facts.nameOf(facts.request.recipient)} to ${where}`
      : `Remove ${facts.nameOf(facts.request.recipient)} from ${where}`;
  return [`${what}.`, taskCauses[why], sentence(says)].filter((part) => part !== '' && part !== '.').join(' ');
}
