import type { admin_directory_v1 } from '@googleapis/admin';
import type { Allowance, Budget } from './budget.js';
import { GoogleAnswer, googleAnswer, isOverLimit, namedMoment } from './googleErrors.js';
import type { Gate } from './googleGate.js';
import type { Tokens } from './googleToken.js';
import { ProviderDown } from './port.js';
import { isLoopback, readObject, silence } from './wire.js';

type Adapter = NonNullable<admin_directory_v1.Options['adapter']>;
type Request = Parameters<Adapter>[0];
type Response = { readonly status: number; readonly headers: Headers; readonly data: string };
/** The library's own transport, asked for text. */
type Deliver = (request: Request) => Promise<Response>;

/** What leaves and what comes back, in the place that Google's library keeps for it. */
export type Wire = {
  toApi(tokens: Tokens, host?: URL): Adapter;
  readonly toTokenDesk: Adapter;
};

type Needs = {
  readonly rootUrl: URL;
  readonly gate: Gate;
  readonly timeout: number;
  readonly budget: Budget;
  readonly now: () => Date;
};

type Bucket = { readonly bucket: string; readonly allowance: Allowance };

/** Queries a minute, for one user of one project. Source: developers.google.com/workspace/admin/directory/v1/limits */
const directory: Bucket = { bucket: 'google:directory', allowance: { units: 2400, seconds: 60 } };
/** Documented without a number: what the Directory has, and its refusals close the bucket. */
const reports: Bucket = { bucket: 'google:reports', allowance: { units: 2400, seconds: 60 } };
/** Reads of groups, far below what a project may. Source: cloud.google.com/identity/docs/quotas */
const identity: Bucket = { bucket: 'google:identity', allowance: { units: 600, seconds: 60 } };
/** One an hour is what we need. */
const tokenDesk: Bucket = { bucket: 'google:token', allowance: { units: 600, seconds: 60 } };

export function wireOf(needs: Needs): Wire {
  const { rootUrl, gate, budget } = needs;
  const toApi =
    (tokens: Tokens, host = rootUrl): Adapter =>
    async (request, deliver) => {
      const { pathname, origin } = new URL(request.url);
      // Our credential goes to Google only, whatever the library made of an address.
      if (origin !== host.origin) throw new ProviderDown('google', 'A foreign address was about to be asked.');
      const method = (request.method ?? 'GET').toUpperCase();
      const bucket = bucketOf(pathname);
      const once = async (token: string) => {
        await budget.take({ ...bucket, cost: 1 });
        gate.check(method, pathname, request.data);
        const headers = new Headers(request.headers);
        headers.set('authorization', `Bearer ${token}`);
        const response = await bounded(needs, { ...request, headers }, deliver as unknown as Deliver);
        if (response.status >= 300) throw limitsHeard(needs, bucket, refusalIn(response));
        budget.heard({ bucket: bucket.bucket });
        return Object.assign(response, { data: read(method, response.status, response.data) });
      };
      const token = await tokens.get();
      // Typed by what the library will hand on; what is in it is checked where it is read.
      return (await once(token).catch(async (error: unknown) => {
        if (!(error instanceof GoogleAnswer && error.status === 401)) throw error;
        tokens.forget(token);
        return once(await tokens.get());
      })) as never;
    };
  return {
    toApi,
    async toTokenDesk(request, deliver) {
      await budget.take({ ...tokenDesk, cost: 1 });
      return (await bounded(needs, request, deliver as unknown as Deliver)) as never;
    },
  };
}

function bucketOf(pathname: string): Bucket {
  if (pathname.startsWith('/v1/groups')) return identity;
  return pathname.startsWith('/admin/reports/') ? reports : directory;
}

const refusalIn = ({ status, data, headers }: Response): GoogleAnswer => googleAnswer(status, data, headers);

/** Google seldom names a moment: then all processes wait longer each time, until an answer is good again. */
function limitsHeard({ budget, now }: Needs, { bucket }: Bucket, answer: GoogleAnswer): GoogleAnswer {
  const isOver = isOverLimit(answer);
  const closedUntil = isOver ? namedMoment(answer, now()) : undefined;
  budget.heard({ bucket, ...(isOver && { says: 'slow down' }), ...(closedUntil && { closedUntil }) });
  return answer;
}

/** One attempt with an end, whole as text. A followed redirect would turn a POST into a GET, and its 200 into a yes. */
async function bounded({ timeout }: Needs, request: Request, deliver: Deliver): Promise<Response> {
  const signal = AbortSignal.timeout(timeout);
  const agent = isLoopback(new URL(request.url).hostname) ? undefined : request.agent;
  const sent = { ...request, agent, signal, redirect: 'manual', responseType: 'text' } as const;
  return deliver(sent).catch(silence(signal, timeout));
}

/** A yes in Google's own form: a gateway's page says nothing about what was read or written. */
function read(method: string, status: number, text: string): unknown {
  const body = readObject(text);
  const isEmpty = text.trim() === '' || (text.trim().startsWith('{') && Object.keys(body).length === 0);
  const isGoogles = method === 'GET' ? status === 200 : status === 200 || status === 204;
  const isRead = Object.keys(body).length > 0 || (method !== 'GET' && isEmpty);
  if (isGoogles && isRead) return body;
  throw new ProviderDown('google', `Google did not say what happened: HTTP ${status} in a form that is not its own.`);
}
