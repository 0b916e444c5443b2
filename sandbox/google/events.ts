import { type User, userId } from './records.js';

export type Actor = {
  readonly email: string;
  readonly profileId: string;
  /** The application that asked in the actor's name; nothing when the actor sat at the console. */
  readonly oauthClientId?: string;
};

export type Application = 'admin' | 'groups_enterprise';

export type Happening = {
  readonly at: number;
  readonly application: Application;
  readonly name: string;
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly actor: Actor;
  readonly qualifier: string;
};

/** An administrator at the console: who else but the bot changes things. */
export const administrator: Actor = { email: 'console@acme.example.com', profileId: userId('console administrator') };

export const actorFrom = ({ primaryEmail, id }: User, oauthClientId?: string): Actor => ({
  email: primaryEmail,
  profileId: id,
  ...(oauthClientId && { oauthClientId }),
});

export const activityJson = (happening: Happening) => {
  const { at, application, name, type, parameters, actor, qualifier } = happening;
  const { oauthClientId, ...who } = actor;
  const time = new Date(at).toISOString();
  return {
    kind: 'admin#reports#activity',
    id: { time, uniqueQualifier: qualifier, applicationName: application, customerId: 'C0acme000' },
    etag: `"${qualifier}"`,
    actor: {
      callerType: 'USER',
      ...who,
      ...(oauthClientId && { applicationInfo: { oauthClientId, applicationName: 'Latchkey', impersonation: true } }),
    },
    ipAddress: '127.0.0.1',
    events: [{ type, name, parameters: Object.entries(parameters).map(([key, value]) => ({ name: key, value })) }],
  };
};
