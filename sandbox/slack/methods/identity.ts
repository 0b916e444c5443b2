import type { Json } from '../json.js';
import { userJson } from '../people.js';
import { Refusal } from '../refusal.js';
import type { Stage } from '../stage.js';
import type { SlackUser } from '../workspace.js';
import { given, isSet, listOf, type Methods, need, page } from './method.js';

function authTest({ workspace: { team, bot } }: Stage): Json {
  const url = `https://${team.domain}.slack.com/`;
  const who = { team: team.name, user: bot.name.toLowerCase(), team_id: team.id, user_id: bot.userId };
  return { url, ...who, bot_id: bot.botId, is_enterprise_install: false };
}

function botsInfo({ workspace: { bot } }: Stage, args: Json): Json {
  if (given(args, 'bot') !== bot.botId) throw new Refusal('bot_not_found');
  const { botId: id, appId: app_id, userId: user_id, name } = bot;
  return { bot: { id, deleted: false, name, updated: 0, app_id, user_id, icons: {} } };
}

function personFor(stage: Stage, args: Json): SlackUser | undefined {
  const id = need(args, 'user');
  const user = stage.workspace.people.get(id);
  if (!user && id !== stage.workspace.bot.userId) throw new Refusal('user_not_found');
  return user;
}

function botUser({ workspace: { bot, team } }: Stage): Json {
  const profile = { real_name: bot.name, display_name: '', api_app_id: bot.appId, bot_id: bot.botId };
  return {
    id: bot.userId,
    team_id: team.id,
    name: 'latchkey',
    deleted: false,
    real_name: bot.name,
    is_bot: true,
    profile,
  };
}

function usersInfo(stage: Stage, args: Json): Json {
  const user = personFor(stage, args);
  return { user: user ? userJson(stage, user) : botUser(stage) };
}

function usersProfile(stage: Stage, args: Json): Json {
  const user = personFor(stage, args);
  return { profile: user ? userJson(stage, user).profile : botUser(stage).profile };
}

function lookupByEmail(stage: Stage, args: Json): Json {
  const email = need(args, 'email').toLowerCase();
  const found = [...stage.workspace.people.values()].find((one) => one.email.toLowerCase() === email && !one.deleted);
  if (!found || found.kind === 'bot') throw new Refusal('users_not_found');
  return { user: userJson(stage, found) };
}

function usersList(stage: Stage, args: Json): Json {
  const everybody = [...[...stage.workspace.people.values()].map((one) => userJson(stage, one)), botUser(stage)];
  const { items, next } = page(everybody, { ...args, limit: args.limit || '1000' }, 1000);
  return {
    members: items,
    cache_ts: Math.floor(stage.workspace.now() / 1000),
    response_metadata: { next_cursor: next },
  };
}

function userGroups(stage: Stage, args: Json): Json {
  const team_id = stage.workspace.team.id;
  const usergroups = stage.workspace.userGroups.map(({ id, handle, name, users }) => ({
    id,
    team_id,
    is_usergroup: true,
    handle,
    name,
    description: '',
    is_external: false,
    date_delete: 0,
    user_count: users.length,
    ...(isSet(args, 'include_users') && { users }),
  }));
  return { usergroups };
}

function userGroupMembers(stage: Stage, args: Json): Json {
  const group = stage.workspace.userGroups.find((one) => one.id === need(args, 'usergroup'));
  if (!group) throw new Refusal('no_such_subteam');
  return { users: group.users };
}

function usersConversations(stage: Stage, args: Json): Json {
  const id = given(args, 'user') || stage.workspace.bot.userId;
  const types = listOf(args, 'types');
  const wanted = types.length > 0 ? types : ['public_channel'];
  const kinds = { public: 'public_channel', private: 'private_channel', im: 'im' } as const;
  const all = [...stage.workspace.channels.values()].filter(
    (one) => one.members.has(id) && wanted.includes(kinds[one.kind]),
  );
  const { items, next } = page(all, args, 999);
  return { channels: items.map((one) => ({ id: one.id, name: one.name })), response_metadata: { next_cursor: next } };
}

export const identity: Methods = {
  'auth.test': { scopes: [], perMinute: 600, run: authTest },
  'bots.info': { scopes: ['users:read'], perMinute: 50, run: botsInfo },
  'team.info': {
    scopes: ['team:read'],
    perMinute: 50,
    run: ({ workspace: { team } }) => ({ team: { ...team, email_domain: 'acme.example.com', icon: {} } }),
  },
  'apps.connections.open': { scopes: [], token: 'app', perMinute: 60, run: (stage) => ({ url: stage.openSocket() }) },
  'users.info': { scopes: ['users:read'], perMinute: 100, run: usersInfo },
  'users.list': { scopes: ['users:read'], perMinute: 20, run: usersList },
  'users.lookupByEmail': { scopes: ['users:read.email'], perMinute: 50, run: lookupByEmail },
  'users.profile.get': { scopes: ['users.profile:read'], perMinute: 100, run: usersProfile },
  'users.conversations': {
    scopes: ['channels:read', 'groups:read', 'im:read'],
    perMinute: 20,
    run: usersConversations,
  },
  'usergroups.list': { scopes: ['usergroups:read'], perMinute: 20, run: userGroups },
  'usergroups.users.list': { scopes: ['usergroups:read'], perMinute: 20, run: userGroupMembers },
};
