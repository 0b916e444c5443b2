import type { Call, Delivery, Slack } from '../slack/index.js';
import { asObject, asObjects, asText, type Json } from '../slack/json.js';
import type { Told } from './calls.js';

const MOST = 100;

/** What the bot asked Slack to do. */
export function slackCalls({ workspace, calls }: Slack): Told[] {
  return calls.slice(-MOST).map((call) => ({
    vendor: 'slack' as const,
    what: wordsFor(workspace, call),
    answer: answerOf(call),
    at: call.at,
    isFault: call.status === undefined && call.answer !== undefined,
  }));
}

/** What Slack told the bot, and whether it was heard. */
export function slackDeliveries({ workspace, deliveries }: Slack): Told[] {
  return deliveries.slice(-MOST).map((delivery) => ({
    vendor: 'slack' as const,
    what: `tells Latchkey: ${eventWords(workspace, delivery)}${delivery.isTwice ? ', twice' : ''}`,
    answer: heard(delivery),
    at: delivery.at,
    isFault: delivery.isTwice === true || delivery.answer?.kind === 'silence',
  }));
}

function answerOf({ answer, status }: Call): string {
  if (answer === undefined) return status === undefined ? 'no answer yet' : String(status);
  const { ok, error } = asObject(answer);
  return ok === true ? 'ok' : asText(error) || String(status ?? 'no answer');
}

function heard({ answer }: Delivery): string {
  if (!answer) return 'waiting';
  return answer.kind === 'acked' ? 'heard' : `not heard: ${answer.why}`;
}

function wordsFor(workspace: Slack['workspace'], { method, args }: Call): string {
  const to = () => placeName(workspace, asText(args.channel));
  const whose = () => personName(workspace, asText(args.user_id) || asText(args.user) || asText(args.users));
  switch (method) {
    case 'chat.postMessage':
      return args.thread_ts ? `add a line to a thread of ${to()}` : `write to ${to()}`;
    case 'chat.update':
      return `redraw a message of ${to()}`;
    case 'chat.postEphemeral':
      return `write to ${whose()} alone`;
    case 'views.open':
    case 'views.push':
      return `open the form “${titleOf(args)}”`;
    case 'views.update':
      return `redraw the form “${titleOf(args)}”`;
    case 'views.publish':
      return `draw ${whose()}’s Home tab`;
    case 'conversations.open':
      return `open a DM with ${whose()}`;
    case 'users.info':
      return `who is ${whose()}?`;
    case 'users.lookupByEmail':
      return `who is ${asText(args.email)}?`;
    case 'apps.connections.open':
      return 'open a connection';
    case 'auth.test':
      return 'who am I?';
  }
  return method;
}

const titleOf = (args: Json): string => asText(asObject(asObject(args.view).title).text);

const personName = ({ people }: Slack['workspace'], id: string): string => people.get(id)?.name ?? 'somebody';

function placeName(workspace: Slack['workspace'], id: string): string {
  const channel = workspace.channels.get(id);
  if (channel?.kind !== 'im') return channel ? `#${channel.name}` : personName(workspace, id);
  return [...channel.members].flatMap((member) => workspace.people.get(member)?.name ?? []).join(', ');
}

function eventWords(workspace: Slack['workspace'], { kind, name, payload }: Delivery): string {
  const who = personName(workspace, userIn(payload));
  switch (kind) {
    case 'command':
      return `${who} typed ${name} ${asText(payload.text)}`.trim();
    case 'interaction':
      return `${who} ${deedOf(name, payload)}`;
    case 'event':
      return `${who}: ${name.replaceAll('_', ' ')}`;
  }
}

const userIn = (payload: Json): string =>
  asText(payload.user_id) || asText(asObject(payload.user).id) || asText(asObject(payload.event).user);

function deedOf(name: string, payload: Json): string {
  const [action] = asObjects(payload.actions);
  switch (name) {
    case 'block_actions': {
      const text = asText(asObject(action?.text).text);
      return text ? `pressed “${text}”` : 'chose something';
    }
    case 'view_submission':
      return `sent the form “${titleOf(payload)}”`;
    case 'view_closed':
      return `closed the form “${titleOf(payload)}”`;
    case 'block_suggestion':
      return `typed “${asText(payload.value)}” to search`;
  }
  return name;
}
