import { plural } from '../domain/wording.js';
import { providerTitle } from '../views/asked.js';
import type { Finding } from './decisions.js';
import { document, type Html, html, nothing } from './markup.js';
import type { Noted } from './noted.js';
import type { Change, OtherDoor } from './otherDoor.js';
import { decisionCards, findingCards } from './otherDoorCards.js';
import {
  answerWords,
  because,
  changeWords,
  claimWords,
  gapWords,
  headline,
  logName,
  madeBy,
  missingWords,
  moment,
  unloggedWords,
  verdictWords,
  whose,
  whoseMissing,
} from './otherDoorWords.js';
import { altered } from './sealed.js';
import type { Claim } from './untold.js';

/** Who had it made, when, and with which key it will be signed; the changes in the order of both files. */
export type Made = {
  readonly by: { readonly id: string; readonly name: string };
  readonly at: string;
  /** The signing key's id; nothing when there is none. */
  readonly signedBy?: string;
  readonly order: readonly Change[];
};

const ranks = { unexplained: 0, answered: 1, ordered: 2, approved: 2 } as const;

/** What nobody explained stands first. */
export const worstFirst = (changes: readonly Change[]): readonly Change[] =>
  changes.toSorted((one, other) => ranks[one.verdict.kind] - ranks[other.verdict.kind]);

export function otherDoorPage(door: OtherDoor, made: Made): string {
  const { group, span } = door;
  const title = `${group.name} in ${providerTitle[group.provider]}, ${span.from.slice(0, 10)} to ${span.until.slice(0, 10)}`;
  return document(
    `No other door: ${title}`,
    html`<header>
<p class="kicker">No other door</p>
<h1>${group.name} <span class="soft">in ${providerTitle[group.provider]}</span></h1>
<p>${moment(span.from)} to ${moment(span.until)}</p>
</header>
${verdict(door)}
${gaps(door)}
${alteredTexts(door)}
${signature(made)}
${facts(door, made)}
${changes(door, made)}
${missing(door)}
${unlogged(door)}
${untold(door)}
${decisionCards(door)}
${findingCards(door)}
${index(made)}`,
  );
}

function verdict(door: OtherDoor): Html {
  const { counts } = door;
  const isOpen =
    counts.unexplained > 0 || door.missing.length > 0 || door.unlogged.some(({ isAnswered }) => !isAnswered);
  const kind = isOpen ? 'unexplained' : counts.answered + counts.unlogged + counts.untold > 0 ? 'answered' : 'matched';
  const more = [
    door.missing.length > 0 ? `${door.missing.length} on record whose line is missing in the copy of the log` : '',
    counts.unlogged > 0 ? `${counts.unlogged} found in the group that the log does not tell of` : '',
    counts.untold > 0 ? `${counts.untold} of Latchkey's own that the log does not tell of (yet)` : '',
  ].filter((one) => one !== '');
  return html`<p class="verdict ${kind}">${headline(door)}${more.length > 0 ? `; beside them ${more.join(', ')}` : ''}.</p>`;
}

/** What somebody wrote and somebody else has edited since is not shown; that this was done is said first. */
function alteredTexts({ decisions, findings }: OtherDoor): Html {
  const count = [...decisions.values(), ...findings.values()].filter(({ reason }) => reason === altered).length;
  if (count === 0) return nothing;
  return html`<p class="warning loud"><strong>NOT intact.</strong> ${plural(count, 'reason is', 'reasons are')} no longer what was sealed: below it says ${altered}. npm run audit -- verify names the first.</p>`;
}

function gaps(door: OtherDoor): Html {
  if (door.gaps.length === 0) return nothing;
  const one = door.gaps.map(
    (gap) => html`<li><strong>${moment(gap.from)} to ${moment(gap.until)}</strong>: ${gapWords(door, gap)}</li>`,
  );
  return html`<div class="warning"><strong>The log does not speak for all of this period.</strong><ul>${one}</ul></div>`;
}

const signature = ({ signedBy }: Made): Html =>
  signedBy === undefined
    ? html`<p class="warning loud"><strong>UNSIGNED.</strong> Latchkey has no signing key, so nothing proves that this file is as it was made. Set AUDIT_SIGNING_KEY and make it again.</p>`
    : nothing;

function facts(door: OtherDoor, { by, at, signedBy }: Made): Html {
  const { group, readTo } = door;
  const signed = html`<dt>Signature</dt><dd>Ed25519, key <code>${signedBy}</code>, in the file of the same name that ends in .sig</dd>`;
  return html`<dl>
<dt>Group</dt><dd>${group.name} <code>${group.entitlement}</code></dd>
<dt>Given for</dt><dd>${group.roles.join(', ') || 'no role of the catalog that runs now'}</dd>
<dt>Begins with</dt><dd>${logName(door)}, not Latchkey's own record${readTo ? `. Read up to ${moment(readTo)}` : ''}</dd>
<dt>Made</dt><dd>${moment(at)} by ${by.name} <code>${by.id}</code>; the making and this file's hash are on record in the stream <code>evidence</code></dd>
${signedBy === undefined ? nothing : signed}
</dl>
<p class="soft">To sample: take an event from ${logName(door)}, look its id up <a href="#ids">in the list at the end</a> (or add <code>#</code> and the id to this page's address), and follow its line to the decision behind it. Hashes are those of the events on Latchkey's record, as in an export of it. Matched means that the record, walked and intact, has an approval from before the change. Each line is a copy; its id, moment, change, group, account and actor are compared with what the record noted when it was matched. Names beside ids, and addresses, are as the copy has them. A group that was put into this one lets in everybody in it: that is a line here, and who comes and goes there is not.</p>`;
}

function changes(door: OtherDoor, { order }: Made): Html {
  if (order.length === 0)
    return html`<h2>Changes</h2><p>${logName(door)} tells of no change in this period, as far as it was read.</p>`;
  return html`<h2>Changes in ${logName(door)}</h2>
<table>
<thead><tr><th>When</th><th>Change</th><th>Who</th><th>Made by</th><th>Event id</th><th>Behind it</th></tr></thead>
<tbody>${order.map((change) => row(door, change))}</tbody>
</table>`;
}

function row(door: OtherDoor, change: Change): Html {
  const { entry, verdict } = change;
  const { kind } = verdict;
  return html`<tr class="${kind}" id="${entry.entry}">
<td class="time">${moment(entry.at)}</td>
<td class="change">${changeWords[entry.kind]}</td>
<td>${whose(door, change)}<br><code class="soft">${entry.account}</code></td>
<td>${madeBy(change)}<br><code class="soft">${entry.actor}</code></td>
<td><code>${entry.entry}</code></td>
<td><span class="tag ${kind}">${verdictWords[kind]}</span> ${because(door, change)} ${link(change)}</td>
</tr>
`;
}

function link({ verdict }: Change): Html {
  if (verdict.kind === 'approved') return html`<a href="#request-${verdict.request}">the decision</a>`;
  return verdict.finding === undefined ? nothing : html`<a href="#finding-${verdict.finding}">the finding</a>`;
}

function missing(door: OtherDoor): Html {
  if (door.missing.length === 0) return nothing;
  const line = (one: Noted) => html`<tr class="unexplained" id="${one.id}">
<td class="time">${moment(one.at)}</td>
<td class="change">${changeWords[one.change]}</td>
<td>${whoseMissing(door, one)}<br><code class="soft">${one.account ?? ''}</code></td>
<td>${one.isOurs ? 'Latchkey' : ''}<br><code class="soft">${one.actor}</code></td>
<td><code>${one.id}</code></td>
<td>${missingWords(door)} <code class="soft">${one.stream}</code></td>
</tr>
`;
  return html`<h2>On record, missing in the copy of the log</h2>
<p>Somebody deleted these lines, or changed them, in Latchkey's database.</p>
<table>
<thead><tr><th>When</th><th>Change</th><th>Who</th><th>Made by</th><th>Event id</th><th>Behind it</th></tr></thead>
<tbody>${door.missing.map(line)}</tbody>
</table>`;
}

function unlogged(door: OtherDoor): Html {
  if (door.unlogged.length === 0) return nothing;
  const line = (finding: Finding) => html`<tr class="${finding.isAnswered ? 'answered' : 'unexplained'}">
<td class="time">${moment(finding.foundAt)}</td>
<td>${finding.person ? door.who.person(finding.person) : (door.who.account(finding.accounts[0] ?? '') ?? 'see the finding')}</td>
<td>${unloggedWords(door, finding)}</td>
<td>${answerWords(door, finding)} <a href="#finding-${finding.drift}">the finding</a></td>
</tr>
`;
  return html`<h2>Found in the group, not in the log</h2>
<p>Latchkey compares the group with its record every hour. These differences have no line in ${logName(door)}.</p>
<table>
<thead><tr><th>Found</th><th>Who</th><th>What</th><th>Answer</th></tr></thead>
<tbody>${door.unlogged.map(line)}</tbody>
</table>`;
}

function untold(door: OtherDoor): Html {
  if (door.untold.length === 0) return nothing;
  const line = (claim: Claim) => html`<tr>
<td class="time">${moment(claim.at)}</td>
<td class="change">${changeWords[claim.change]}</td>
<td>${door.who.person(claim.recipient)}</td>
<td>${claimWords(door, claim)}</td>
<td><code>${claim.request}</code></td>
</tr>
`;
  return html`<h2>In Latchkey's record, not in the log</h2>
<table>
<thead><tr><th>Confirmed</th><th>Change</th><th>Who</th><th>What</th><th>Request</th></tr></thead>
<tbody>${door.untold.map(line)}</tbody>
</table>`;
}

function index({ order }: Made): Html {
  if (order.length === 0) return nothing;
  const ids = order.map(({ entry }) => entry.entry).toSorted();
  return html`<h2 id="ids">Find an event by its id</h2>
<ul class="ids">${ids.map((id) => html`<li><a href="#${encodeURIComponent(id)}"><code>${id}</code></a></li>`)}</ul>`;
}
