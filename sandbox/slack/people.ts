import type { Person as CompanyPerson } from '../company.js';
import type { Json } from './json.js';
import { eventPayload } from './payloads.js';
import type { Stage } from './stage.js';
import { newId, type SlackUser, userByKey, type Workspace } from './workspace.js';

/** What may change about a person while the bot runs. */
export type PersonChange = Partial<Omit<SlackUser, 'id' | 'key' | 'updatedAt'>>;

export type People = {
  get(key: string): SlackUser;
  all(): SlackUser[];
  update(key: string, change: PersonChange): SlackUser;
  add(person: Pick<CompanyPerson, 'key' | 'name' | 'email'> & PersonChange): SlackUser;
};

export function peopleOf(stage: Stage): People {
  const { workspace } = stage;
  const tell = (user: SlackUser) => {
    user.updatedAt = Math.floor(workspace.now() / 1000);
    workspace.changes.emit('people');
    void sendUserChange(stage, user);
  };
  return {
    get: (key) => userByKey(workspace, key),
    all: () => [...workspace.people.values()],
    update: (key, change) => {
      const user = Object.assign(userByKey(workspace, key), change);
      tell(user);
      return user;
    },
    add: ({ key, ...rest }) => {
      const user = { ...newcomer(workspace, key), ...rest };
      workspace.people.set(user.id, user);
      for (const channel of workspace.channels.values()) if (channel.name === 'general') channel.members.add(user.id);
      tell(user);
      return user;
    },
  };
}

const newcomer = (workspace: Workspace, key: string): SlackUser => ({
  id: newId('U'),
  key,
  name: key,
  email: `${key}@acme.example.com`,
  isEmailConfirmed: true,
  title: '',
  tz: 'Europe/London',
  kind: 'member',
  deleted: false,
  updatedAt: Math.floor(workspace.now() / 1000),
});

async function sendUserChange(stage: Stage, user: SlackUser): Promise<void> {
  if (!stage.settings.subscriptions.has('user_change')) return;
  const { workspace } = stage;
  const event = { type: 'user_change', user: userJson(stage, user), event_ts: workspace.nextTs() };
  await stage.deliver({ kind: 'event', name: 'user_change', payload: eventPayload(workspace, event) });
}

/** Minutes east of Greenwich, in seconds, as Slack gives them. */
function offsetOf(tz: string, at: number): number {
  const name = new Intl.DateTimeFormat('en', { timeZone: tz, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? '') ?? [];
  const seconds = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60;
  return sign === '-' ? -seconds : seconds;
}

/** A person as `users.info` shows them; the e-mail only to who may read it. */
export function userJson({ workspace, settings }: Stage, user: SlackUser): Json {
  const [first = '', ...others] = user.name.split(' ');
  const isBot = user.kind === 'bot';
  const mayReadEmail = settings.scopes.has('users:read.email') && !isBot;
  const isGuest = user.kind === 'guest' || user.kind === 'single-channel guest';
  const teamId = user.kind === 'stranger' ? 'T0STRANGERS' : workspace.team.id;
  return {
    id: user.id,
    team_id: teamId,
    name: user.key,
    deleted: user.deleted,
    color: '9f69e7',
    real_name: user.name,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: offsetOf(user.tz, workspace.now()),
    profile: {
      title: user.title,
      real_name: user.name,
      real_name_normalized: user.name,
      display_name: user.key,
      display_name_normalized: user.key,
      first_name: first,
      last_name: others.join(' '),
      ...(mayReadEmail && { email: user.email }),
      team: teamId,
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: isGuest,
    is_ultra_restricted: user.kind === 'single-channel guest',
    is_bot: isBot,
    is_app_user: false,
    ...(user.kind === 'stranger' && { is_stranger: true }),
    updated: user.updatedAt,
    is_email_confirmed: user.isEmailConfirmed,
  };
}
