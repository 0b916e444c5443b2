import type { Actor } from './act.js';
import { asObject, asText } from './json.js';
import { acceptContent } from './messages.js';
import { commandPayload } from './payloads.js';
import { show } from './server.js';
import { messageText } from './shown.js';
import { typedText } from './typing.js';
import { type Channel, notify } from './workspace.js';

/** What was shown at once to whoever typed a command: the app's answer, or what Slack itself says. */
export type CommandAnswer = { readonly said?: string; readonly trouble?: string };

/** Resolves when the app has acknowledged it, or Slack no longer waits. */
export async function typeCommand(actor: Actor, typed: string, channel: Channel): Promise<CommandAnswer> {
  const { stage, user } = actor;
  const [, name = '', rest = ''] = /^(\S+)\s?([\s\S]*)$/.exec(typed.trim()) ?? [];
  const text = stage.settings.commandText === 'escaped' ? typedText(stage.workspace, rest) : rest;
  const payload = commandPayload(stage, user.id, channel, name, text);
  const answer = await stage.deliver({ kind: 'command', name, payload });
  if (answer.kind === 'silence') return failed(actor, name, 'operation_timeout');
  return showAnswer(actor, name, channel, answer.payload);
}

function showAnswer(actor: Actor, name: string, channel: Channel, payload: unknown): CommandAnswer {
  const { stage, user } = actor;
  const { response_type: responseType, ...said } = asObject(payload);
  if (said.text === undefined && said.blocks === undefined) return {};
  try {
    const content = acceptContent(said);
    show(stage, { user: user.id, channel: channel.id }, { ...content, responseType: asText(responseType) });
    return { said: messageText(actor, { ...content, channel: channel.id, user: user.id, ts: '' }) };
  } catch (error) {
    return failed(actor, name, error instanceof Error ? error.message : 'unknown');
  }
}

function failed({ stage, user }: Actor, name: string, error: string): CommandAnswer {
  const trouble = `${name} failed with the error "${error}"`;
  notify(stage.workspace, user.id, trouble);
  return { trouble };
}
