import { innerGroup } from '../domain/innerGroup.js';
import type { Gap } from '../domain/logCoverage.js';
import { durationInWords, plural } from '../domain/wording.js';
import { providerTitle } from '../views/asked.js';
import type { Decision, Finding } from './decisions.js';
import type { Noted } from './noted.js';
import type { Change, OtherDoor } from './otherDoor.js';
import type { Claim } from './untold.js';
import type { Verdict } from './verdict.js';

/** What the page and the table say alike. Moments are to the second and in UTC: they are compared with other logs. */

/** `2026-11-26 09:28:10 UTC` */
export const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;

/** `Okta's log` */
export const logName = ({ group }: Pick<OtherDoor, 'group'>): string =>
  group.provider === 'manual' ? 'a log' : `${providerTitle[group.provider]}'s log`;

/** `412 membership changes: 409 matched to approvals, 3 unexplained` */
export function headline({ counts }: Pick<OtherDoor, 'counts'>): string {
  const { changes, matched, answered, unexplained } = counts;
  if (changes === 0) return 'No membership changes';
  const later = answered > 0 ? `, ${answered} made past Latchkey and answered for` : '';
  return `${plural(changes, 'membership change')}: ${matched} matched to approvals${later}, ${unexplained} unexplained`;
}

export const verdictWords: Readonly<Record<Verdict['kind'], string>> = {
  approved: 'matched',
  ordered: 'matched',
  answered: 'answered',
  unexplained: 'unexplained',
};

/** Whose membership it was: by name where somebody knows it. */
export function whose({ who }: OtherDoor, { entry, noted }: Change): string {
  // What is on record comes first: a row may be about anybody by now.
  if (noted?.person !== undefined) return who.person(noted.person);
  const account = noted?.account ?? entry.account;
  const inner = innerGroup(account);
  if (inner !== undefined) return `the group ${inner}, with everybody in it`;
  return who.account(account) ?? 'not in the company directory';
}

/** Who made it. That it was Latchkey counts only where the record says so. */
export const madeBy = ({ entry, noted }: Change): string => (noted?.isOurs ? 'Latchkey' : entry.actorName);

/** What the record notes, and the copy of the log does not have. */
export const missingWords = (door: OtherDoor): string =>
  `Noted on record when it was matched, and the copy of ${logName(door)} does not have it at this moment in this group any more: look it up in ${logName(door)} itself`;

export const whoseMissing = ({ who }: OtherDoor, { person, account }: Noted): string =>
  person === undefined ? (who.account(account ?? '') ?? account ?? 'see the finding') : who.person(person);

export const changeWords = { added: 'added', removed: 'removed' } as const;

/** What stands behind a change, in a sentence. */
export function because(door: OtherDoor, { verdict }: Change): string {
  const { decisions, findings, who } = door;
  switch (verdict.kind) {
    case 'approved': {
      const decision = decisions.get(verdict.request);
      return decision ? approvedBy(door, decision) : `Request ${verdict.request}`;
    }
    case 'ordered': {
      const finding = findings.get(verdict.finding);
      return `Removed by Latchkey since ${who.person(finding?.answeredBy)} wanted it so`;
    }
    case 'answered': {
      const finding = findings.get(verdict.finding);
      return finding ? answerWords(door, finding) : '';
    }
    case 'unexplained':
      return verdict.why;
  }
}

export function approvedBy({ who }: OtherDoor, { approvals }: Decision): string {
  if (approvals.length === 0) return 'Approved by policy, nobody had to be asked';
  return `Approved by ${approvals.map(({ by, stage }) => `${who.person(by)} (${stage === 'answer' ? 'answer to a finding' : stage})`).join(', ')}`;
}

/** `Explained by Priya Nair on …: The break-glass account` */
export function answerWords({ who }: OtherDoor, finding: Finding): string {
  if (finding.broken !== undefined) return finding.broken;
  if (!finding.isAnswered || !finding.answer) return 'Nobody has answered for it yet';
  const what = {
    adopted: 'Adopted with an end',
    removed: 'Removed again by the wish of',
    explained: 'Explained',
  }[finding.answer];
  const by = finding.answer === 'removed' ? '' : ' by';
  const reason = finding.reason ? `: ${finding.reason}` : '';
  return `${what}${by} ${who.person(finding.answeredBy)} on ${moment(finding.answeredAt ?? finding.foundAt)}${reason}`;
}

export const lasts = ({ duration }: Decision): string => durationInWords(duration);

export function gapWords(door: OtherDoor, { why }: Gap): string {
  const log = logName(door);
  switch (why) {
    case 'noLog':
      return door.group.provider === 'manual'
        ? 'There is no provider and no log: people change this by hand, and only Latchkey keeps a record.'
        : `Latchkey has never read ${log}. Nothing is known of this time but what Latchkey did itself.`;
    case 'before':
      return `Latchkey had not begun to read ${log}. Nothing is claimed of this time.`;
    case 'notNamed':
      return `The catalog did not name this group, so its entries in ${log} were not read.`;
    case 'lost':
      return `${log} was not read, and the provider kept it no longer when it could be read again. What it held is lost to Latchkey.`;
    case 'notYet':
      return `${log} has not been read so far. Make this page again later.`;
  }
}

/** What Latchkey claims and the log does not tell. */
export const claimWords = (door: OtherDoor, { isExpected, how }: Claim): string => {
  if (isExpected) return `Latchkey says so, ${logName(door)} does not (yet)`;
  const why: Readonly<Record<string, string>> = {
    already: 'It was so already: nothing had to be changed',
    groupGone: 'The group itself was gone',
    personGone: 'The account itself was gone',
  };
  return why[how] ?? how;
};

export const unloggedWords = (door: OtherDoor, { kind, accounts, goneAt }: Finding): string => {
  const what =
    kind === 'many'
      ? `${plural(accounts.length, 'person was', 'people were')} in the group at the first look, or came at once`
      : `found to have been ${kind}`;
  return `${what}; ${logName(door)} does not tell of it${goneAt ? `. Gone again by ${moment(goneAt)}` : ''}`;
};
