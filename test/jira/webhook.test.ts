import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSignedBy, readRing } from '../../src/jira/webhook.js';

const secret = 'what only two know';
const sign = (raw: Buffer, by = secret) => `sha256=${createHmac('sha256', by).update(raw).digest('hex')}`;
const bodyOf = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('the signature', () => {
  test('is over the body as it came: one bit more or less is not signed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), fc.nat(7), (bytes, at, bit) => {
        const raw = Buffer.from(bytes);
        const signature = sign(raw);
        expect(isSignedBy(secret, raw, signature)).toBe(true);
        const other = Buffer.from(raw);
        other[at % other.length] = (other[at % other.length] ?? 0) ^ (1 << bit);
        expect(isSignedBy(secret, other, signature)).toBe(false);
      }),
    );
  });

  test('is Jira’s, by our secret, and nothing else', () => {
    const raw = bodyOf({ a: 1 });
    const right = sign(raw);
    expect(isSignedBy(secret, raw, right.toUpperCase().replace('SHA256', 'sha256'))).toBe(true);
    for (const wrong of [
      undefined,
      '',
      'sha256=',
      right.slice(0, -1),
      `${right}0`,
      right.replace('sha256', 'sha1'),
      right.slice('sha256='.length),
      `${right}, ${right}`,
      sign(raw, 'another'),
    ])
      expect(isSignedBy(secret, raw, wrong)).toBe(false);
  });
});

describe('a ring', () => {
  test('says which issue, what kind of thing, and which comment; nothing else is taken from it', () => {
    const said = {
      timestamp: 1,
      webhookEvent: 'comment_created',
      user: { accountId: 'somebody', emailAddress: 'ben@acme.example.com' },
      issue: { id: '10012', key: 'ACC-12', fields: { status: { name: 'Approved' } } },
      comment: { id: 10045, body: 'Approved, of course' },
    };
    expect(readRing(bodyOf(said))).toEqual({ issue: '10012', kind: 'comment_created', comment: '10045' });
    const { comment: _, ...moved } = { ...said, webhookEvent: 'jira:issue_updated' };
    expect(readRing(bodyOf(moved))).toEqual({ issue: '10012', kind: 'jira:issue_updated' });
  });

  test.each([
    ['no JSON', Buffer.from('<html>')],
    ['nothing', Buffer.alloc(0)],
    ['a list', bodyOf([1])],
    ['about a sprint', bodyOf({ webhookEvent: 'sprint_started', sprint: { id: 1 } })],
    ['about an issue by its key only', bodyOf({ webhookEvent: 'jira:issue_updated', issue: { key: 'ACC-1' } })],
    ['about an id that is none', bodyOf({ webhookEvent: 'jira:issue_updated', issue: { id: '../10012' } })],
    ['about two ids at once', bodyOf({ webhookEvent: 'jira:issue_updated', issue: { id: ['1', '2'] } })],
  ])('is not %s', (_name, raw) => {
    expect(readRing(raw)).toBeUndefined();
  });
});
