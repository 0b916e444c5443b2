import { describe, expect, test } from '@jest/globals';
import { createLog, type Log } from '../src/log.js';

/** What a log wrote, as text and as its last line's fields. */
function written(level: string, write: (log: Log) => void): { text: string; line: Record<string, unknown> } {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => void lines.push(line) }));
  return { text: lines.join(''), line: JSON.parse(lines.at(-1) ?? '{}') };
}

const slackToken = `xoxb-${'1234567890-abcdef'}`;
const appToken = `xapp-1-${'A0123-456-abcdef'}`;
const pem = ['-----BEGIN PRIVATE KEY-----', 'MIIEvQIBADANBgkqh', '-----END PRIVATE KEY-----'].join('\n');

describe('a secret never reaches the log', () => {
  test.each([
    ['a Slack bot token', slackToken],
    ['a Slack app token', appToken],
    ['an Okta API token', 'SSWS 00aBcDeFgHiJkLmNoPqRs'],
    ['a bearer token', 'Bearer abc.def-ghi_jkl'],
    ['a basic credential', `Basic ${Buffer.from('it@acme.example.com:hunter22').toString('base64')}`],
    ['a Postgres address', 'postgres://latchkey:hunter22@db.example.com:5432/latchkey'],
    ['a Redis address', 'rediss://:hunter22@cache.example.com:6379'],
    ['a web address with a password', 'https://robot:hunter22@proxy.example.com/'],
    ['a private key', pem],
    ['a private key cut short', pem.slice(0, 40)],
    ['a signed token', 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJsYXRjaGtleSJ9.c2lnbmF0dXJl'],
    ["Slack's answer address", 'https://hooks.slack.com/actions/T0001/123/abcdef'],
    ['a ticket in an address', 'wss://wss-primary.slack.com/link/?ticket=0a1b2c3d'],
    ['a form with a secret', 'grant_type=client_credentials&client_secret=hunter22&scope=x'],
    ['an e-mail address', 'ana.sousa+work@acme.example.com'],
    ['an e-mail address in a path', '/api/v1/users/ana.sousa%40acme.example.com'],
  ])('%s: in a message, a field, an error and its stack', (_, secret) => {
    const failure = new Error(`could not use ${secret} there`, { cause: new Error(secret) });
    const { text } = written('info', (log) => {
      log.info(`look: ${secret} !`);
      log.info('look: %s', secret);
      log.info({ where: { deep: [{ down: `x ${secret} y` }] } }, 'nested');
      log.error(failure);
      log.error({ err: failure });
      log.child({ url: secret }).child({ again: secret }).info('child');
    });
    expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(text).not.toMatch(/hunter22|ana\.sousa|MIIEvQ|abcdef|0a1b2c3d|00aBc|def-ghi|aXRAYW|bGF0Y2|eyJ/);
    for (const line of text.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('a token that comes in as the value of its scheme is masked with it', () => {
    expect(written('info', (log) => log.info('sent Bearer %s', 'opaque123456')).line.msg).toBe('sent Bearer [cut]');
  });

  test('fields are cut by what they are called, however deep', () => {
    const { line } = written('info', (log) =>
      log.info({
        botToken: 'b',
        headers: { Authorization: 'a', cookie: 'c', 'x-api-key': 'k' },
        provider: { okta: { privateKey: { pem: 'p' }, apiToken: 't', clientSecret: 's', database_url: 'd' } },
        attempts: [{ password: 'w', attempt: 2 }],
      }),
    );
    expect(line).toMatchObject({
      botToken: '[cut]',
      headers: { Authorization: '[cut]', cookie: '[cut]', 'x-api-key': '[cut]' },
      provider: { okta: { privateKey: '[cut]', apiToken: '[cut]', clientSecret: '[cut]', database_url: '[cut]' } },
      attempts: [{ password: '[cut]', attempt: 2 }],
    });
  });
});

describe('a person is known by id only', () => {
  test('names, addresses and what people wrote are cut', () => {
    const { line, text } = written('info', (log) =>
      log.info({
        person: { id: 'p1', name: 'Ana Sousa', email: 'ana', title: 'Engineer', slackProfile: { real_name: 'Ana' } },
        request: { id: 'r1', reason: 'Maternity cover', app: 'figma' },
      }),
    );
    expect(line).toMatchObject({ person: { id: 'p1', name: '[cut]' }, request: { id: 'r1', app: 'figma' } });
    expect(text).not.toMatch(/Ana|Maternity|Engineer/);
  });
});

describe('what is left is useful', () => {
  test('an error keeps its type, code, status, stack and cause, and loses the request it carries', () => {
    const cause = Object.assign(new TypeError('socket hang up'), { code: 'ECONNRESET' });
    const failure = Object.assign(new Error('Okta did not answer', { cause }), {
      status: 503,
      config: { headers: { authorization: 'SSWS 00abc' } },
    });
    const { line } = written('info', (log) => log.error({ err: failure, grant: 'g1' }, 'provisioning failed'));
    expect(line).toMatchObject({
      level: 'error',
      msg: 'provisioning failed',
      grant: 'g1',
      err: {
        type: 'Error',
        message: 'Okta did not answer',
        status: 503,
        cause: { type: 'TypeError', code: 'ECONNRESET' },
      },
    });
    expect(JSON.stringify(line.err)).not.toContain('config');
  });

  test('several errors in one are all told', () => {
    const failure = new AggregateError([new Error('first'), new Error('second')], 'both failed');
    const { line } = written('info', (log) => log.error(failure));
    expect(line).toMatchObject({ msg: 'both failed', err: { errors: [{ message: 'first' }, { message: 'second' }] } });
  });

  test('circles, depth and bytes do not break it', () => {
    const circle: Record<string, unknown> = {
      bytes: Buffer.from('x'),
      big: 10n,
      at: new Date(0),
      map: new Map([['a', 1]]),
    };
    circle.itself = circle;
    expect(written('info', (log) => log.info(circle)).line).toMatchObject({
      bytes: '[bytes]',
      big: '10',
      at: '1970-01-01T00:00:00.000Z',
      map: { a: 1 },
      itself: '[…]',
    });
  });

  test('what is below the level is not said', () => {
    expect(written('warn', (log) => log.info('quiet')).text).toBe('');
  });
});
