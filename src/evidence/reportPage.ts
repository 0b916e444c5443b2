import type { Decided, Evidence } from '../domain/evidence.js';
import type { Changed, Made } from '../domain/evidenceChanges.js';
import { durationInWords, momentInUtc } from '../domain/wording.js';
import { findBreak } from '../store/chain.js';
import type { Chained } from '../store/store.js';
import { html } from './html.js';
import { groupIdOf, type Names, providerOf } from './names.js';
import { erased } from './sealed.js';
import { factsOf, type Statement } from './statement.js';
import { nameIn, tell } from './timeline.js';

/** One request, for a person to read: the four answers, then every event with its hash, then what the check says. */
export function reportOf(row: Evidence, events: readonly Chained[], names: Names): string {
  const { asked } = row;
  const role = `${names.app(asked.app)} ${names.role(asked.app, asked.role)}`;
  const chips = [row.state, `${asked.risk} risk`, durationInWords(asked.duration)];
  return `<header>
<p class="kind">Latchkey, the record of one request</p>
<h1>${html(role)} for ${html(nameIn(names, asked.for))}</h1>
<p class="chips">${chips.map((chip) => `<span>${html(chip)}</span>`).join('')}</p>
<p class="soft">Request <code>${html(row.request)}</code></p>
</header>
<div class="four">
<section><h3>Who asked</h3>${whoAsked(row, names)}</section>
<section><h3>Who decided</h3>${whoDecided(row, names)}</section>
<section><h3>What changed at the provider</h3>${whatChanged(row, names)}</section>
<section><h3>When and why it ended</h3>${howItEnded(row, names)}</section>
</div>
<h2>Timeline</h2>
${timeline(row, events, names)}
<h2>Is it as it was written?</h2>
${verdict(events, names)}
`;
}

type Fact = readonly [label: string, value: string | undefined];

/** Values are text; what is not known has no line. */
const facts = (all: readonly Fact[]): string => {
  const known = all.filter((fact): fact is readonly [string, string] => fact[1] !== undefined && fact[1] !== '');
  return `<dl>${known.map(([label, value]) => `<dt>${html(label)}</dt><dd>${html(value)}</dd>`).join('')}</dl>`;
};

const when = (moment: string | undefined): string | undefined =>
  moment === undefined ? undefined : momentInUtc(moment);
/** `Mon 2 Mar 2026` */
const dayOf = (moment: string): string => momentInUtc(moment).split(',')[0] ?? moment;

const whoAsked = ({ asked }: Evidence, { person, text }: Names): string =>
  facts([
    ['Asked by', person(asked.by)],
    ['For', asked.by === asked.for ? 'the same person' : person(asked.for)],
    ['When', when(asked.at)],
    ['Through', asked.through],
    ['Reason', text(asked.reason) ?? erased],
    ['Extends', asked.extends],
    ['Adopts', asked.adopts && `finding ${asked.adopts}`],
    ['Rule', asked.rule],
    ['Policy hash', asked.catalog],
  ]);

function whoDecided({ decisions }: Evidence, names: Names): string {
  if (decisions.length === 0) return '<p class="soft">Nobody yet.</p>';
  return decisions.map((one) => decisionFacts(one, names)).join('');
}

function decisionFacts(one: Decided, { person, text }: Names): string {
  const standing = one.standsIn && [
    `${one.standsIn.as} for the ${one.stage}`,
    ...one.standsIn.missing.map(({ id, why }) => `${person(id)} ${why}`),
  ];
  const by =
    one.by === undefined ? (one.through === 'policy' ? 'policy, nobody had to be asked' : 'nobody') : person(one.by);
  return facts([
    ['Decision', one.outcome],
    ['By', one.stage ? `${by}, as ${one.stage}` : by],
    ['Standing in', standing?.join('; ')],
    ['When', when(one.at)],
    ['Through', one.through],
    ['Reason', one.reason ? (text(one.reason) ?? erased) : one.cause],
    ['Rule', one.rule],
    ['Policy hash', one.catalog],
  ]);
}

function whatChanged({ changes, alreadyHad }: Evidence, names: Names): string {
  const had = alreadyHad.length === 0 ? '' : facts([['Had before', alreadyHad.map(names.group).join(', ')]]);
  if (changes.length === 0) return `<p class="soft">Nothing.</p>${had}`;
  return changes.map((one) => changeFacts(one, names)).join('') + had;
}

const changeFacts = (changed: Changed, names: Names): string =>
  facts([
    [
      'Group',
      `${names.group(changed.entitlement)} (${providerOf(changed.entitlement)}, ${groupIdOf(changed.entitlement)})`,
    ],
    ['Added', madeInWords(changed.added)],
    ['Its event there', logInWords(changed, changed.added, names)],
    [
      'Removed',
      changed.letGoAt
        ? `stays: another request needs it, since ${momentInUtc(changed.letGoAt)}`
        : madeInWords(changed.removed),
    ],
    ['Its event there', logInWords(changed, changed.removed, names)],
    ['By hand', changed.tasks.map(({ kind, says }) => `${kind}: ${says}`).join('; ')],
    ['Shared', changed.isShared ? 'with another request of the same person' : undefined],
  ]);

function madeInWords(made: Made | undefined): string | undefined {
  if (!made) return undefined;
  if (!made.readBackAt) return 'not confirmed by the provider yet';
  return `${momentInUtc(made.readBackAt)}, read back at the provider (${made.how ?? 'done'})`;
}

const logInWords = ({ entitlement }: Changed, made: Made | undefined, { actor }: Names): string | undefined =>
  made?.log.map(({ id, at, actor: by }) => `${id}, ${momentInUtc(at)}, by ${actor(entitlement, id) ?? by}`).join('; ');

function howItEnded(row: Evidence, { person, text }: Names): string {
  const { end, activatedAt, endsAt, extensions } = row;
  const clock: Fact[] = [
    ['Active from', when(activatedAt)],
    ['Ends at', end ? undefined : when(endsAt)],
    ['Extended', extensions.map(({ by, until }) => `by ${person(by)} until ${momentInUtc(until)}`).join('; ')],
  ];
  if (!end) return `${facts(clock)}<p class="soft">It has not ended.</p>`;
  return facts([
    ...clock,
    ['Why', end.cause],
    ['By', end.by === undefined ? 'Latchkey' : person(end.by)],
    ['Through', end.through],
    ['Decided', when(end.decidedAt)],
    ['Reason', end.reason ? (text(end.reason) ?? erased) : undefined],
    ['Confirmed', end.confirmedAt ? when(end.confirmedAt) : 'not yet'],
  ]);
}

function timeline(row: Evidence, events: readonly Chained[], names: Names): string {
  const lines = events.map((event, index) => {
    const { headline, detail, quote } = tell(events, index, row, names);
    const actor = event.actor === 'latchkey' ? 'Latchkey' : nameIn(names, event.actor.replace(/^person:/, ''));
    const recorded = event.actor === 'latchkey' ? '' : `<span class="hash">${html(event.actor)}</span>`;
    const words = quote === undefined ? '' : `<blockquote>${html(quote)}</blockquote>`;
    return `<tr><td class="when"><time datetime="${html(event.at)}">${html(dayOf(event.at))}<span class="soft">${html(event.at.slice(11, 23))} UTC</span></time></td>
<td><b>${html(headline)}</b> ${html(detail)}${words}<span class="hash">${html(`${event.event.type}, ${event.stream} #${event.seq}`)}<br>${html(event.hash)}</span></td>
<td class="who">${html(actor)}<br><span class="soft">through ${html(event.cause)}</span>${recorded}</td></tr>`;
  });
  return `<table><thead><tr><th class="when">When</th><th>What</th><th class="who">Who</th></tr></thead>
<tbody>${lines.join('\n')}</tbody></table>`;
}

function verdict(events: readonly Chained[], { altered }: Names): string {
  const broken = findBreak(events) ?? (altered.length > 0 ? altered.join('; ') : undefined);
  if (broken) return `<p class="proof bad">NOT intact: ${html(broken)}.</p>`;
  return `<p class="proof">Intact: ${events.length} events in ${new Set(events.map(({ stream }) => stream)).size} chains; every hash was computed anew and follows from the one before it, and each text that is still there is the one that was sealed.</p>`;
}

export const colophon = (statement: Statement): string => `<footer>${facts(factsOf(statement))}</footer>\n`;
