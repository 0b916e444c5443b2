import { CannotStart } from './cannotStart.js';

type Log = Record<'warn' | 'error', (fields: object, sentence: string) => void>;

/** Errors of auth.test and apps.connections.open that no waiting mends. */
const refusedTokens =
  /invalid_auth|not_authed|account_inactive|token_revoked|token_expired|missing_scope|not_allowed_token_type|team_disabled|user_removed_from_team/;

/**
 * Slack may be away when we start: what is overdue is done all the same, and Slack is asked again, behind our back.
 * @throws at once when Slack refuses a token. @returns how to stop: no further step is begun.
 */
export async function keepOpening(steps: ReadonlyArray<() => Promise<void>>, log: Log): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const again = async (): Promise<void> => {
    try {
      for (const step of steps) if (!isStopped) await step();
    } catch (error) {
      if (refusedTokens.test(String(error))) throw new SlackRefusesToken(String(error));
      log.warn({ err: error }, 'Slack cannot be reached; trying again in five seconds');
      if (!isStopped)
        timer = setTimeout(() => again().catch((fault) => log.error({ err: fault }, 'Slack refuses us')), 5_000);
    }
  };
  await again();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

export class SlackRefusesToken extends CannotStart {
  override readonly name = 'SlackRefusesToken';
  constructor(answer: string) {
    super(`Slack refuses SLACK_BOT_TOKEN or SLACK_APP_TOKEN (${answer}). Install the app again and copy both tokens.`);
  }
}
