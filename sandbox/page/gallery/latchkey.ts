import type { Catalog } from '../../../src/domain/catalog.js';
import type { Request } from '../../../src/domain/request.js';
import { approverCard } from '../../../src/views/approverCard.js';
import { helpMessage } from '../../../src/views/help.js';
import { homeView } from '../../../src/views/home.js';
import { pageOf } from '../../../src/views/paging.js';
import { requesterCard } from '../../../src/views/requesterCard.js';
import { requestModal } from '../../../src/views/requestModal.js';
import { taskCard } from '../../../src/views/taskCard.js';
import { whoMessage } from '../../../src/views/who.js';
import type { Json } from '../../slack/json.js';

/** What the bot itself draws, with an afternoon's worth of requests. */
const now = new Date();
const later = (hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString();

const people = new Map([
  ['ana', { name: 'Ana Silva', slackId: 'U001ANA0000', title: 'Product designer', department: 'Design' }],
  ['ben', { name: 'Ben Okafor', slackId: 'U002BEN0000', title: 'Head of design', department: 'Design' }],
  ['dana', { name: 'Dana Levi', slackId: 'U003DANA000', title: 'Design systems lead', department: 'Design' }],
]);

const request = (but: Partial<Request> = {}): Request => ({
  id: 'r1',
  status: 'pending',
  requester: 'ana',
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  risk: 'standard',
  duration: 7 * 86_400,
  reason: { id: 't1', hash: '' },
  approvals: [],
  submittedAt: later(-2),
  remindAt: later(30),
  lapsesAt: later(70),
  ...but,
});

const stage = {
  kind: 'manager' as const,
  quorum: 1,
  approvers: [{ id: 'ben', name: 'Ben Okafor', isActive: true, isInSlack: true }],
};

const asked = (but: Partial<Request> = {}) => ({
  request: request({ issue: { key: 'ACC-12', url: 'http://127.0.0.1:4400/browse/ACC-12' }, ...but }),
  people,
  app: 'Figma',
  role: 'Editor',
  reason: 'Handing over the new icons to the web team.\nThey are due on Friday.',
});

const assignment = {
  id: 'r1',
  status: 'active' as const,
  recipient: 'ana',
  app: 'figma',
  role: 'editor',
  duration: 7 * 86_400,
  grants: ['g1'],
  alreadyHad: [],
  openedAt: later(-1),
  activatedAt: later(-1),
  endsAt: later(167),
};

const mine = { tasks: [], owner: { name: 'Dana Levi' }, fallback: 'Ask in #it-help', sessions: 'may go on' as const };

const approved = {
  status: 'approved' as const,
  decidedAt: later(-1),
  decidedBy: 'ben',
  approvals: [{ by: 'ben', stage: 'manager' as const, at: later(-1) }],
};

type Drawn = { readonly text: string; readonly blocks?: readonly unknown[] };
const sent = ({ text, blocks = [] }: Drawn) => ({ text, blocks: blocks as Json[] });

export const messages = [
  sent(approverCard({ ...asked(), approver: 'ben', stage: 'manager', stages: [stage] })),
  sent(approverCard({ ...asked({ risk: 'privileged' }), approver: 'ben', stage: 'manager', stages: [stage] })),
  sent(requesterCard({ ...asked(), ...mine, stages: [stage] })),
  sent(requesterCard({ ...asked(approved), ...mine, assignment })),
  sent(
    taskCard({
      ...asked(approved),
      kind: 'add',
      provider: 'Okta',
      group: 'figma-editors',
      grant: {
        id: 'g1',
        status: 'provisioning',
        recipient: 'ana',
        task: { kind: 'add', why: 'refused', says: 'Forbidden: you do not have permission.', openedAt: later(0) },
      } as never,
    }),
  ),
  sent(
    whoMessage({
      about: 'Figma',
      question: 'figma',
      now,
      page: pageOf(
        Array.from({ length: 12 }, () => ({
          assignment,
          holder: people.get('ana'),
          app: 'Figma',
          role: 'Editor',
          approvers: [people.get('ben')],
        })),
        0,
        3,
      ),
    }),
  ),
  sent(helpMessage()),
];

export const home = homeView({
  access: pageOf([{ assignment, app: 'Figma', role: 'Editor' }], 0, 15),
  pending: pageOf([{ asked: asked(), from: ['Ben Okafor'] }], 0, 15),
  waiting: pageOf([asked()], 0, 10),
  now,
}) as unknown as Json;

export const fullHome = homeView({
  access: pageOf(
    Array.from({ length: 40 }, () => ({ assignment, app: 'Figma', role: 'Editor' })),
    0,
    15,
  ),
  pending: pageOf(
    Array.from({ length: 40 }, () => ({ asked: asked(), from: ['Ben Okafor'] })),
    0,
    15,
  ),
  waiting: pageOf(
    Array.from({ length: 40 }, () => asked()),
    0,
    10,
  ),
  now,
}) as unknown as Json;

const catalog = {
  apps: [
    {
      id: 'figma',
      name: 'Figma',
      fallback: 'Ask in #it-help',
      roles: [
        { id: 'viewer', name: 'Viewer', risk: 'low', durations: [86_400] },
        { id: 'editor', name: 'Editor', risk: 'standard', durations: [86_400, 7 * 86_400] },
      ],
    },
  ],
  policy: {
    risks: {
      low: { approval: 'auto' },
      standard: { approval: [{ kind: 'manager' }] },
      privileged: { approval: [{ kind: 'security' }, { kind: 'owner' }] },
    },
  },
} as unknown as Catalog;

export const form = requestModal({
  catalog,
  now,
  draft: { app: 'figma', role: 'editor', reason: 'Handing over the new icons' },
}) as unknown as Json;

export const emptyForm = requestModal({ catalog, now, draft: {} }) as unknown as Json;
