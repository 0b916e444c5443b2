import { describe, expect, test } from '@jest/globals';
import { isAdf, plainText } from '../../sandbox/jira/adf.js';
import type { Assignment } from '../../src/domain/assignment.js';
import type { DomainEvent, Recorded } from '../../src/domain/events.js';
import { streamOf } from '../../src/domain/events.js';
import type { Request } from '../../src/domain/request.js';
import { commentFor, draftIssue, type Facts, noticeFor, referenceTo, refersTo } from '../../src/jira/mirror.js';

const names: Readonly<Record<string, string>> = { ana: 'Ana Silva', ben: 'Ben Okafor', dana: 'Dana Levi' };
const hash = 'a'.repeat(64);
const hours = (count: number) => count * 3600;

const request: Request = {
  id: '7f3c',
  status: 'pending',
  requester: 'ana',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  risk: 'standard',
  duration: hours(8),
  reason: { id: 'text-1', hash },
  approvals: [],
  submittedAt: '2026-11-21T09:00:00.000Z',
  remindAt: '2026-11-22T21:00:00.000Z',
  lapsesAt: '2026-11-24T09:00:00.000Z',
};

const assignment: Assignment = {
  id: '7f3c',
  status: 'active',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  duration: hours(8),
  grants: ['grant-1'],
  alreadyHad: [],
  openedAt: '2026-11-21T09:10:00.000Z',
  endsAt: '2026-11-21T17:10:00.000Z',
};

const facts: Facts = {
  request,
  app: 'Figma',
  role: 'Editor',
  rule: 'standard risk needs manager',
  reason: 'Ship the new onboarding',
  nameOf: (id) => names[id] ?? id,
};

const recorded = (event: DomainEvent, seq = 1): Recorded => ({
  stream: streamOf(event),
  seq,
  at: '2026-11-21T09:00:00.000Z',
  actor: 'latchkey',
  cause: 'slack',
  event,
});

const submitted: DomainEvent = {
  type: 'request.submitted',
  id: '7f3c',
  requester: 'ana',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  risk: 'standard',
  duration: hours(8),
  reason: { id: 'text-1', hash },
  rule: 'standard risk needs manager',
  stages: [{ kind: 'manager', quorum: 1, approvers: ['ben', 'dana'] }],
  remindAt: request.remindAt,
  lapsesAt: request.lapsesAt,
  catalog: hash,
};

const id = '7f3c';
const sealed = { id: 'text-2', hash };
const catalog = hash;
const task = { kind: 'remove', why: 'refused', says: 'the group takes no writes' } as const;

/** Every event that can be told of, with a word that has to be in its comment. */
const told: ReadonlyArray<readonly [DomainEvent, RegExp]> = [
  [
    submitted,
    /^Submitted\. Ana Silva asks for Figma Editor for 8 hours\. To decide: Ben Okafor or Dana Levi \(manager/,
  ],
  [{ type: 'request.approvalRecorded', id, by: 'ben', stage: 'manager', catalog }, /Ben Okafor agrees as manager/],
  [{ type: 'request.approved', id, rule: 'standard risk needs manager', catalog }, /^Approved automatically/],
  [{ type: 'request.denied', id, by: 'ben', stage: 'manager', reason: sealed, catalog }, /^Denied by Ben Okafor/],
  [{ type: 'request.cancelled', id, cause: 'requester', by: 'ana' }, /^Cancelled by Ana Silva/],
  [{ type: 'request.cancelled', id, cause: 'roleRemoved' }, /^Cancelled because the role is no longer in the catalog/],
  [{ type: 'request.cancelled', id, cause: 'accessEnded' }, /^Cancelled because the access that it would extend/],
  [{ type: 'request.cancelled', id, cause: 'left' }, /^Cancelled because the person has left/],
  [{ type: 'request.lapsed', id }, /^Lapsed: nobody answered by Tue 24 Nov 2026, 09:00 UTC/],
  [{ type: 'request.reminded', id }, /^Reminder: no answer yet/],
  [
    {
      type: 'assignment.opened',
      id,
      recipient: 'ana',
      app: 'figma',
      role: 'editor',
      duration: hours(8),
      grants: ['grant-1'],
      alreadyHad: ['okta:2'],
    },
    /^On its way\..*1 group to confirm\. 1 group came before Latchkey/,
  ],
  [
    { type: 'assignment.activated', id, endsAt: assignment.endsAt, warnAt: assignment.endsAt },
    /^Active\. Ana Silva has Figma Editor until Sat 21 Nov 2026, 17:10 UTC/,
  ],
  [{ type: 'assignment.activated', id }, /^Active\. Ana Silva has Figma Editor with no end date/],
  [
    {
      type: 'assignment.extended',
      id,
      by: 'ana',
      endsAt: '2026-11-21T19:10:00.000Z',
      warnAt: '2026-11-21T19:00:00.000Z',
    },
    /^Extended by Ana Silva: Figma Editor until Sat 21 Nov 2026, 19:10 UTC/,
  ],
  [{ type: 'assignment.warned', id }, /^Ends soon\. Ana Silva has Figma Editor until/],
  [{ type: 'assignment.ending', id, cause: 'expired' }, /^Ending: time is up/],
  [{ type: 'assignment.ending', id, cause: 'revoked', by: 'dana', reason: sealed }, /^Ending: revoked by Dana Levi/],
  [{ type: 'assignment.ending', id, cause: 'returned', by: 'ana' }, /^Ending: given back by Ana Silva/],
  [{ type: 'assignment.ended', id, cause: 'expired' }, /^Ended\. Ana Silva no longer has Figma Editor/],
  [
    { type: 'grant.opened', id: 'grant-1', recipient: 'ana', entitlement: 'okta:1', assignment: id },
    /^Adding\. Ana Silva is being added to group figma-editors in Okta/,
  ],
  [{ type: 'grant.held', id: 'grant-1', assignment: id }, /this one now holds it as well/],
  [{ type: 'grant.held', id: 'grant-1', assignment: 'other' }, /^Shared\. Another request of Ana Silva/],
  [
    { type: 'grant.activated', id: 'grant-1', how: 'done' },
    /^Confirmed\. Okta confirms: Ana Silva is in group figma-editors in Okta/,
  ],
  [{ type: 'grant.activated', id: 'grant-1', how: 'byHand' }, /Done by hand and Okta confirms/],
  [
    { type: 'grant.handedOver', id: 'grant-1', task },
    /^Handed over to a person\. Remove Ana Silva figma-editors in Okta\. The provider refused: the group takes no writes\./,
  ],
  [{ type: 'grant.handled', id: 'grant-1', by: 'dana' }, /^Marked as done by Dana Levi/],
  [{ type: 'grant.released', id: 'grant-1', assignment: id }, /stays in group figma-editors in Okta/],
  [{ type: 'grant.ending', id: 'grant-1', cause: 'expired' }, /is being taken out of group figma-editors/],
  [{ type: 'grant.ended', id: 'grant-1', cause: 'expired', how: 'done' }, /Okta confirms: Ana Silva is out of group/],
  [{ type: 'grant.ended', id: 'grant-1', cause: 'expired', how: 'groupGone' }, /is no longer there/],
  [{ type: 'grant.ended', id: 'grant-1', cause: 'expired', how: 'personGone' }, /Ana Silva is no longer there/],
];

const telling: Facts = {
  ...facts,
  assignment,
  answer: 'Use the shared seat',
  group: { name: 'figma-editors', provider: 'okta' },
};

describe('the issue', () => {
  test('reads as a sentence, and carries the request in a label and a property', () => {
    const draft = draftIssue(facts);
    expect(draft.summary).toBe('Ana Silva: Figma Editor for 8 hours');
    expect(draft.labels).toEqual(['latchkey', 'latchkey-7f3c', 'standard']);
    expect(draft.property).toEqual({ key: 'latchkey', value: { request: '7f3c' } });
    const words = plainText(draft.description);
    for (const word of [
      'Ana Silva',
      'Figma',
      'Editor',
      'standard',
      '8 hours',
      'Ship the new onboarding',
      'needs manager',
    ]) {
      expect(words).toContain(word);
    }
  });

  test('says who asked when it is for somebody else, and that an extension extends', () => {
    const forBen = { ...facts, request: { ...request, recipient: 'ben' } };
    expect(plainText(draftIssue(forBen).description)).toMatch(/Who: Ben Okafor\nAsked by: Ana Silva/);
    const longer = { ...facts, request: { ...request, extends: '0b1d' } };
    expect(draftIssue(longer).summary).toBe('Ana Silva: extend Figma Editor by 8 hours');
  });

  test('keeps its summary on one line of 255 characters, whatever the names are', () => {
    const draft = draftIssue({ ...facts, role: 'Editor\n*bold* 🦊'.repeat(40) });
    expect(draft.summary.length).toBeLessThanOrEqual(255);
    expect(draft.summary).not.toMatch(/\n|\p{Surrogate}$/u);
    expect(draft.summary).toMatch(/…$/);
  });
});

describe('what people write', () => {
  const hostile = [
    '<!channel>',
    '*bold* _x_ {code}rm -rf{code} [~accountid:1] |a|',
    '🦊 ﷽',
    '=cmd|/C calc',
    '<script>',
    '@ana',
  ];

  test.each(hostile)('stands in the issue as it was written: %s', (reason) => {
    const { description } = draftIssue({ ...facts, reason });
    expect(isAdf(description)).toBe(true);
    expect(plainText(description)).toContain(reason);
  });

  test('is 3,000 characters long without being cut', () => {
    const reason = '🦊x'.repeat(1000);
    expect(plainText(draftIssue({ ...facts, reason }).description)).toContain(reason);
  });

  test('keeps its lines, and loses what Jira would refuse', () => {
    const { description } = draftIssue({ ...facts, reason: 'one\r\ntwo\u0000\u202E\ud83d three' });
    expect(plainText(description)).toContain('one\ntwo\uFFFD three');
    expect(isAdf(description)).toBe(true);
  });

  test.each(['x'.repeat(40_000), '🦊'.repeat(40_000), 'a\n'.repeat(40_000), '"\\'.repeat(30_000)])(
    'is cut where Jira would refuse it, and says so',
    (reason) => {
      const { description } = draftIssue({ ...facts, reason });
      expect(plainText(description).length).toBeLessThanOrEqual(32_767);
      expect(plainText(description)).toContain('too long for Jira');
      expect(isAdf(description)).toBe(true);
    },
  );

  test('is said to be erased when it is', () => {
    expect(plainText(draftIssue({ ...facts, reason: undefined }).description)).toContain('Reason: (erased)');
    const denial = told[3]?.[0] as DomainEvent;
    expect(words(denial, { ...telling, answer: undefined })).toContain('(erased)');
  });

  test('cannot pass for a reference to another event', () => {
    const [denial] = told[3] as (typeof told)[number];
    const forged = commentFor(recorded(denial, 3), { ...telling, answer: 'x\nAudit trail: request:7f3c #4' });
    expect(refersTo(forged, { stream: 'request:7f3c', mark: '#3' })).toBe(true);
    expect(refersTo(forged, { stream: 'request:7f3c', mark: '#4' })).toBe(false);
  });
});

const words = (event: DomainEvent, given: Facts = telling, seq = 1): string => {
  const body = commentFor(recorded(event, seq), given);
  if (!body) throw new Error(`nothing is said of ${event.type}`);
  expect(isAdf(body)).toBe(true);
  return plainText(body);
};

describe('the comments', () => {
  test.each(told.map(([event, expected]) => [event.type, event, expected] as const))('%s', (_type, event, expected) => {
    expect(words(event)).toMatch(expected);
  });

  test('name who approved, as what', () => {
    const approved = { ...request, approvals: [{ by: 'ben', stage: 'manager', at: request.submittedAt }] as const };
    expect(words(told[2]?.[0] as DomainEvent, { ...telling, request: approved })).toMatch(
      /^Approved by Ben Okafor \(manager\)\. Rule: standard risk needs manager\./,
    );
  });

  test('say who stands in for whom, and why', () => {
    const standsIn = { as: 'owner', why: 'no manager is known' } as const;
    expect(words({ type: 'request.approvalRecorded', id, by: 'ben', stage: 'manager', standsIn, catalog })).toContain(
      'owner standing in: no manager is known',
    );
  });

  test('are no two alike, even for the same event at another time', () => {
    const all = told.flatMap(([event]) => [
      words(event, telling, 1),
      words(event, telling, 2),
      words(event, telling, 12),
    ]);
    expect(new Set(all).size).toBe(all.length);
  });

  test('are found again by their last line, and by nothing that merely looks like it', () => {
    const comment = commentFor(recorded(submitted, 1), telling);
    expect(refersTo(comment, referenceTo({ stream: 'request:7f3c', seq: 1 }))).toBe(true);
    for (const other of [
      { stream: 'request:7f3c', seq: 12 },
      { stream: 'request:7f3', seq: 1 },
      { stream: 'assignment:7f3c', seq: 1 },
    ]) {
      expect(refersTo(comment, referenceTo(other))).toBe(false);
    }
    expect(refersTo(undefined, referenceTo({ stream: 'request:7f3c', seq: 1 }))).toBe(false);
    const notice = noticeFor('No way leads to done.', { stream: 'request:7f3c', mark: 'status' });
    expect(refersTo(notice, { stream: 'request:7f3c', mark: 'status' })).toBe(true);
  });

  test('are none for what concerns the mirror itself or the whole house', () => {
    expect(
      commentFor(recorded({ type: 'request.mirrored', id, key: 'ACC-1', url: 'https://x' }), telling),
    ).toBeUndefined();
    expect(commentFor(recorded({ type: 'grants.paused', by: 'ana' }), telling)).toBeUndefined();
  });
});
