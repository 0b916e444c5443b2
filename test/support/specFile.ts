import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { moreOfJira } from './moreOfJira.js';
import { isRecord } from './specRules.js';

export type Schema = Record<string, unknown>;
/** On the wire a query and a form are all strings; JSON means what it says. */
export type Reading = 'strings' | 'json' | 'answers';
export type Spec = {
  readonly file: string;
  readonly document: Schema;
  readonly prefix: string;
  readonly ajv: Readonly<Record<Reading, Ajv>>;
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

const compiled = new Map<string, ValidateFunction>();

export function complaints(spec: Spec, schema: Schema, value: unknown, reading: Reading): string[] {
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

export function open(file: string): Spec {
  const found = opened.get(file);
  if (found) return found;
  const described = JSON.parse(readFileSync(path.join(specsDirectory(), file), 'utf8'));
  if (file === 'jira.json') Object.assign(described.paths, moreOfJira);
  const document = asRecord(cleaned(described));
  const server = asRecord(asList(document.servers)[0]).url;
  const prefix = typeof server === 'string' ? server.replace(/^https?:\/\/[^/]+/, '').replace(/\/$/, '') : '';
  const ajv = {
    strings: reader(file, document, 'strings'),
    json: reader(file, document, 'json'),
    answers: reader(file, document, 'answers'),
  };
  const spec = { file, document, prefix, ajv };
  opened.set(file, spec);
  return spec;
}

const options = { strict: false, allErrors: true, verbose: true, logger: false, unicodeRegExp: false } as const;

/** `2026-11-21T22:52:50.590+0000`: Jira calls it a date-time, and leaves the colon out. */
const jiraTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

function reader(file: string, document: Schema, reading: Reading): Ajv {
  const ajv = new Ajv({ ...options, coerceTypes: reading === 'strings' });
  addFormats.default(ajv);
  if (reading === 'answers') ajv.addFormat('date-time', jiraTime);
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

export function resolve(spec: Spec, value: unknown): Schema {
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

export const asRecord = (value: unknown): Schema => (isRecord(value) ? value : {});
export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
