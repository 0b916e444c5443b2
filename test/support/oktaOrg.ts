import okta from '@okta/okta-sdk-nodejs';
import { acme } from '../../sandbox/company.js';
import { type Okta, type OktaOptions, startOkta } from '../../sandbox/okta/index.js';

/** The org that the tests of one file visit. */
export let org: Okta;
export const clock = { now: 0 };
export const seconds = (count: number) => count * 1000;

export const start = async (more: Partial<OktaOptions> = {}): Promise<Okta> => {
  await org?.stop();
  org = await startOkta({ company: acme, now: () => clock.now, ...more });
  return org;
};

export const open = async (): Promise<void> => {
  clock.now = Date.parse('2026-11-21T10:00:00Z');
  await start();
};
export const close = (): Promise<void> => org.stop();

/** The bot's own client, with a token of an administrator. */
export const client = () =>
  new okta.Client({
    orgUrl: org.url,
    token: org.apiToken,
    testing: { disableHttpsCheck: true },
    cacheMiddleware: null,
    requestExecutor: new okta.DefaultRequestExecutor({ maxRetries: 0, requestTimeout: 0 }),
  } as unknown as ConstructorParameters<typeof okta.Client>[0]);

export type Told = { status: number; headers: Headers; body: Record<string, unknown> & Record<string, unknown>[] };

export const call = async (method: string, where: string, headers: Record<string, string> = {}): Promise<Told> => {
  const authorization = `SSWS ${org.apiToken}`;
  const response = await fetch(`${org.url}${where}`, { method, headers: { authorization, ...headers } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
};

export const refusal = async (
  doing: Promise<unknown>,
): Promise<{ status: number; errorCode: string; errorSummary: string }> =>
  doing.then(
    () => Promise.reject(new Error('nothing was refused')),
    (error) => error,
  );

export const idsOf = (name: string, person: string) => ({ groupId: org.groupId(name), userId: org.userId(person) });
export const membership = (name: string, person: string) =>
  `/api/v1/groups/${org.groupId(name)}/users/${org.userId(person)}`;
export const names = async (list: AsyncIterable<{ profile?: { email?: string; name?: string } } | null>) => {
  const found: string[] = [];
  for await (const each of list) if (each) found.push(each.profile?.email ?? each.profile?.name ?? '?');
  return found;
};
