import { acme } from '../../sandbox/company.js';
import { type Entra, type EntraOptions, startEntra } from '../../sandbox/entra/index.js';

/** The tenant that the tests of one file visit. */
export let entra: Entra;
export const clock = { now: 0 };
export const seconds = (count: number) => count * 1000;

let token: string | undefined;

export const start = async (more: Partial<EntraOptions> = {}): Promise<Entra> => {
  await entra?.stop();
  token = undefined;
  entra = await startEntra({ company: acme, now: () => clock.now, ...more });
  return entra;
};

export const open = async (): Promise<void> => {
  clock.now = Date.parse('2026-11-21T10:00:00Z');
  await start();
};
export const close = (): Promise<void> => entra.stop();

export type Told<Body> = { readonly status: number; readonly headers: Headers; readonly body: Body };

export type TokenBody = {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly error: string;
  readonly error_description: string;
};

/** An object, or a page of them, or an error: whichever was answered. */
export type GraphBody = {
  readonly error: { readonly code: string; readonly message: string };
  readonly value: readonly Entry[];
  readonly '@odata.nextLink': string;
  readonly '@odata.count': number;
} & Entry;

type Entry = {
  readonly id: string;
  readonly displayName: string;
  readonly signInActivity?: { readonly lastSignInDateTime: string };
  readonly targetResources: readonly { readonly modifiedProperties: readonly unknown[] }[];
};

/** As a form, to the desk that gives tokens. */
export async function askForToken(
  more: Readonly<Record<string, string>> = {},
  tenant = entra.tenantId,
): Promise<Told<TokenBody>> {
  const form = {
    grant_type: 'client_credentials',
    client_id: entra.clientId,
    scope: 'https://graph.microsoft.com/.default',
    ...more,
  };
  return told(
    await fetch(`${entra.url}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) }),
  );
}

export async function signIn(): Promise<void> {
  token = (await askForToken({ client_secret: entra.clientSecret })).body.access_token;
}

type Asked = { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };

/** A call with a token of the app's, `where` below /v1.0. */
export async function call(
  method: string,
  where: string,
  { headers = {}, body }: Asked = {},
): Promise<Told<GraphBody>> {
  if (!token) await signIn();
  const given: Record<string, string> = { authorization: `Bearer ${token}`, ...headers };
  if (body !== undefined) given['content-type'] = 'application/json';
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  return told(await fetch(`${entra.url}/v1.0${where}`, { method, headers: given, ...json }));
}

async function told<Body>(response: Response): Promise<Told<Body>> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

export const reference = (id: string) => ({ '@odata.id': `${entra.url}/v1.0/directoryObjects/${id}` });

export const members = (group: string) => `/groups/${entra.groupId(group)}/members`;

export const add = (person: string, group: string) =>
  call('POST', `${members(group)}/$ref`, { body: reference(entra.userId(person)) });

export const remove = (person: string, group: string) =>
  call('DELETE', `${members(group)}/${entra.userId(person)}/$ref`);
