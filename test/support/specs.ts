import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { moreOfJira } from './moreOfJira.js';
import { type HttpCall, handRules, isRecord, isTokenCall, opaqueQuery, tokenRules } from './specRules.js';

/** What a stand-in recorded of one call: plain HTTP, or a method of Slack with its decoded arguments. */
export type CheckedCall = HttpCall | { readonly method: string; readonly args: unknown };
export type { HttpCall, SpecVendor } from './specRules.js';

type Schema = Record<string, unknown>;
type Parameter = { name: string; in: string; required?: boolean; schema?: Schema };
type Operation = {
  readonly spec: Spec;
  readonly template: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly schema: Schema; readonly isRequired: boolean; readonly reading: Reading } | undefined;
};
/** On the wire a query and a form are all strings; JSON means what it says. */
type Reading = 'strings' | 'json';
type Spec = {
  readonly file: string;
  readonly document: Schema;
  readonly prefix: string;
  readonly ajv: Readonly<Record<Reading, Ajv>>;
};

const files: Record<HttpCall['vendor'], readonly string[]> = {
  okta: ['okta.json', 'okta-oauth.json'],
  jira: ['jira.json', 'jsm.json'],
  msgraph: ['msgraph.json'],
  google: ['google.json'],
};

export const specsDirectory = (): string =>
  process.env.SPECS_DIR ?? path.resolve(fileURLToPath(new URL('../../../shared/specs', import.meta.url)));

const warnedOf = new Set<string>();

/** The vendors' descriptions lie beside the project; where they do not, nothing is checked and everybody is told. */
export function hasSpecs(): boolean {
  if (existsSync(path.join(specsDirectory(), 'okta.json'))) return true;
  if (!warnedOf.has(specsDirectory())) {
    console.warn(`NO TRAFFIC IS CHECKED: the vendors' API descriptions are not in ${specsDirectory()} (set SPECS_DIR)`);
  }
  warnedOf.add(specsDirectory());
  return false;
}

/** What the vendors' own descriptions would object to, one sentence each; nothing when all is well. */
export function checkTraffic(calls: readonly CheckedCall[]): string[] {
  if (!hasSpecs()) return [];
  const problems = calls.flatMap((call) => ('args' in call ? checkSlack(call.method, call.args) : checkHttp(call)));
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
  return { spec, template, parameters: parameters as unknown as Parameter[], body: bodyOf(spec, operation) };
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

const compiled = new Map<string, ValidateFunction>();

function complaints(spec: Spec, schema: Schema, value: unknown, reading: Reading): string[] {
  const key = `${reading} ${spec.file} ${JSON.stringify(schema)}`;
  const validate = compiled.get(key) ?? spec.ajv[reading].compile(absolute(schema, spec.file) as Schema);
  compiled.set(key, validate);
  if (validate(structuredClone(value))) return [];
  return worded(validate.errors ?? []);
}

/** Where variants compete, those of another `type` have nothing to say, and the one that got furthest knows best. */
function worded(errors: readonly ErrorObject[]): string[] {
  const isTelling = (error: ErrorObject) => !['anyOf', 'oneOf'].includes(error.keyword) && !isOfAnotherType(error);
  const telling = errors.some(isTelling) ? errors.filter(isTelling) : errors;
  const depth = (error: ErrorObject) => error.instancePath.split('/').length;
  const deepest = Math.max(...telling.map(depth));
  const told = telling.filter((error) => depth(error) === deepest).map(sentence);
  return [...new Set(told)].slice(0, 5);
}

function isOfAnotherType(error: ErrorObject): boolean {
  if (error.keyword === 'const' && error.instancePath.endsWith('/type')) return true;
  const type = asRecord(asRecord(asRecord(error.parentSchema).properties).type).const;
  return type !== undefined && type !== asRecord(error.data).type;
}

function sentence(error: ErrorObject): string {
  const detail = 'additionalProperty' in error.params ? ` (${error.params.additionalProperty})` : '';
  const allowed = 'allowedValues' in error.params ? ` ${JSON.stringify(error.params.allowedValues)}` : '';
  return `${error.instancePath || '/'} ${error.message}${detail}${allowed}`;
}

const opened = new Map<string, Spec>();

function open(file: string): Spec {
  const found = opened.get(file);
  if (found) return found;
  const described = JSON.parse(readFileSync(path.join(specsDirectory(), file), 'utf8'));
  if (file === 'jira.json') Object.assign(described.paths, moreOfJira);
  const document = asRecord(cleaned(described));
  const server = asRecord(asList(document.servers)[0]).url;
  const prefix = typeof server === 'string' ? server.replace(/^https?:\/\/[^/]+/, '').replace(/\/$/, '') : '';
  const ajv = { strings: reader(file, document, 'strings'), json: reader(file, document, 'json') };
  const spec = { file, document, prefix, ajv };
  opened.set(file, spec);
  return spec;
}

const options = { strict: false, allErrors: true, verbose: true, logger: false, unicodeRegExp: false } as const;

function reader(file: string, document: Schema, reading: Reading): Ajv {
  const ajv = new Ajv({ ...options, coerceTypes: reading === 'strings' });
  addFormats.default(ajv);
  ajv.addSchema({ $id: file, components: document.components }, file, false, false);
  return ajv;
}

/** OpenAPI's `nullable` may stand without a type, which JSON Schema does not know. */
function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (!isRecord(value)) return value;
  const { nullable, ...rest } = value;
  const inner = Object.fromEntries(Object.entries(rest).map(([name, each]) => [name, cleaned(each)]));
  return nullable === true ? { anyOf: [inner, { type: 'null' }] } : inner;
}

function absolute(value: unknown, file: string): unknown {
  if (Array.isArray(value)) return value.map((each) => absolute(each, file));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) =>
      name === '$ref' && typeof each === 'string' && each.startsWith('#')
        ? [name, `${file}${each}`]
        : [name, absolute(each, file)],
    ),
  );
}

function resolve(spec: Spec, value: unknown): Schema {
  const record = asRecord(value);
  if (typeof record.$ref !== 'string') return record;
  const steps = record.$ref
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return resolve(
    spec,
    steps.reduce<unknown>((at, step) => asRecord(at)[decodeURIComponent(step)], spec.document),
  );
}

const asRecord = (value: unknown): Schema => (isRecord(value) ? value : {});
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
