import type { WebClient } from '@slack/web-api';

/** A Slack account as far as Latchkey cares. */
export type SlackAccount = {
  readonly id: string;
  /** Lower case; absent when Slack does not vouch for it. */
  readonly email?: string;
  /** Why this account cannot use Latchkey, when it cannot. */
  readonly obstacle?: 'bot' | 'guest' | 'outside' | 'deactivated';
};

export type SlackAccounts = {
  /** Nobody when Slack does not know the id. @throws when Slack does not answer */
  read(slackId: string): Promise<SlackAccount | undefined>;
  byEmail(email: string): Promise<SlackAccount | undefined>;
};

/** The part of Slack's user object that decides. Everything in it may be missing. */
type User = {
  id?: string;
  team_id?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_stranger?: boolean;
  is_email_confirmed?: boolean;
  profile?: { email?: string };
};

/** @param teamId the workspace of the bot: accounts of other workspaces come in through shared channels. */
export function createSlackAccounts(client: WebClient, teamId: () => string | undefined): SlackAccounts {
  return {
    read: (user) => ask(() => client.users.info({ user }), teamId()),
    byEmail: (email) => ask(() => client.users.lookupByEmail({ email }), teamId()),
  };
}

const unknown = new Set(['user_not_found', 'users_not_found', 'user_not_visible']);

async function ask(
  call: () => Promise<{ user?: User }>,
  teamId: string | undefined,
): Promise<SlackAccount | undefined> {
  try {
    const { user } = await call();
    return user?.id ? accountOf({ ...user, id: user.id }, teamId) : undefined;
  } catch (error) {
    const code = (error as { data?: { error?: string } }).data?.error;
    if (code && unknown.has(code)) return undefined;
    throw error;
  }
}

function accountOf(user: User & { id: string }, teamId: string | undefined): SlackAccount {
  const isVouchedFor = user.is_email_confirmed !== false;
  return {
    id: user.id,
    email: isVouchedFor ? user.profile?.email?.toLowerCase() : undefined,
    obstacle: obstacleOf(user, teamId),
  };
}

function obstacleOf(user: User, teamId: string | undefined): SlackAccount['obstacle'] {
  if (user.deleted) return 'deactivated';
  if (user.is_bot) return 'bot';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return user.is_stranger || (teamId && user.team_id && user.team_id !== teamId) ? 'outside' : undefined;
}
