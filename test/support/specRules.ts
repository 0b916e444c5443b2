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
  /** What came back, where it was heard; 0 when nothing did. */
  readonly status?: number;
  readonly answer?: unknown;
  /** What was asked to go wrong with it. */
  readonly fault?: string;
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the descriptions cannot say: headers, either-or parameters, documents inside free maps, the form of a time. */
export function handRules(call: HttpCall, template: string): string[] {
  switch (call.vendor) {
    case 'okta':
      return [...lengthRule(call), ...(template === '/api/v1/logs' ? logRules(call) : [])];
    case 'jira':
      return isRecord(call.body) ? [...documentRules(call.body, template), ...requestRules(call.body, template)] : [];
    case 'msgraph':
      return [...consistencyRule(call), ...referenceRules(call, template), ...contentTypeRule(call)];
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

/** A request is written in plain text, unless it says that its long texts are documents. */
function requestRules(body: Record<string, unknown>, template: string): string[] {
  if (template !== '/rest/servicedeskapi/request' || body.isAdfRequest === true) return [];
  const values = isRecord(body.requestFieldValues) ? Object.entries(body.requestFieldValues) : [];
  return values
    .filter(([, value]) => isAdf(value))
    .map(([name]) => `requestFieldValues.${name} is a document, not text`);
}

/** Audits and sign-ins are no directory objects, and lie in no index. */
function consistencyRule(call: HttpCall): string[] {
  const { query = {}, headers = {}, path } = call;
  if (path.includes('/auditLogs/')) return [];
  const filter = String(query.$filter ?? '');
  const isSorted = query.$filter !== undefined && query.$orderby !== undefined;
  const isCast = /\/microsoft\.graph\.\w+$/.test(path) && Object.keys(query).length > 0;
  const isCounted = query.$search !== undefined || query.$count === 'true';
  const isAdvanced = isCounted || isSorted || isCast || /\b(ne|not|endsWith)\b/i.test(withoutTexts(filter));
  if (!isAdvanced && !path.endsWith('/$count')) return [];
  if (headers.consistencylevel !== 'eventual') return ['an advanced query needs ConsistencyLevel: eventual'];
  return query.$count === 'true' || path.endsWith('/$count') ? [] : ['an advanced query needs $count=true'];
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

/** From the prose of Google's identity platform: a service account signs for an admin. */
function bearerRules({ body, method }: HttpCall): string[] {
  const { grant_type, assertion, ...rest } = isRecord(body) ? body : {};
  const isGrant = grant_type === 'urn:ietf:params:oauth:grant-type:jwt-bearer' && Boolean(assertion);
  const strangers = Object.keys(rest).map((name) => `unknown property ${name}`);
  return [...(method === 'POST' && isGrant ? [] : ['is no JWT bearer grant']), ...strangers];
}

const withoutTexts = (filter: string): string => filter.replace(/'(?:[^']|'')*'/g, "''");

/** A reference names one object by its address, and is taken away by its own: without /$ref it is the object that goes. */
function referenceRules(call: HttpCall, template: string): string[] {
  if (call.method !== 'POST' || !template.endsWith('/members/$ref')) return [];
  const reference = isRecord(call.body) ? String(call.body['@odata.id']) : '';
  const isAddress = /^https?:\/\/[^/]+\/v1\.0\/directoryObjects\/[0-9a-f-]{36}$/.test(reference);
  return isAddress ? [] : ['@odata.id is not the address of a directory object'];
}

function contentTypeRule({ body, headers = {} }: HttpCall): string[] {
  if (body === undefined || body === '' || headers['content-type'] === undefined) return [];
  return headers['content-type'].startsWith('application/json') ? [] : ['the body is not sent as JSON'];
}

const tokenPath = /^\/[^/]+\/oauth2\/v2\.0\/token$/;

/** Both give tokens from another host, which the descriptions leave out. */
export const isTokenCall = ({ vendor, path }: HttpCall): boolean =>
  (vendor === 'msgraph' && tokenPath.test(path)) || (vendor === 'google' && path === '/token');

export const tokenRules = (call: HttpCall): string[] =>
  call.vendor === 'google' ? bearerRules(call) : credentialsRules(call);

const tokenFields = ['grant_type', 'client_id', 'scope', 'client_secret', 'client_assertion', 'client_assertion_type'];

/** From the prose of Microsoft's identity platform: client credentials, by a secret or by an assertion. */
function credentialsRules({ method, body, headers = {} }: HttpCall): string[] {
  const form = isRecord(body) ? body : {};
  const unknown = Object.keys(form).filter((name) => !tokenFields.includes(name));
  const isSecret = typeof form.client_secret === 'string';
  const isAssertion = typeof form.client_assertion === 'string' && typeof form.client_assertion_type === 'string';
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? true;
  return [
    ...(method === 'POST' && isForm ? [] : ['a token is asked for by a POST of a form']),
    ...unknown.map((name) => `unknown property ${name}`),
    ...(form.grant_type === 'client_credentials' ? [] : ['grant_type is not client_credentials']),
    ...(String(form.scope).endsWith('/.default') ? [] : ['scope does not end in /.default']),
    ...(isSecret !== isAssertion ? [] : ['needs a secret or an assertion, and not both']),
  ];
}

/** In the address of a next page, and described nowhere. */
export const opaqueQuery: Readonly<Record<SpecVendor, readonly string[]>> = {
  okta: [],
  jira: [],
  msgraph: ['$skiptoken'],
  google: [],
};

const customerRule = (call: HttpCall): string[] =>
  call.method !== 'GET' || call.query?.customer || call.query?.domain ? [] : ['needs customer or domain'];
