import { format, types } from 'node:util';
import { type Bindings, type DestinationStream, type LogFn, type Logger, pino, stdTimeFunctions } from 'pino';

export type Log = Logger;

/** Lines of JSON without secrets and without personal data: people are known by id, the record holds the rest. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: cleanFields,
    },
    // What comes here was cleaned by `log` above; pino's own would take it apart again.
    serializers: { err: (cleaned: unknown) => cleaned },
    hooks: {
      logMethod(this: Logger, given: unknown[], method: LogFn) {
        const [fields, text] = cleanArguments(given);
        method.apply(this, text === undefined ? [fields] : [fields, text]);
      },
    },
  };
  const log = destination ? pino(options, destination) : pino(options);
  const { child } = log;
  // pino gives a child's fields to no formatter.
  return Object.assign(log, {
    child: function (this: Logger, fields: Bindings) {
      return child.call(this, cleanFields(fields));
    },
  });
}

const cut = '[cut]';

const secretKeys =
  /token(?!url)|secret|password|passphrase|authori[sz]ation|cookie|credential|(private|api|signing)_?-?key|assertion|signature|connection_?string|(database|redis|response)_?url|^(jwk|pem|pass|certificate|serviceaccount|dsn)$/i;
const personalKeys =
  /e-?mail|^(mail|login|upn|user_?name|userprincipalname|(full|first|last|middle|nick|real|display|given|family)?_?name(_normalized)?|reason|answer|body|text|note|title|department|manager|profile)$/i;

// Deeper than anything of ours; an SDK's object may hold the world.
const depthLimit = 6;
const itemLimit = 50;
const textLimit = 20_000;

/** The message is put together before it is masked: a token may come in as a value for its `Bearer %s`. */
function cleanArguments(given: readonly unknown[]): [object, string?] {
  const [first, ...rest] = typeof given[0] === 'string' ? [{}, ...given] : given;
  const fields = isError(first)
    ? { err: first }
    : typeof first === 'object' && first !== null
      ? first
      : { value: first };
  if (rest.length > 0) return [fields, mask(format(...rest))];
  return 'err' in fields && isError(fields.err) ? [fields, mask(fields.err.message)] : [fields];
}

const cleanFields = (fields: object): Record<string, unknown> => clean(fields, []) as Record<string, unknown>;

function clean(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isError(value)) return cleanError(value, above.length);
  if (value instanceof Date || types.isDate(value)) return value;
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (above.includes(value) || above.length >= depthLimit) return '[…]';
  const here = [...above, value];
  if (Array.isArray(value) || types.isSet(value)) {
    return [...value].slice(0, itemLimit).map((item) => clean(item, here));
  }
  const entries: [string, unknown][] = types.isMap(value)
    ? [...value].map(([key, item]) => [String(key), item] as [string, unknown])
    : Object.entries(value);
  return Object.fromEntries(entries.slice(0, itemLimit).map(([key, item]) => [mask(key), cleanField(key, item, here)]));
}

function cleanField(key: string, value: unknown, above: readonly object[]): unknown {
  const isSaid = value === undefined || value === null || typeof value === 'boolean';
  if (!isSaid && !isError(value) && (secretKeys.test(key) || personalKeys.test(key))) return cut;
  return clean(value, above);
}

const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);

/** Of an error only what says what went wrong: vendors' errors carry whole requests, headers and all. */
export function cleanError(error: Error, depth = 0): Record<string, unknown> {
  const { code, status, statusCode, errors } = error as Error & Record<string, unknown>;
  const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';
  return {
    type: error.name,
    message: mask(error.message),
    stack: mask(error.stack ?? ''),
    ...(isPlain(code) && { code: typeof code === 'string' ? mask(code) : code }),
    ...(isPlain(status ?? statusCode) && { status: status ?? statusCode }),
    ...(isError(error.cause) && depth < depthLimit && { cause: cleanError(error.cause, depth + 1) }),
    ...(Array.isArray(errors) &&
      depth < depthLimit && {
        errors: errors
          .filter(isError)
          .slice(0, itemLimit)
          .map((one) => cleanError(one, depth + 1)),
      }),
  };
}

/** What secrets and addresses look like wherever they stand in a text. */
const masks: ReadonlyArray<readonly [RegExp, string]> = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]'],
  [/\b(?:xox[a-z]|xapp|xoxe\.xox[a-z])-[\w-]+/g, '[slack token]'],
  [/\b(SSWS|Bearer|Basic)(\s+|%20)[\w~+/=.-]{8,}/gi, `$1 ${cut}`],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '[jwt]'],
  [/\b(postgres(?:ql)?|rediss?):\/\/[^\s"'\\]+/gi, `$1://${cut}`],
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/"'@\\]{1,300}@/gi, `$1${cut}@`],
  [/https:\/\/hooks\.slack\.com\/[^\s"'\\]+/g, `https://hooks.slack.com/${cut}`],
  [
    /([?&;\s"']|^)((?:[a-z]{1,20}_){0,4}(?:token|ticket|secret|password|assertion|signature|code))=[^\s&"'\\]+/gi,
    `$1$2=${cut}`,
  ],
  [/[\p{L}\p{N}._%+'-]{1,64}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu, '[e-mail]'],
];

export const mask = (text: string): string =>
  masks.reduce((masked, [pattern, instead]) => masked.replace(pattern, instead), text.slice(0, textLimit));
