import { csvHead, csvRows } from './csv.js';
import type { Decision, Finding } from './decisions.js';
import type { Noted } from './noted.js';
import type { Change, OtherDoor } from './otherDoor.js';
import type { Made } from './otherDoorPage.js';
import {
  answerWords,
  because,
  claimWords,
  gapWords,
  headline,
  madeBy,
  missingWords,
  unloggedWords,
  verdictWords,
  whose,
  whoseMissing,
} from './otherDoorWords.js';

const columns = [
  'line',
  'verdict',
  'at',
  'until',
  'change',
  'who',
  'account',
  'event id',
  'actor',
  'actor id',
  'made by Latchkey',
  'behind it',
  'request',
  'asked by',
  'asked for',
  'approved by',
  'rule',
  'catalog',
  'decided at',
  'ended at',
  'cause',
  'finding',
  'answer',
  'answered by',
  'answered at',
  'reason',
  'deciding events',
] as const;
type Line = Partial<Record<(typeof columns)[number], string | number>>;

/** The same as the page, a line for each thing that it says: first what the file is, then changes, the worst first. */
export function otherDoorTable(door: OtherDoor, made: Made): string {
  const lines: Line[] = [
    ...about(door, made),
    ...door.gaps.map(
      (gap): Line => ({ line: 'gap', at: gap.from, until: gap.until, 'behind it': gapWords(door, gap) }),
    ),
    ...made.order.map((change) => changeLine(door, change)),
    ...door.missing.map(
      (one): Line => ({
        line: 'missing',
        verdict: 'unexplained',
        at: one.at,
        change: one.change,
        who: whoseMissing(door, one),
        account: one.account ?? '',
        'event id': one.id,
        'actor id': one.actor,
        'made by Latchkey': oursIn(one),
        'behind it': missingWords(door),
        'deciding events': one.stream,
      }),
    ),
    ...door.unlogged.map((finding) => unloggedLine(door, finding)),
    ...door.untold.map(
      (claim): Line => ({
        line: 'untold',
        verdict: claim.isExpected ? 'not in the log' : 'no change',
        at: claim.at,
        change: claim.change,
        who: door.who.person(claim.recipient),
        'behind it': claimWords(door, claim),
        request: claim.request,
      }),
    ),
  ];
  return csvHead(columns) + csvRows(lines.map((line) => columns.map((column) => String(line[column] ?? ''))));
}

/** Nobody's word but the record's. */
const oursIn = (noted: Noted | undefined): string => {
  if (noted?.isOurs === undefined) return 'not on record';
  return noted.isOurs ? 'yes' : 'no';
};

function about(door: OtherDoor, { by, at, signedBy }: Made): Line[] {
  const { group, span, counts } = door;
  const say = (words: string): Line => ({ line: 'about', 'behind it': words });
  return [
    {
      ...say(`${headline(door)}, in the group ${group.name} (${group.entitlement})`),
      at: span.from,
      until: span.until,
    },
    say(`Roles: ${group.roles.join(', ') || 'none in the catalog that runs now'}`),
    say(`Made by ${by.name} (${by.id})`),
    { ...say('Made at'), at },
    say(signedBy ? `Signed with the key ${signedBy}` : 'UNSIGNED'),
    say(
      `Counts: ${Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ')}`,
    ),
  ];
}

function changeLine(door: OtherDoor, change: Change): Line {
  const { entry, verdict, noted } = change;
  const finding = 'finding' in verdict && verdict.finding ? door.findings.get(verdict.finding) : undefined;
  const request = verdict.kind === 'approved' ? verdict.request : finding?.request;
  const decision = request === undefined ? undefined : door.decisions.get(request);
  return {
    line: 'change',
    verdict: verdictWords[verdict.kind],
    at: entry.at,
    change: entry.kind,
    who: whose(door, change),
    account: entry.account,
    'event id': entry.entry,
    actor: madeBy(change),
    'actor id': entry.actor,
    'made by Latchkey': oursIn(noted),
    'behind it': because(door, change),
    ...(decision && decisionCells(door, decision)),
    ...(finding && findingCells(door, finding)),
    'deciding events': [...(decision?.proof ?? []), ...(finding?.proof ?? [])]
      .map(({ event, type, hash }) => `${event} ${type} ${hash}`)
      .join('; '),
  };
}

const decisionCells = ({ who }: OtherDoor, decision: Decision): Line => ({
  request: decision.request,
  'asked by': who.person(decision.requester),
  'asked for': who.person(decision.recipient),
  'approved by': decision.approvals.map(({ by }) => who.person(by)).join(', ') || 'policy',
  rule: decision.rule,
  catalog: decision.catalog,
  'decided at': decision.approvedAt,
  'ended at': decision.endedAt ?? '',
  cause: decision.cause ?? '',
  reason: decision.reason ?? 'erased',
});

const findingCells = ({ who }: OtherDoor, finding: Finding): Line => ({
  finding: finding.drift,
  answer: finding.answer ?? 'none',
  ...(finding.isAnswered && {
    'answered by': who.person(finding.answeredBy),
    'answered at': finding.answeredAt ?? '',
    reason: finding.reason ?? '',
  }),
});

const unloggedLine = (door: OtherDoor, finding: Finding): Line => ({
  line: 'found',
  verdict: finding.isAnswered ? 'answered' : 'unexplained',
  at: finding.foundAt,
  change: finding.kind,
  who: finding.person ? door.who.person(finding.person) : '',
  account: finding.accounts.slice(0, 20).join(' '),
  'behind it': `${unloggedWords(door, finding)}. ${answerWords(door, finding)}`,
  ...findingCells(door, finding),
});
