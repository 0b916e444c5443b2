import type { Catalog } from '../../../src/domain/catalog.js';
import type { Drift } from '../../../src/domain/drift.js';
import type { Proposal } from '../../../src/domain/erasure.js';
import { adoptModal } from '../../../src/views/adoptModal.js';
import { driftCard } from '../../../src/views/driftCard.js';
import { evidenceModal } from '../../../src/views/evidenceModal.js';
import { explainModal } from '../../../src/views/explainModal.js';
import { leaversHeldMessage } from '../../../src/views/leaversHeld.js';
import { movedIssueMessage } from '../../../src/views/movedIssue.js';
import { erasureOffer, proposalCard } from '../../../src/views/proposalCard.js';
import { quietCard } from '../../../src/views/quietCard.js';
import { stopCard } from '../../../src/views/stopCard.js';
import { stuckIssueMessage } from '../../../src/views/stuckIssue.js';
import type { Json } from '../../slack/json.js';

/** What admins, auditors and owners are shown of the record itself: evidence, erasing, findings. */
const now = new Date();
const later = (hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString();

const [iris, sam, ana] = [
  { name: 'Iris Tan' },
  { name: 'Sam Rivera' },
  { name: 'Ana Silva', title: 'Product designer' },
];

const proposal = (wish: Proposal['wish'], but: Partial<Proposal> = {}): Proposal => ({
  id: 'p1',
  wish,
  by: 'it',
  until: later(160),
  round: 1,
  status: 'open',
  ...but,
});
const hold = { id: '5e0c1d2a', by: 'it', at: later(-200), status: 'placed' } as const;
const erasure = { is: 'erasure', person: 'ana' } as const;
const retention = { is: 'retention', days: 730 } as const;
const year = { from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z' };

const card = { subject: ana, by: iris, settledBy: sam, reader: 'admin', second: 'admin' } as const;
const proposals = [
  proposalCard({ ...card, proposal: proposal(erasure) }),
  proposalCard({ ...card, proposal: proposal(erasure), reader: 'proposer' }),
  proposalCard({ ...card, proposal: proposal(erasure, { status: 'done' }) }),
  proposalCard({ ...card, proposal: proposal(erasure, { status: 'refused', cause: 'held' }) }),
  proposalCard({ ...card, proposal: proposal({ is: 'lift', hold: { ...hold, ...year } }) }),
  proposalCard({
    ...card,
    reader: 'security',
    second: 'security',
    proposal: proposal({ is: 'lift', hold: { ...hold, person: 'ana' } }),
  }),
  proposalCard({ ...card, proposal: proposal(retention) }),
  proposalCard({ ...card, proposal: proposal(retention, { status: 'confirmed' }) }),
];

const drift = (but: Partial<Drift> = {}): Drift => ({
  id: 'd1',
  status: 'open',
  kind: 'added',
  entitlement: 'okta:00g1',
  recipient: 'ana',
  person: 'ana',
  accounts: ['00u1'],
  app: 'aws',
  role: 'production-admin',
  risk: 'privileged',
  source: 'log',
  entries: [],
  foundAt: later(-1),
  ...but,
});
const found = {
  people: [{ ...ana, department: 'Design' }],
  app: 'AWS',
  role: 'Production admin',
  group: 'aws-production-admin',
  provider: 'Okta',
  told: [{ kind: 'added', at: later(-1), actor: 'Olga Admin' }],
} as const;
const findings = [
  driftCard({ ...found, drift: drift() }),
  driftCard({ ...found, drift: drift({ says: 'Forbidden: you do not have permission.' }) }),
  driftCard({ ...found, drift: drift({ kind: 'many', accounts: ['1', '2', '3'] }), told: [] }),
  driftCard({
    ...found,
    drift: drift({ status: 'closed', answer: 'explained', answeredAt: later(0) }),
    answeredBy: sam,
    reason: 'She helps with the move of the queue until Friday, agreed with Priya.',
  }),
  quietCard({
    app: { id: 'figma', name: 'Figma' },
    provider: 'Okta',
    changes: [
      { kind: 'added', whom: ana, group: 'figma-viewers', foundAt: later(-3) },
      { kind: 'removed', whom: sam, group: 'figma-editors', told: found.told[0], foundAt: later(-4) },
    ],
  }),
  stopCard({
    stop: 's1',
    limit: 5,
    gone: Array.from({ length: 12 }, () => ({ name: 'Ana Silva', group: 'figma-editors', provider: 'Okta' })),
  }),
];

const warnings = [
  movedIssueMessage({ app: 'Figma', key: 'ACC-12', url: 'http://127.0.0.1:4400/browse/ACC-12' }),
  stuckIssueMessage({ app: 'Figma', outcome: 'ended', key: 'ACC-12', url: 'http://127.0.0.1:4400/browse/ACC-12' }),
  leaversHeldMessage({ type: 'leavers.held', directory: 'okta', found: 40, known: 120 } as never),
];

type Drawn = { readonly text: string; readonly blocks: readonly unknown[] };
const sent = ({ text, blocks }: Drawn) => ({ text, blocks: blocks as Json[] });

export const privacy = [
  erasureOffer({ id: 'ana', name: 'Ana Silva', email: 'ana@acme.example.com' }),
  ...proposals,
].map(sent);
export const drifts = [...findings, ...warnings].map(sent);

const apps = [
  { id: 'figma', name: 'Figma' },
  { id: 'aws', name: 'AWS' },
] as unknown as Catalog['apps'];

export const evidence = evidenceModal({ apps }, {}, now) as unknown as Json;
export const adopt = adoptModal({
  drift: 'd1',
  person: 'Ana Silva',
  role: 'Production admin',
  app: 'AWS',
  durations: [4 * 3_600, 8 * 3_600],
}) as unknown as Json;
export const explain = explainModal('d1') as unknown as Json;

const file = (title: string, kind: string, bytes: number) => ({ id: title, name: title, title, kind, bytes, url: '#' });
export const files = [
  file('about.csv', 'CSV', 1_284),
  file('requests.csv', 'CSV', 48_120),
  file('events.csv', 'CSV', 12_400_000),
  file('report.html', 'HTML', 9_400),
  file('a-very-long-name-that-somebody-gave-to-a-file.csv.sig', 'Signature', 324),
];
