import { asAccount } from '../domain/innerGroup.js';
import { type Activity, addressesOf, answers, understood } from './googleAnswers.js';
import type { GoogleCalls, GoogleSettings } from './googleClient.js';
import { readGroup } from './googleGroups.js';
import { GroupGone, type MembershipChange, type ProviderLog, ProviderRefused } from './port.js';

type Stream = {
  readonly applicationName: string;
  readonly eventName: string;
  readonly kind: MembershipChange['kind'];
  readonly group: string;
  readonly person: string;
};

/**
 * What admins change is told by the admin log, what a group's own owners change by that of the groups. One event can
 * be asked for at a time. Source: developers.google.com/workspace/admin/reports/v1/appendix/activity
 */
const streams: readonly Stream[] = [
  { applicationName: 'admin', eventName: 'ADD_GROUP_MEMBER', kind: 'added' },
  { applicationName: 'admin', eventName: 'REMOVE_GROUP_MEMBER', kind: 'removed' },
  { applicationName: 'groups_enterprise', eventName: 'add_member', kind: 'added' },
  { applicationName: 'groups_enterprise', eventName: 'remove_member', kind: 'removed' },
].map((stream) => ({
  ...stream,
  kind: stream.kind as MembershipChange['kind'],
  ...(stream.applicationName === 'admin'
    ? { group: 'GROUP_EMAIL', person: 'USER_EMAIL' }
    : { group: 'group_id', person: 'member_id' }),
}));

const freshFor = 10 * 60_000;

type Needs = {
  readonly google: GoogleCalls;
  readonly settings: GoogleSettings;
  readonly now: () => Date;
};

export function logOf(needs: Needs): ProviderLog {
  const { google } = needs;
  const addresses = createAddresses(needs);
  return {
    keptDays: 180,
    // Google says "a couple of minutes", and that some come later.
    lateBy: 15 * 60,
    async read({ since, until }, groups, from) {
      const { index, stream, pageToken } = placeOf(from);
      // Google refuses to tell of what did not begin yet.
      if (since >= needs.now()) return { items: [] };
      const { applicationName, eventName } = stream;
      const window = { startTime: since.toISOString(), endTime: until.toISOString() };
      const query = { userKey: 'all', applicationName, eventName, maxResults: 1000, ...window };
      const answer = await google.ask(() =>
        google.reports.activities.list({ ...query, ...(pageToken && { pageToken }) }),
      );
      const { items, nextPageToken } = understood(answers.activities, answer);
      const byAddress = items.length > 0 ? await addresses(groups) : new Map<string, string>();
      const changes = items.flatMap((activity) => changesIn(activity, stream, byAddress, needs.settings));
      const next = nextPageToken ? `${index}:${nextPageToken}` : index + 1 < streams.length && `${index + 1}:`;
      return { items: changes, ...(next && { next }) };
    },
  };
}

/** Which stream, and where in it. */
function placeOf(from = '0:') {
  const [, digits = '', pageToken = ''] = /^(\d):(.*)$/s.exec(from) ?? [];
  const index = Number(digits);
  const stream = digits === '' ? undefined : streams[index];
  if (!stream) throw new ProviderRefused('google', 'This is no place in the log to go on from.');
  return { index, stream, pageToken };
}

/** The log names groups by the address that they had. One that is gone has none, and nothing to compare with. */
function createAddresses({ google, now }: Needs) {
  const known = new Map<string, { readonly readAt: number; readonly all: readonly string[] }>();
  const read = async (id: string): Promise<readonly string[]> => {
    const kept = known.get(id);
    if (kept && now().getTime() - kept.readAt < freshFor) return kept.all;
    const all = await readGroup(google, id).then(addressesOf, (error: unknown) => {
      if (error instanceof GroupGone) return [];
      throw error;
    });
    known.set(id, { readAt: now().getTime(), all });
    return all;
  };
  return async (groups: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const byAddress = new Map<string, string>();
    for (const id of groups) for (const address of await read(id)) byAddress.set(address, id);
    return byAddress;
  };
}

function changesIn(
  { id, actor, events }: Activity,
  { eventName, kind, ...names }: Stream,
  byAddress: ReadonlyMap<string, string>,
  settings: GoogleSettings,
): MembershipChange[] {
  return events.flatMap((event, index) => {
    const told = (name: string) => event.parameters.find((each) => each.name === name)?.value?.toLowerCase();
    const group = byAddress.get(told(names.group) ?? '');
    const email = told(names.person);
    if (event.name !== eventName || !group || !email) return [];
    // A group inside a group is told in the same words. The admin log does not say which it is: then it is an unknown address.
    const person = told('member_type') === 'group' ? { id: asAccount(email) } : { email };
    const entry = `${names.applicationName}:${id.time}:${id.uniqueQualifier}:${index}`;
    const at = new Date(id.time).toISOString();
    return [{ id: entry, at, kind, group, person, actor: actorOf(actor, settings) }];
  });
}

/**
 * The log names the admin in whose name we ask, and, since some time, the application too. Where it does not, a person
 * who signs in as that admin would be taken for Latchkey: the account must be nobody's own.
 */
function actorOf(
  { profileId, email, key, applicationInfo }: Activity['actor'],
  { adminSubject, serviceAccount: { clientId } }: GoogleSettings,
): MembershipChange['actor'] {
  const isAdmin = email?.toLowerCase() === adminSubject.toLowerCase();
  const application = applicationInfo?.oauthClientId;
  const isOther = application !== undefined && clientId !== undefined && application !== clientId;
  // Never the address: this id stands in events, for ever.
  const id = profileId ?? key ?? 'unknown';
  return { id, name: email ?? key ?? 'somebody whom Google does not name', isLatchkey: isAdmin && !isOther };
}
