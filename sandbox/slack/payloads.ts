import { asText, type Json } from './json.js';
import { messageJson } from './messages.js';
import type { Stage } from './stage.js';
import { stateFor, stateJson, type ViewState } from './state.js';
import { viewJson } from './views.js';
import { type Channel, dmWith, type Ephemeral, type Message, newId, type View, type Workspace } from './workspace.js';

/** What Slack sends to the app, as recorded. The verification token is obsolete, but still sent. */
const token = 'verification-token';

export function eventPayload({ team, bot, now }: Workspace, event: Json): Json {
  return {
    token,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: bot.appId,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: `1-${asText(event.type)}-${team.id}-${asText(event.channel)}`,
  };
}

export function commandPayload(stage: Stage, user: string, channel: Channel, command: string, text: string): Json {
  const { workspace, origin } = stage;
  return {
    token,
    team_id: workspace.team.id,
    team_domain: workspace.team.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user,
    user_name: workspace.people.get(user)?.key ?? '',
    command,
    text,
    api_app_id: workspace.bot.appId,
    is_enterprise_install: 'false',
    response_url: origin + stage.responseUrls.issue('commands', { user, channel: channel.id }),
    trigger_id: stage.triggers.issue(user),
  };
}

function userPart({ people, team }: Workspace, id: string): Json {
  const name = people.get(id)?.key ?? '';
  return { id, username: name, name, team_id: team.id };
}

function interaction(workspace: Workspace, type: string, user: string): Json {
  const { team, bot } = workspace;
  return {
    type,
    user: userPart(workspace, user),
    api_app_id: bot.appId,
    token,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

const actionTs = (workspace: Workspace): string => workspace.nextTs();

export function viewAction(stage: Stage, view: View, action: Json): Json {
  const { workspace } = stage;
  return {
    ...interaction(workspace, 'block_actions', view.user),
    container: { type: 'view', view_id: view.id },
    trigger_id: stage.triggers.issue(view.user),
    view: viewJson(workspace, view),
    actions: [{ ...action, action_ts: actionTs(workspace) }],
  };
}

export function viewSubmission(stage: Stage, view: View): Json {
  return {
    ...interaction(stage.workspace, 'view_submission', view.user),
    trigger_id: stage.triggers.issue(view.user),
    view: viewJson(stage.workspace, view),
    response_urls: [],
  };
}

export function viewClosed(stage: Stage, view: View, how: 'cancelled' | 'cleared'): Json {
  return {
    ...interaction(stage.workspace, 'view_closed', view.user),
    view: viewJson(stage.workspace, view),
    is_cleared: how === 'cleared',
    response_urls: [],
  };
}

export type Typed = { readonly blockId: string; readonly actionId: string; readonly value: string };

export function viewSuggestion(stage: Stage, view: View, { blockId, actionId, value }: Typed): Json {
  return {
    ...interaction(stage.workspace, 'block_suggestion', view.user),
    container: { type: 'view', view_id: view.id },
    action_id: actionId,
    block_id: blockId,
    value,
    view: viewJson(stage.workspace, view),
  };
}

/** Somebody before a message, and what they have entered in it so far. */
export type Before = { readonly user: string; readonly shown: Message | Ephemeral; readonly state: ViewState };

function messagePart({ workspace }: Stage, { user, shown, state }: Before): Json {
  const isMessage = 'from' in shown;
  const channel = workspace.channels.get(shown.channel) ?? dmWith(workspace, user);
  return {
    container: {
      type: 'message',
      message_ts: shown.ts,
      channel_id: channel.id,
      is_ephemeral: !isMessage,
      ...(shown.threadTs && { thread_ts: shown.threadTs }),
    },
    channel: { id: channel.id, name: channel.name },
    // Of an ephemeral one the app is not told what it said.
    ...(isMessage && { message: messageJson(workspace, shown, 'with metadata') }),
    state: stateJson(stateFor(shown.blocks ?? [], state)),
  };
}

export function messageAction(stage: Stage, before: Before, action: Json): Json {
  const { user, shown } = before;
  const original = { ts: shown.ts, kind: 'from' in shown ? 'message' : 'ephemeral' } as const;
  const url = { user, channel: shown.channel, threadTs: shown.threadTs, original };
  return {
    ...interaction(stage.workspace, 'block_actions', user),
    ...messagePart(stage, before),
    trigger_id: stage.triggers.issue(user),
    response_url: stage.origin + stage.responseUrls.issue('actions', url),
    actions: [{ ...action, action_ts: actionTs(stage.workspace) }],
  };
}

export const messageSuggestion = (stage: Stage, before: Before, { blockId, actionId, value }: Typed): Json => ({
  ...interaction(stage.workspace, 'block_suggestion', before.user),
  ...messagePart(stage, before),
  action_id: actionId,
  block_id: blockId,
  value,
});
