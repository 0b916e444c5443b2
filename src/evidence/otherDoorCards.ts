import type { EndCause } from '../domain/assignment.js';
import type { Decision, Finding, Proof } from './decisions.js';
import { type Html, html, nothing } from './markup.js';
import type { OtherDoor } from './otherDoor.js';
import { answerWords, approvedBy, lasts, moment } from './otherDoorWords.js';

/** What a line of the page opens: everything that was decided, with what it takes to check it. */

export function decisionCards(door: OtherDoor): Html {
  const all = [...door.decisions.values()].toSorted((one, other) => (one.approvedAt < other.approvedAt ? -1 : 1));
  return all.length === 0 ? nothing : html`<h2>Decisions</h2>${all.map((one) => decisionCard(door, one))}`;
}

function decisionCard(door: OtherDoor, decision: Decision): Html {
  const { who } = door;
  const { requester, recipient, approvals } = decision;
  const asked =
    requester === recipient ? who.person(requester) : `${who.person(requester)}, for ${who.person(recipient)}`;
  const yeses = approvals.map(
    ({ by, stage, at }) =>
      html`<dt>Approved</dt><dd>${who.person(by)}, ${stage === 'answer' ? 'by the answer to a finding' : `as ${stage}`}, ${moment(at)} <code class="soft">${by}</code></dd>`,
  );
  return html`<section class="card" id="request-${decision.request}">
<h3>${who.role(decision.app, decision.role)}, ${lasts(decision)}</h3>
<dl>
<dt>Request</dt><dd><code>${decision.request}</code></dd>
<dt>Asked by</dt><dd>${asked}, ${moment(decision.submittedAt)} <code class="soft">${requester}</code></dd>
<dt>Reason</dt><dd>${decision.reason ?? html`<span class="soft">erased</span>`}</dd>
${yeses.length > 0 ? yeses : html`<dt>Approved</dt><dd>${approvedBy(door, decision)}, ${moment(decision.approvedAt)}</dd>`}
<dt>Rule</dt><dd>${decision.rule}; risk ${decision.risk}</dd>
<dt>Catalog</dt><dd><code>${decision.catalog}</code></dd>
<dt>Access</dt><dd>${access(door, decision)}</dd>
${proofs(decision.proof)}
</dl>
</section>
`;
}

function access({ who }: OtherDoor, decision: Decision): string {
  const { activatedAt, extendedTo, endingAt, endedAt, cause, endedBy } = decision;
  const parts = [
    activatedAt ? `active since ${moment(activatedAt)}` : 'never wholly active',
    extendedTo ? `extended to ${moment(extendedTo)}` : '',
    endingAt
      ? `ending since ${moment(endingAt)} (${cause && endWords[cause]}${endedBy ? ` by ${who.person(endedBy)}` : ''})`
      : '',
    endedAt ? `over since ${moment(endedAt)}` : 'not over when this was made',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

export function findingCards(door: OtherDoor): Html {
  const all = [...door.findings.values()].toSorted((one, other) => (one.foundAt < other.foundAt ? -1 : 1));
  return all.length === 0 ? nothing : html`<h2>Findings</h2>${all.map((one) => findingCard(door, one))}`;
}

const endWords: Readonly<Record<EndCause, string>> = {
  expired: 'its time was up',
  revoked: 'revoked',
  returned: 'given back',
  reclaimed: 'reclaimed',
  alreadyHad: 'held already, not through Latchkey',
  notPossible: 'it could not be given',
  left: 'the person had left',
  goneOutside: 'taken away past Latchkey',
};

const sources = { log: "the provider's log", reconcile: 'comparing the group with the record' };
const settled = {
  ours: 'settled: the log said late that Latchkey did it',
  undone: 'settled: nobody of them is in any more',
};

function findingCard(door: OtherDoor, finding: Finding): Html {
  const { accounts, person, request } = finding;
  const shown = accounts.slice(0, 50).map((one) => door.who.account(one) ?? one);
  const others = accounts.length > 50 ? `, and ${accounts.length - 50} others` : '';
  const closed = finding.settled === undefined ? '' : `; ${settled[finding.settled]}`;
  return html`<section class="card" id="finding-${finding.drift}">
<h3>${titles[finding.kind]}, not through Latchkey</h3>
<dl>
<dt>Finding</dt><dd><code>${finding.drift}</code></dd>
<dt>Who</dt><dd>${person ? door.who.person(person) : shown.join(', ')}${others} <code class="soft">${accounts.slice(0, 50).join(' ')}</code></dd>
<dt>Found</dt><dd>${moment(finding.foundAt)} by ${sources[finding.source]}${finding.goneAt ? `; undone by ${moment(finding.goneAt)}` : ''}</dd>
<dt>Answer</dt><dd>${finding.isAnswered ? nothing : html`<span class="tag unexplained">none</span> `}${answerWords(door, finding)}${closed}</dd>
${request ? html`<dt>Became</dt><dd><a href="#request-${request}">request <code>${request}</code></a></dd>` : nothing}
${proofs(finding.proof)}
</dl>
</section>
`;
}

const titles = {
  added: 'Somebody was added',
  removed: 'Somebody was taken out',
  many: 'Several people were in the group',
};

const proofs = (all: readonly Proof[]): Html =>
  html`<dt>On record</dt><dd>${all.map(
    ({ event, type, at, hash }) =>
      html`<div>${type}, ${moment(at)}, <code>${event}</code><br><code class="soft">${hash}</code></div>`,
  )}</dd>`;
