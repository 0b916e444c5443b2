import type { LogEvent } from '@okta/okta-sdk-nodejs';
import { z } from 'zod';
import type { OktaCalls } from './oktaClient.js';
import { assertId } from './oktaGate.js';
import { readPage } from './oktaLists.js';
import { type MembershipChange, ProviderDown, type ProviderLog } from './port.js';

const limit = 1000;

/** An address holds some eight thousand characters. Of more groups than this, all changes are read and the rest left out. */
const mostGroupsInAddress = 50;

const kinds = { 'group.user_membership.add': 'added', 'group.user_membership.remove': 'removed' } as const;
type EventType = keyof typeof kinds;

/** The part of an entry that is ours to know. Source: developer.okta.com/docs/reference/api/system-log */
const entry = z.object({
  uuid: z.string().min(1),
  eventType: z.enum(Object.keys(kinds) as [EventType, ...EventType[]]),
  published: z.date(),
  outcome: z.object({ result: z.string() }),
  actor: z.object({ id: z.string().min(1), displayName: z.string().nullish() }),
  target: z.array(z.object({ id: z.string().min(1), type: z.string() })),
  transaction: z.object({ detail: z.looseObject({}).nullish() }).nullish(),
});
type Entry = z.infer<typeof entry>;

/** Ninety days are kept, and entries may appear late: a window that ends now is not complete yet. */
export function logOf(okta: OktaCalls): ProviderLog {
  const isOurs = createIsOurs(okta);
  return {
    keptDays: 90,
    lateBy: 120,
    async read(window, groups, from) {
      if (groups.length === 0) return { items: [] };
      const wanted = new Set(groups);
      const [since, until] = [window.since.toISOString(), window.until.toISOString()];
      const asked = { until, filter: filterFor(groups), limit, sortOrder: 'ASCENDING' as const };
      // Okta takes a beginning or a place to go on from, not both; with an end, the last page is known as the last.
      const page = await readPage(okta, from, readEntry, () =>
        okta.log().listLogEvents({ ...asked, ...(from ? { after: from } : { since }) }),
      );
      const told = page.items.filter(
        ({ at, group, isDone }) => isDone && at >= since && at < until && wanted.has(group),
      );
      const items: MembershipChange[] = [];
      for (const { isDone: _isDone, hasToken, actor, ...change } of told)
        items.push({ ...change, actor: { ...actor, isLatchkey: await isOurs(actor.id, hasToken) } });
      return { ...page, items };
    },
  };
}

function filterFor(groups: readonly string[]): string {
  for (const group of groups) assertId(group);
  const types = anyOf('eventType', Object.keys(kinds));
  return groups.length > mostGroupsInAddress ? types : `(${types}) and (${anyOf('target.id', groups)})`;
}

const anyOf = (field: string, values: readonly string[]): string =>
  values.map((value) => `${field} eq "${value}"`).join(' or ');

type ReadEntry = Omit<MembershipChange, 'actor'> & {
  readonly actor: Omit<MembershipChange['actor'], 'isLatchkey'>;
  readonly isDone: boolean;
  /** It was asked for with an API token, and not at the console. */
  readonly hasToken: boolean;
};

function readEntry(told: LogEvent): ReadEntry {
  const read = entry.safeParse(told);
  const fail = (why: string) => new ProviderDown('okta', `An entry of Okta's System Log ${why}.`);
  if (!read.success) throw fail(`has no ${read.error.issues[0]?.path.join('.')} that we can read`);
  const { uuid, eventType, published, outcome, actor, transaction } = read.data;
  const [person, group] = [idOf(read.data, 'User'), idOf(read.data, 'UserGroup')];
  if (!person || !group) throw fail(`(${uuid}) does not say who and which group it is about`);
  return {
    id: uuid,
    at: published.toISOString(),
    kind: kinds[eventType],
    group,
    person: { id: person },
    actor: { id: actor.id, name: actor.displayName || actor.id },
    isDone: outcome.result === 'SUCCESS',
    hasToken: typeof transaction?.detail?.requestApiTokenId === 'string',
  };
}

const idOf = ({ target }: Entry, kind: string): string | undefined => target.find(({ type }) => type === kind)?.id;

/**
 * A service app acts in its own name, an API token in that of the person it belongs to. What that person does by hand
 * is not ours: Okta notes with each entry whether a token was used.
 */
function createIsOurs(okta: OktaCalls): (actor: string, hasToken: boolean) => Promise<boolean> {
  let owner: Promise<string> | undefined;
  return async (actor, hasToken) => {
    if (okta.clientId !== undefined) return actor === okta.clientId;
    if (!hasToken) return false;
    owner ??= readOwner(okta).catch((error: unknown) => {
      owner = undefined;
      throw error;
    });
    return actor === (await owner);
  };
}

/** The only place where `me` is meant: whoever our API token belongs to. */
export async function readOwner(okta: OktaCalls): Promise<string> {
  const { id } = await okta.ask(() => okta.users.getUser({ userId: 'me' }));
  if (!id) throw new ProviderDown('okta', 'Okta does not say whom our API token belongs to.');
  return id;
}
