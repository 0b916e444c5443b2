import fc from 'fast-check';
import type { Assignment } from '../../src/domain/assignment.js';
import { risks } from '../../src/domain/catalog.js';
import type { Request } from '../../src/domain/request.js';
import type { Asked, Named } from '../../src/views/asked.js';
import type { RequesterCard } from '../../src/views/requesterCard.js';
import { at, days, hours, text } from './given.js';

/** Cards to draw: one that is easily read, with what a test changes about it; and any that people could bring about. */

export const people: ReadonlyMap<string, Named> = new Map<string, Named>([
  ['ana', { name: 'Ana Silva', slackId: 'U001ANA0000', title: 'Product designer', department: 'Design' }],
  ['ben', { name: 'Ben Okafor', slackId: 'U002BEN0000', title: 'Head of design', department: 'Design' }],
  ['dana', { name: 'Dana Levi', slackId: 'U003DANA000' }],
  ['sam', { name: 'Sam Rivera', slackId: 'U006SAM0000' }],
  ['priya', { name: 'Priya Nair', slackId: 'U005PRIYA00' }],
  ['it', { name: 'Iris Tan', slackId: 'U007IT00000' }],
]);

export const request = (but: Partial<Request> = {}): Request => ({
  id: 'r1',
  status: 'pending',
  requester: 'ana',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  risk: 'standard',
  duration: days(7),
  reason: text('t1'),
  approvals: [],
  submittedAt: at(0),
  remindAt: at(days(1.5)),
  lapsesAt: at(days(3)),
  ...but,
});

export const asked = (but: Partial<Request> = {}, more: Partial<Asked> = {}): Asked => ({
  request: request(but),
  people,
  app: 'Figma',
  role: 'Editor',
  reason: 'Handing over the new icons',
  ...more,
});

export const assignment = (but: Partial<Assignment> = {}): Assignment => ({
  id: 'r1',
  status: 'active',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  duration: hours(4),
  grants: ['g1'],
  alreadyHad: [],
  openedAt: at(0),
  activatedAt: at(0),
  endsAt: at(hours(4)),
  ...but,
});

export const requesters = (but: Partial<Request> = {}, more: Partial<RequesterCard> = {}): RequesterCard => ({
  ...asked(but),
  tasks: [],
  owner: { name: 'Dana Levi' },
  fallback: 'Ask in #it-help',
  sessions: 'may go on',
  ...more,
});

/** What people, directories and catalogs may really hold: marks, mentions, emoji, walls of text, nothing. */
export const anyText = (maxLength = 3_000): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength }),
    fc.constantFrom(
      '<!channel>',
      '*bold* _and_ ~struck~',
      '`code`',
      '<@U001ANA0000>',
      '&amp;',
      '> quoted',
      '',
      ' ',
      '\n\n',
      '*',
    ),
    fc
      .constantFrom('<!channel> ', '&', '<', '👩‍👩‍👧‍👦', 'é', 'Ж', 'word ', 'line\n', '*_~`')
      .chain((piece) =>
        fc
          .integer({ min: 1, max: Math.max(1, Math.floor(maxLength / piece.length)) })
          .map((count) => piece.repeat(count)),
      ),
  );

const anyName = anyText(300);
const anyNamed: fc.Arbitrary<Named> = fc.record(
  { name: anyName, slackId: fc.constantFrom('U001ANA0000', '<!here>', ''), title: anyName, department: anyName },
  { requiredKeys: ['name'] },
);
const ids = ['ana', 'ben', 'dana', 'sam', 'priya', 'nobody we know'] as const;
const anyId = fc.constantFrom(...ids);
const anyMoment = fc.constantFrom(at(0), at(hours(4)), at(days(400)), '1970-01-01T00:00:00.000Z', 'no date at all');
const stages = ['manager', 'owner', 'security'] as const;
const anyDuration = fc.oneof(fc.constant('permanent' as const), fc.integer({ min: 1, max: 10 ** 9 }));

const anyRequest: fc.Arbitrary<Request> = fc.record(
  {
    id: fc.constant('3f0e5d0a-7c55-4f5e-9a35-0a4b7d6f1c2e'),
    status: fc.constantFrom('pending', 'approved', 'denied', 'cancelled', 'lapsed'),
    requester: anyId,
    recipient: anyId,
    app: fc.constantFrom('figma', 'aws'),
    role: fc.constantFrom('editor', 'production-admin'),
    risk: fc.constantFrom(...risks),
    duration: anyDuration,
    reason: fc.constant(text('t1')),
    approvals: fc.array(fc.record({ by: anyId, stage: fc.constantFrom(...stages), at: anyMoment }), { maxLength: 8 }),
    submittedAt: anyMoment,
    remindAt: anyMoment,
    lapsesAt: anyMoment,
    extends: fc.constant('r0'),
    decidedAt: anyMoment,
    decidedBy: anyId,
    cause: fc.constantFrom('requester', 'roleRemoved', 'accessEnded', 'left'),
    issue: fc.record({
      key: fc.constantFrom('ACC-1', '<!here>'),
      url: fc.constantFrom('https://acme.atlassian.net/browse/ACC-1', 'javascript:alert(1)', 'https://x|<!here>'),
    }),
  },
  {
    requiredKeys: [
      'id',
      'status',
      'requester',
      'recipient',
      'app',
      'role',
      'risk',
      'duration',
      'reason',
      'approvals',
      'submittedAt',
      'remindAt',
      'lapsesAt',
    ],
  },
);

export const anyAsked: fc.Arbitrary<Asked> = fc.record(
  {
    request: anyRequest,
    people: fc
      .tuple(...ids.slice(0, -1).map(() => anyNamed))
      .map((named) => new Map(named.map((one, index) => [ids[index] ?? '', one]))),
    app: anyName,
    role: anyName,
    reason: anyText(),
    answer: anyText(),
  },
  { requiredKeys: ['request', 'people', 'app', 'role'] },
);

export const anyStages = fc.uniqueArray(
  fc.record(
    {
      kind: fc.constantFrom(...stages),
      quorum: fc.integer({ min: 1, max: 3 }),
      approvers: fc.array(
        fc.record({ id: anyId, name: anyName, isActive: fc.constant(true), isInSlack: fc.constant(true) }),
        {
          minLength: 1,
          maxLength: 60,
        },
      ),
      standsIn: fc.record({
        missing: fc.constant([]),
        as: fc.constantFrom('manager', 'owner', "owner's manager", 'security', 'admins'),
        why: anyText(),
      }),
    },
    { requiredKeys: ['kind', 'quorum', 'approvers'] },
  ),
  { selector: ({ kind }) => kind, maxLength: 3 },
);

export const anyAssignment: fc.Arbitrary<Assignment> = fc.record(
  {
    id: fc.constant('3f0e5d0a-7c55-4f5e-9a35-0a4b7d6f1c2e'),
    status: fc.constantFrom('opened', 'active', 'ending', 'ended'),
    recipient: anyId,
    app: fc.constant('figma'),
    role: fc.constant('editor'),
    duration: anyDuration,
    grants: fc.constant(['g1']),
    alreadyHad: fc.constant([]),
    openedAt: anyMoment,
    activatedAt: anyMoment,
    endsAt: anyMoment,
    warnedAt: anyMoment,
    endingAt: anyMoment,
    endedAt: anyMoment,
    cause: fc.constantFrom(
      'expired',
      'revoked',
      'returned',
      'reclaimed',
      'alreadyHad',
      'notPossible',
      'left',
      'goneOutside',
    ),
    endedBy: anyId,
  },
  { requiredKeys: ['id', 'status', 'recipient', 'app', 'role', 'duration', 'grants', 'alreadyHad', 'openedAt'] },
);

export const anyTasks = fc.array(
  fc.record({
    kind: fc.constantFrom('add', 'remove'),
    why: fc.constantFrom('manual', 'observe', 'refused'),
    says: anyText(),
    provider: anyName,
  }),
  { maxLength: 6 },
);

/** Whether it would ring a whole channel. Slack reads no marks in plain text. */
export function rings(shown: unknown): boolean {
  if (typeof shown === 'string') return /<!(?:channel|here|everyone)/.test(shown);
  if (typeof shown !== 'object' || shown === null) return false;
  if ('type' in shown && shown.type === 'plain_text') return false;
  return Object.values(shown).some(rings);
}
