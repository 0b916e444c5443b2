import type { App } from '@slack/bolt';
import type { Message } from '../views/asked.js';
import { helpMessage } from '../views/help.js';
import { isRepetition, type Reply, reply } from './command.js';
import { confirm } from './confirm.js';
import type { Deps } from './deps.js';
import { erase } from './erase.js';
import { openEvidence } from './evidence.js';
import { hold } from './hold.js';
import { nameInJira } from './inJira.js';
import { whatIHave } from './mine.js';
import { setPause } from './pause.js';
import { openRequest } from './request.js';
import { retention } from './retention.js';
import { whoHas } from './who.js';

/** The command `/access` and its words. */
export const accessCommand = '/access';

export function register(app: App, deps: Deps): void {
  app.command(accessCommand, async ({ ack, command, respond }) => {
    await ack();
    const typed = { slackId: command.user_id, triggerId: command.trigger_id, words: command.text ?? '' };
    await access(deps, typed, (message) => respond(message));
  });
}

export type Typed = { readonly slackId: string; readonly triggerId: string; readonly words: string };

/** A word of its own is answered in place; everything else means an app, and opens the form. */
export async function access(deps: Deps, typed: Typed, respond: Reply): Promise<void> {
  const evidence = /^\s*evidence(?:\s+(.*))?$/is.exec(typed.words);
  if (evidence) return openEvidence(deps, typed, evidence[1] ?? '', respond);
  const answer = answerFor(deps, typed);
  if (!answer) return openRequest(deps, typed);
  if (await isRepetition(deps, `command:${typed.triggerId}`)) return;
  await reply(deps, respond, answer);
}

function answerFor(deps: Deps, { slackId, words }: Typed): (() => Promise<Message>) | undefined {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(words) ?? [];
  switch (word.toLowerCase()) {
    case 'help':
      return async () => helpMessage();
    case 'mine':
      return () => whatIHave(deps, slackId);
    case 'who':
      return () => whoHas(deps, slackId, { question: rest, page: 0 });
    case 'pause':
    case 'resume':
      return () => setPause(deps, slackId, word.toLowerCase() === 'pause' ? 'pause' : 'resume');
    case 'confirm':
      return () => confirm(deps, slackId, rest);
    case 'jira':
      // An app may have this name: alone, the word asks for it.
      return rest === '' ? undefined : () => nameInJira(deps, slackId, rest);
    case 'erase':
      return () => erase(deps, slackId, rest);
    case 'hold':
      return () => hold(deps, slackId, rest);
    case 'retention':
      return () => retention(deps, slackId);
  }
  return undefined;
}
