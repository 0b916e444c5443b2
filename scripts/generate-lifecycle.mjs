// Writes docs/lifecycle.md from the four edge tables of src/domain. With --check it only says whether that is stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot } from './paths.mjs';

const path = 'docs/lifecycle.md';

const machines = [
  {
    title: 'Request',
    says: 'The ask. It ends approved, denied, cancelled or lapsed.',
    edges: (await domain('request')).requestEdges,
    sentences: {
      'request.submitted': 'Somebody asked; policy has said who decides and by when.',
      'request.approvalRecorded': 'One of the people who decide said yes.',
      'request.rerouted': 'Somebody who was asked has left the company: who is asked now.',
      'request.reminded': 'Half of the time has passed, and those who are silent were reminded.',
      'request.approved': 'The last yes is there, or policy needs none.',
      'request.denied': 'One of the people who decide said no, with a reason.',
      'request.cancelled':
        'The requester took it back, or it has no object any more: the role, the access or the person is gone.',
      'request.lapsed': 'Nobody answered in time.',
      'request.mirrored': 'Jira has an issue for it.',
      'request.moveRefused': 'Somebody did something in Jira that does not count; it is put back and says why.',
      'request.moveLeft': 'It was put back so often that it is left as it is, and the owner is told.',
    },
  },
  {
    title: 'Assignment',
    says: 'One recipient holding one role through one request. It owns the clock.',
    edges: (await domain('assignment')).assignmentEdges,
    sentences: {
      'assignment.opened': 'An approved request is about to become access, in one grant for each group of the role.',
      'assignment.activated': 'The last of its grants is active, and the clock starts.',
      'assignment.extended': 'Its end was moved, within the role’s longest time or by a new approval.',
      'assignment.warned': 'Its holder was told that it ends soon.',
      'assignment.ending': 'It must go: it expired, was given back or revoked, or there was nothing to give.',
      'assignment.ended': 'None of its groups is held for it any more.',
    },
  },
  {
    title: 'Grant',
    says: 'One recipient in one group, held by one or more assignments.',
    edges: (await domain('grant')).grantEdges,
    sentences: {
      'grant.opened': 'Recorded before the provider is asked.',
      'grant.held': 'A further assignment needs the same group.',
      'grant.released': 'An assignment needs it no longer, and another one still does.',
      'grant.handedOver': 'A person has to make the provider agree: it became a task.',
      'grant.delayed': 'The provider has failed for long; the owner is told, and Latchkey goes on trying.',
      'grant.handled': 'The task was marked as done; the provider is read back next.',
      'grant.witnessed': 'The provider’s own log tells of this change of ours: its entry’s id, actor and time.',
      'grant.lost': 'The provider shows that the recipient is out, and it was not Latchkey: every holder ends.',
      'grant.activated': 'The provider confirmed that the recipient is in.',
      'grant.ending': 'Its last holder ended, so the recipient has to be taken out.',
      'grant.ended': 'The provider confirmed that the recipient is out.',
    },
  },
  {
    title: 'Finding',
    says: 'A membership change that Latchkey did not make. It gives and takes nothing by itself.',
    edges: (await domain('drift')).driftEdges,
    sentences: {
      'drift.found': 'The comparison or the provider’s log shows a change that nothing on record meant.',
      'drift.traced': 'An entry of the provider’s own log tells of it: who, and when.',
      'drift.undone': 'The membership is gone again. It has to be explained all the same.',
      'drift.recounted':
        'Of many: more of them came, or some left again; with every entry of the log that tells of it.',
      'drift.answered': 'The owner adopted it, which becomes a request, or explained it.',
      'drift.removing': 'The owner wants it gone; recorded before the provider is asked.',
      'drift.refused': 'The provider will not take it away, so it is open again.',
      'drift.removed': 'The provider confirmed that the person is out.',
      'drift.settled': 'There is nothing left to answer: the log says that it was ours, or of many nobody is left.',
    },
  },
];

async function domain(name) {
  return import(inRoot('dist/src/domain', `${name}.js`)).catch(() => {
    console.error('The lifecycle is read from the build. Run: npm run build');
    process.exit(1);
  });
}

const statusesOf = (edges) => [
  ...new Set(Object.values(edges).flatMap(({ from, to }) => (to === 'same' ? from : [...from, to]))),
];
const isEnd = (edges, status) =>
  !Object.values(edges).some(({ from, to }) => from.includes(status) && to !== 'same' && to !== status);

function diagram(edges) {
  const lines = Object.entries(edges).flatMap(([type, { from, to }]) => {
    const label = type.slice(type.indexOf('.') + 1);
    if (from.length === 0) return [`[*] --> ${to}: ${label}`];
    return from.map((status) => `${status} --> ${to === 'same' ? status : to}: ${label}`);
  });
  const ends = statusesOf(edges).filter((status) => isEnd(edges, status));
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...[...lines, ...ends.map((status) => `${status} --> [*]`)].map((line) => `  ${line}`),
    '```',
  ];
}

function table(edges, sentences) {
  const rows = Object.entries(edges).map(([type, { from, to }]) => {
    if (!sentences[type]) throw new Error(`scripts/generate-lifecycle.mjs has no sentence for ${type}. Write one.`);
    return `| \`${type}\` | ${from.join(', ') || 'nothing'} | ${to === 'same' ? 'the same' : to} | ${sentences[type]} |`;
  });
  return ['| event | from | to | meaning |', '|---|---|---|---|', ...rows];
}

const page = [
  '# The lifecycle',
  '',
  '<!-- Generated by scripts/generate-lifecycle.mjs from the edge tables in src/domain. Do not edit. -->',
  '',
  'Four machines. An event comes only in the states that its line names; anything else refuses the history as corrupt.',
  ...machines.flatMap(({ title, says, edges, sentences }) => [
    '',
    `## ${title}`,
    '',
    says,
    '',
    ...diagram(edges),
    '',
    ...table(edges, sentences),
  ]),
  '',
].join('\n');

const written = () => {
  try {
    return readFileSync(inRoot(path), 'utf8');
  } catch {
    return '';
  }
};

if (!process.argv.includes('--check')) {
  mkdirSync(dirname(inRoot(path)), { recursive: true });
  writeFileSync(inRoot(path), page);
} else if (written() !== page) {
  console.error(`${path} is not what the edge tables say. Run: npm run generate`);
  process.exit(1);
}
