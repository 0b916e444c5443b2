import { checkAnswer } from './specAnswers.js';
import {
  asList,
  asRecord,
  complaints,
  hasSpecs,
  open,
  type Reading,
  resolve,
  type Schema,
  type Spec,
} from './specFile.js';
import { type HttpCall, handRules, isRecord, isTokenCall, opaqueQuery, tokenRules } from './specRules.js';

/** What a stand-in recorded of one call: plain HTTP, or a method of Slack with its decoded arguments. */
export type CheckedCall = HttpCall | { readonly method: string; readonly args: unknown };
export { hasSpecs, specsDirectory } from './specFile.js';
export type { HttpCall, SpecVendor } from './specRules.js';

type Parameter = { name: string; in: string; required?: boolean; schema?: Schema };
type Operation = {
  readonly spec: Spec;
  readonly template: string;
  readonly responses: Schema;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly schema: Schema; readonly isRequired: boolean; readonly reading: Reading } | undefined;
};
const files: Record<HttpCall['vendor'], readonly string[]> = {
  okta: ['okta.json', 'okta-oauth.json'],
  jira: ['jira.json', 'jsm.json'],
  msgraph: ['msgraph.json'],
  google: ['google.json'],
};

/** What the vendors' own descriptions would object to, one sentence each; nothing when all is well. */
export function checkTraffic(calls: readonly CheckedCall[]): string[] {
  if (!hasSpecs()) return [];
  const problems = calls.flatMap((call) => ('args' in call ? checkSlack(call.method, call.args) : checkHttp(call)));
  return [...new Set(problems)];
}

/** Only what was answered, also to calls that were wrong on purpose. */
export function checkAnswers(calls: readonly HttpCall[]): string[] {
  if (!hasSpecs()) return [];
  const problems = calls.flatMap((call) => {
    const operation = findOperation(files[call.vendor].map(open), call);
    const found = operation ? checkAnswer(operation.spec, operation.responses, call) : [];
    return found.map((problem) => `${call.vendor} ${call.method} ${call.path}: ${problem}`);
  });
  return [...new Set(problems)];
}

function checkHttp(call: HttpCall): string[] {
  // The pages that a person reads are no part of the API.
  if (call.vendor === 'jira' && !call.path.startsWith('/rest/')) return [];
  const name = `${call.vendor} ${call.method} ${call.path}`;
  if (isTokenCall(call)) return tokenRules(call).map((problem) => `${name}: ${problem}`);
  const specs = files[call.vendor].map(open);
  const operation = findOperation(specs, call);
  if (!operation) return [`${name}: no such operation`];
  const problems = [
    ...checkQuery(operation, withoutOpaque(call)),
    ...checkBody(operation, call.body),
    ...handRules(call, operation.template),
    ...checkAnswer(operation.spec, operation.responses, call),
  ];
  return problems.map((problem) => `${name}: ${problem}`);
}

/** What a vendor put into the address of a next page is its own. */
const withoutOpaque = ({ vendor, query = {} }: HttpCall) =>
  Object.fromEntries(Object.entries(query).filter(([name]) => !opaqueQuery[vendor].includes(name)));

function findOperation(specs: readonly Spec[], call: HttpCall): Operation | undefined {
  const candidates = specs.flatMap((spec) =>
    Object.entries(asRecord(spec.document.paths))
      .filter(
        ([template, item]) => asRecord(item)[call.method.toLowerCase()] && fits(spec.prefix + template, call.path),
      )
      .map(([template, item]) => ({ spec, template, item: asRecord(item) })),
  );
  const holes = (template: string) => template.split('{').length;
  const best = candidates.sort((one, other) => holes(one.template) - holes(other.template))[0];
  if (!best) return undefined;
  const { spec, template, item } = best;
  const operation = asRecord(item[call.method.toLowerCase()]);
  const parameters = [...asList(item.parameters), ...asList(operation.parameters)].map((each) => resolve(spec, each));
  return {
    spec,
    template,
    responses: asRecord(operation.responses),
    parameters: parameters as unknown as Parameter[],
    body: bodyOf(spec, operation),
  };
}

function bodyOf(spec: Spec, operation: Schema): Operation['body'] {
  if (!operation.requestBody) return undefined;
  const body = resolve(spec, operation.requestBody);
  const [type = '', content] = Object.entries(asRecord(body.content))[0] ?? [];
  const reading = type.includes('json') ? 'json' : 'strings';
  return { schema: asRecord(asRecord(content).schema), isRequired: body.required === true, reading };
}

const fits = (template: string, actual: string): boolean =>
  new RegExp(`^${template.replace(/[.$()]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`).test(actual);

function checkQuery(operation: Operation, query: Readonly<Record<string, string | readonly string[]>>): string[] {
  const known = operation.parameters.filter((parameter) => parameter.in === 'query');
  const unknown = Object.keys(query).filter((name) => !known.some((parameter) => parameter.name === name));
  const missing = known.filter((parameter) => parameter.required && !(parameter.name in query));
  const wrong = known
    .filter((parameter) => parameter.name in query && parameter.schema)
    .flatMap((parameter) => {
      const schema = resolve(operation.spec, parameter.schema);
      const given = query[parameter.name] ?? '';
      const one = typeof given === 'string' ? given : given.join(',');
      const value = schema.type === 'array' ? one.split(',') : one;
      return complaints(operation.spec, { type: 'object', properties: { value: schema } }, { value }, 'strings').map(
        (each) => `query ${parameter.name}: ${each}`,
      );
    });
  return [
    ...unknown.map((name) => `unknown query parameter ${name}`),
    ...missing.map((parameter) => `missing query parameter ${parameter.name}`),
    ...wrong,
  ];
}

/** In a token request, but described as a way to authenticate. */
const clientAuthentication = ['client_assertion', 'client_assertion_type'];

function checkBody(operation: Operation, body: unknown): string[] {
  if (!operation.body) return body === undefined || body === '' ? [] : ['takes no body, but one was sent'];
  if (body === undefined) return operation.body.isRequired ? ['needs a body'] : [];
  const { spec } = operation;
  const { schema, reading } = operation.body;
  const known = propertiesOf(spec, schema, new Set());
  // The schemas of Okta, Graph and Google are open, so a misspelt property would pass unseen.
  const isStranger = (name: string) => !known.has(name) && !clientAuthentication.includes(name);
  const unknown = isRecord(body) && known.size > 0 ? Object.keys(body).filter(isStranger) : [];
  return [...unknown.map((name) => `unknown property ${name}`), ...complaints(spec, schema, body, reading)];
}

/** Every top-level property that some variant of the schema knows. */
function propertiesOf(spec: Spec, schema: Schema, seen: Set<unknown>): Set<string> {
  const whole = resolve(spec, schema);
  if (seen.has(whole)) return new Set();
  seen.add(whole);
  const names = new Set(Object.keys(asRecord(whole.properties)));
  const mapped = Object.values(asRecord(asRecord(whole.discriminator).mapping)).map(($ref) => ({ $ref }));
  for (const variant of [...asList(whole.allOf), ...asList(whole.anyOf), ...asList(whole.oneOf), ...mapped]) {
    for (const name of propertiesOf(spec, asRecord(variant), seen)) names.add(name);
  }
  return names;
}

const jsonArguments = ['attachments', 'blocks', 'files', 'metadata', 'unfurls', 'view'];

function checkSlack(method: string, args: unknown): string[] {
  const spec = open('slack.json');
  const item = asRecord(asRecord(spec.document.paths)[`/${method}`]);
  const operation = asRecord(item.post);
  if (!item.post) return [`slack ${method}: no such method`];
  // Who calls, and from which workspace, is the client's own business.
  const { token: _token, team_id: _team, ...rest } = asRecord(args);
  const decoded = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, decode(name, value)]));
  const schema = bodyOf(spec, operation)?.schema;
  return schema ? complaints(spec, schema, decoded, 'strings').map((each) => `slack ${method}: ${each}`) : [];
}

function decode(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || !jsonArguments.includes(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
