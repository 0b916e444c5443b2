import { z } from 'zod';
import { askedProviders, providerNames, type Risk, risks } from '../domain/catalog.js';
import { type Path, shown } from './problems.js';
import { approval, duration, email, id, line, list, oneOf, risk, some, span, trueOrFalse } from './values.js';

/** A file's mapping: unknown keys are refused, and something that is no mapping is named. */
const mapping = <Shape extends z.ZodRawShape>(what: string, shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'invalid_type') return undefined;
      const keys = `Write ${what} as keys and values: ${Object.keys(shape).join(', ')}.`;
      return issue.input === undefined || issue.input === null
        ? `is missing. ${keys}`
        : `${shown(issue.input)} is not a mapping. ${keys}`;
    },
  });

const role = mapping('a role', {
  role: id,
  name: line('Write the name that people pick.'),
  risk,
  groups: list(
    line("Write the provider's groups, by id or name."),
    "Write the provider's groups, by id or name.",
  ).optional(),
  durations: some(duration, 'Write what is offered, e.g. [8h, 7d]; the first is the default.'),
  endSessions: trueOrFalse.optional(),
});

export const appShape = mapping('an app', {
  app: id,
  name: line('Write the name that people pick.'),
  owner: email,
  provider: oneOf('provider', providerNames),
  fallback: line('Write what to do when a request does not fit, e.g. Ask in #it-help.'),
  roles: some(role, 'Write 1 to 5 roles.'),
});

const riskRule = mapping('a risk', { approval, longest: span.optional() });

const emails = list(email, 'Write a list of e-mail addresses, e.g. [sam@example.com].');

export const policyShape = mapping('the policy', {
  risks: mapping('the risks', Object.fromEntries(risks.map((name) => [name, riskRule])) as RiskRules),
  security: emails,
  lapse: span,
  admins: emails,
  auditors: emails.optional(),
  pilot: list(
    line("Write the provider's groups, by id or name."),
    "Write the provider's groups, or [] for everybody.",
  ).optional(),
  directory: oneOf('directory', askedProviders),
});

type RiskRules = Record<(typeof risks)[number], typeof riskRule>;

export type AppFile = z.output<typeof appShape>;
export type PolicyFile = z.output<typeof policyShape>;

/** What can be read of a file although other parts of it are wrong: a key is there when its value is right. */
export type AppAsFar = Partial<Omit<AppFile, 'roles'>> & { readonly roles?: readonly RoleAsFar[] };
export type RoleAsFar = Partial<AppFile['roles'][number]>;
export type PolicyAsFar = Partial<Pick<PolicyFile, 'directory'>> & {
  readonly longest: Partial<Record<Risk, number | undefined>>;
};

export function appAsFar(given: unknown): AppAsFar {
  const { roles: _, ...itself } = asFar(appShape.shape, given);
  const roles = fieldsOf(given).roles;
  return { ...itself, ...(Array.isArray(roles) && { roles: roles.map((one) => asFar(role.shape, one)) }) };
}

export function policyAsFar(given: unknown): PolicyAsFar {
  const rules = fieldsOf(fieldsOf(given).risks);
  const longest = Object.fromEntries(risks.map((name) => [name, asFar(riskRule.shape, rules[name]).longest]));
  return { ...asFar({ directory: policyShape.shape.directory }, given), longest };
}

function asFar<Shape extends z.ZodRawShape>(shape: Shape, given: unknown): Partial<z.output<z.ZodObject<Shape>>> {
  if (typeof given !== 'object' || given === null) return {};
  const fields = fieldsOf(given);
  const right = Object.entries(shape).flatMap(([key, schema]) => {
    const read = z.safeParse(schema, fields[key]);
    return read.success ? [[key, read.data] as const] : [];
  });
  return Object.fromEntries(right) as Partial<z.output<z.ZodObject<Shape>>>;
}

const fieldsOf = (given: unknown): Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};

/** The keys that may stand at this path of an app's file, or of the policy's. */
export const appKeys = (path: Path): string[] => Object.keys(path.length === 0 ? appShape.shape : role.shape);

export function policyKeys(path: Path): string[] {
  if (path.length === 0) return Object.keys(policyShape.shape);
  return path.length === 1 ? [...risks] : Object.keys(riskRule.shape);
}
