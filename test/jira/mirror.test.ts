import { describe, expect, test } from '@jest/globals';
import { isAdf, plainText } from '../../sandbox/jira/adf.js';
import type { DomainEvent, Recorded } from '../../src/domain/events.js';
import type { Adf } from '../../src/jira/adf.js';
import {
  draftIssue,
  type Facts,
  noticeFor,
  referenceTo,
  refersTo,
  type Showing,
  tellingsFor,
} from '../../src/jira/mirror.js';
import { catalog, facts, id, recorded, request, submitted, telling, told } from '../support/mirrorEvents.js';

const commentFor = (...[recorded, given]: [Recorded, Facts]) =>
  tellingsFor(recorded, given, { denials: 'internal', threads: 'internal', as: 'issues' })[0]?.body;

const words = (event: DomainEvent, given: Facts = telling, seq = 1): string => {
  const body = commentFor(recorded(event, seq), given);
  if (!body) throw new Error(`nothing is said of ${event.type}`);
  expect(isAdf(body)).toBe(true);
  return plainText(body);
};

describe('the issue', () => {
  test('reads as a sentence, and carries the request in a label and a property', () => {
    const draft = draftIssue(facts);
    expect(draft.summary).toBe('Ana Silva: Figma Editor for 8 hours');
    expect(draft.labels).toEqual(['latchkey', 'latchkey-7f3c', 'standard', 'app-figma', 'role-editor']);
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

describe('the reason of a denial', () => {
  const [denial] = told[3] as (typeof told)[number];
  const tellings = (show: Omit<Showing, 'threads'>) =>
    tellingsFor(recorded(denial, 3), telling, { ...show, threads: 'internal' }).map(({ audience, body }) => ({
      audience,
      hasReason: plainText(body).includes('Use the shared seat'),
    }));

  test.each<[Omit<Showing, 'threads'>, ReturnType<typeof tellings>]>([
    [{ denials: 'internal', as: 'issues' }, [{ audience: 'customer', hasReason: true }]],
    [{ denials: 'customer', as: 'requests' }, [{ audience: 'customer', hasReason: true }]],
    [
      { denials: 'internal', as: 'requests' },
      [
        { audience: 'customer', hasReason: false },
        { audience: 'internal', hasReason: true },
      ],
    ],
    [{ denials: 'nobody', as: 'requests' }, [{ audience: 'customer', hasReason: false }]],
    [{ denials: 'nobody', as: 'issues' }, [{ audience: 'customer', hasReason: false }]],
  ])('with %j goes to whom it is for', (show, expected) => {
    expect(tellings(show)).toEqual(expected);
  });
});

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
    const standsIn = { as: 'owner', missing: [] } as const;
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
    const twelfth = commentFor(recorded(submitted, 12), telling);
    expect(refersTo(twelfth, referenceTo({ stream: 'request:7f3c', seq: 1 }))).toBe(false);
    const quoted = {
      ...comment,
      content: [...(comment?.content ?? []), ...(comment?.content ?? []).slice(0, 1)],
    } as Adf;
    expect(refersTo(quoted, referenceTo({ stream: 'request:7f3c', seq: 1 }))).toBe(false);
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
