import { isAdf } from '../../sandbox/jira/adf.js';

export type SpecVendor = 'okta' | 'jira' | 'msgraph' | 'google';

export type HttpCall = {
  readonly vendor: SpecVendor;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the descriptions cannot say: headers, either-or parameters, documents inside free maps, the form of a time. */
export function handRules(call: HttpCall, template: string): string[] {
  switch (call.vendor) {
    case 'okta':
      return [...lengthRule(call), ...(template === '/api/v1/logs' ? logRules(call) : [])];
    case 'jira':
      return isRecord(call.body) ? documentRules(call.body, template) : [];
    case 'msgraph':
      return consistencyRule(call);
    case 'google':
      return googleRules(call, template);
  }
}

function lengthRule(call: HttpCall): string[] {
  const isBodyless = call.body === undefined || call.body === '';
  if ((call.method !== 'PUT' && call.method !== 'POST') || !isBodyless) return [];
  const { headers = {} } = call;
  const hasLength = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  return hasLength ? [] : [`a ${call.method} without a body needs Content-Length: 0`];
}

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

function logRules(call: HttpCall): string[] {
  const query = call.query ?? {};
  const wrong = ['since', 'until'].filter((name) => query[name] !== undefined && !isoTime.test(String(query[name])));
  const problems = wrong.map((name) => `${name} is not an ISO 8601 time: ${query[name]}`);
  if (query.since !== undefined && query.after !== undefined) problems.push('since and after exclude each other');
  return problems;
}

function documentRules(body: Record<string, unknown>, template: string): string[] {
  const fields = isRecord(body.fields) ? body.fields : {};
  const update = isRecord(body.update) ? body.update : {};
  const problems = ['description', 'environment']
    .filter((name) => fields[name] !== undefined && fields[name] !== null && !isAdf(fields[name]))
    .map((name) => `fields.${name} is not an Atlassian document`);
  if (/^\/rest\/api\/3\/.*\/comment(\/\{id\})?$/.test(template) && !isAdf(body.body)) {
    problems.push('body is not an Atlassian document');
  }
  const added = Array.isArray(update.comment) ? update.comment.map((each) => (isRecord(each) ? each.add : each)) : [];
  if (added.some((add) => !isRecord(add) || !isAdf(add.body))) {
    problems.push('update.comment is not an Atlassian document');
  }
  return problems;
}

function consistencyRule(call: HttpCall): string[] {
  const { query = {}, headers = {} } = call;
  const filter = String(query.$filter ?? '');
  const isAdvanced = query.$search !== undefined || query.$count === 'true' || /\b(ne|not|endsWith)\b/.test(filter);
  if (!isAdvanced && !call.path.endsWith('/$count')) return [];
  return headers.consistencylevel === 'eventual' ? [] : ['an advanced query needs ConsistencyLevel: eventual'];
}

const googleRules = (call: HttpCall, template: string): string[] => {
  if (template.endsWith('/v1/users')) return customerRule(call);
  if (template.endsWith('/v1/groups')) return call.query?.userKey ? [] : customerRule(call);
  return call.method === 'POST' && template.endsWith('/members') ? memberRule(call.body) : [];
};

/** Each field is optional in the description, and so is what it may hold. */
function memberRule(body: unknown): string[] {
  const { id, email, role = 'MEMBER' } = isRecord(body) ? body : {};
  const problems = id || email ? [] : ['a member needs id or email'];
  return ['MEMBER', 'MANAGER', 'OWNER'].includes(String(role)) ? problems : [...problems, `no such role: ${role}`];
}

/** The token desk is in no description of the API. */
export function tokenRules({ body, method }: HttpCall): string[] {
  const { grant_type, assertion, ...rest } = isRecord(body) ? body : {};
  const isGrant = grant_type === 'urn:ietf:params:oauth:grant-type:jwt-bearer' && Boolean(assertion);
  const strangers = Object.keys(rest).map((name) => `unknown property ${name}`);
  return [...(method === 'POST' && isGrant ? [] : ['is no JWT bearer grant']), ...strangers];
}

const customerRule = (call: HttpCall): string[] =>
  call.method !== 'GET' || call.query?.customer || call.query?.domain ? [] : ['needs customer or domain'];
