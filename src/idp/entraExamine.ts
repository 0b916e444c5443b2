import { z } from 'zod';
import type { EntraCalls } from './entraClient.js';
import { CredentialRefused } from './entraErrors.js';
import { readGroupIfAny } from './entraGroups.js';
import { whyNoWrites } from './entraWritable.js';
import { type Finding, ProviderRefused } from './port.js';

type Permission = { readonly name: string; readonly purpose: string; readonly need: 'always' | 'sometimes' };

/** What docs/security.md lists. Whatever else was granted is more than Latchkey needs. */
const permissions: readonly Permission[] = [
  { name: 'User.Read.All', need: 'always', purpose: 'people and their managers' },
  { name: 'Group.ReadBasic.All', need: 'always', purpose: 'groups, and which of them somebody is in' },
  { name: 'GroupMember.ReadWrite.All', need: 'always', purpose: 'putting people into groups and taking them out' },
  { name: 'AuditLog.Read.All', need: 'always', purpose: 'who changed a group beside Latchkey, and last sign-ins' },
  { name: 'User.RevokeSessions.All', need: 'sometimes', purpose: 'roles that say endSessions: true' },
];

const where = 'Entra admin center, App registrations, API permissions, application permissions';

/** Asks and changes nothing. One finding a check, as soon as it is known. */
export async function* examine(entra: EntraCalls, groups: readonly string[], now: () => Date): AsyncIterable<Finding> {
  const access = await attempt(() => entra.claims());
  yield found('access token', access, {
    good: 'Entra ID gives us a token.',
    remedy: 'Mend the settings that are named, or make Entra ID reachable from here.',
  });
  // Without a token every other answer would be the same.
  if (!access.isAnswered) return;
  yield* grants(access.answer.roles);
  yield* reading(entra);
  yield clock(entra.clock(), now());
  yield {
    check: 'reach of GroupMember.ReadWrite.All',
    verdict: 'unknown',
    says: 'Entra ID cannot limit this permission to the groups of the catalog: only Latchkey itself refuses the others.',
    remedy:
      'Make groups that give administrators their rights role-assignable, or put them into a restricted administrative unit: both are beyond this permission.',
  };
  for (const id of groups) yield await oneGroup(entra, id);
}

type Attempt<Answer> =
  | { readonly isAnswered: true; readonly answer: Answer }
  | { readonly isAnswered: false; readonly verdict: 'bad' | 'unknown'; readonly says: string };

/** A no is bad; silence is not known. */
async function attempt<Answer>(ask: () => Promise<Answer>): Promise<Attempt<Answer>> {
  try {
    return { isAnswered: true, answer: await ask() };
  } catch (error) {
    const isNo = error instanceof ProviderRefused || error instanceof CredentialRefused;
    const says = error instanceof Error ? error.message : 'It could not be found out.';
    return { isAnswered: false, verdict: isNo ? 'bad' : 'unknown', says };
  }
}

type Words = { readonly good: string; readonly remedy: string };

const found = (check: string, attempted: Attempt<unknown>, { good, remedy }: Words): Finding =>
  attempted.isAnswered
    ? { check, verdict: 'good', says: good }
    : { check, verdict: attempted.verdict, says: attempted.says, remedy };

/** The token tells what was granted; Microsoft may hide that one day, and then nobody knows. */
function* grants(roles: readonly string[] | undefined): Iterable<Finding> {
  if (roles === undefined) {
    const says = 'The access token does not tell which permissions were granted.';
    yield { check: 'permissions', verdict: 'unknown', says, remedy: `Compare ${where} with docs/security.md.` };
    return;
  }
  for (const { name, purpose, need } of permissions) {
    const check = `permission ${name}`;
    if (roles.includes(name)) yield { check, verdict: 'good', says: `Granted, for ${purpose}.` };
    else if (need === 'always') {
      yield { check, verdict: 'bad', says: `Not granted; it is for ${purpose}.`, remedy: `Grant it: ${where}.` };
    } else {
      const remedy = `Grant it if your catalog has such roles: ${where}.`;
      yield { check, verdict: 'unknown', says: `Not granted; it is only for ${purpose}.`, remedy };
    }
  }
  for (const name of roles.filter((role) => !permissions.some((permission) => permission.name === role))) {
    const says = 'Granted, and Latchkey never uses it: whoever gets hold of the credential has it too.';
    yield { check: `permission ${name}`, verdict: 'bad', says, remedy: `Take it away: ${where}.` };
  }
}

const anything = z.object({ value: z.array(z.unknown()) });

async function* reading(entra: EntraCalls): AsyncIterable<Finding> {
  const reads = [
    ['reading people', '/users', { $select: 'id,accountEnabled', $top: '1' }, 'User.Read.All'],
    ['reading groups', '/groups', { $select: 'id', $top: '1' }, 'Group.ReadBasic.All'],
    ['reading the audit log', '/auditLogs/directoryAudits', { $top: '1' }, 'AuditLog.Read.All'],
  ] as const;
  for (const [check, path, query, permission] of reads) {
    const read = await attempt(() => entra.get(entra.api(path).query(query), anything));
    yield found(check, read, { good: 'It works.', remedy: `Grant ${permission}, with the consent of an admin.` });
  }
}

/** A certificate's proof holds for five minutes, and a token by the clock. */
const mostApart = 60;

function clock(theirs: Date | undefined, ours: Date): Finding {
  const check = 'clock';
  if (!theirs) return { check, verdict: 'unknown', says: 'Entra ID did not tell its time.', remedy: 'Try again.' };
  const apart = Math.round(Math.abs(theirs.getTime() - ours.getTime()) / 1000);
  if (apart <= mostApart) return { check, verdict: 'good', says: `Ours and that of Entra ID are ${apart} s apart.` };
  const says = `Ours and that of Entra ID are ${apart} s apart: tokens will be refused, and ends come at the wrong time.`;
  return { check, verdict: 'bad', says, remedy: 'Set the clock of this host, best by NTP.' };
}

async function oneGroup(entra: EntraCalls, id: string): Promise<Finding> {
  const check = `group ${id}`;
  const read = await attempt(() => readGroupIfAny(entra, id));
  if (!read.isAnswered) return found(check, read, { good: '', remedy: 'Try again later.' });
  if (!read.answer) {
    return { check, verdict: 'bad', says: 'It is not there.', remedy: 'Take it out of the catalog, or name another.' };
  }
  const why = whyNoWrites(read.answer);
  if (why) return { check, verdict: 'bad', says: why, remedy: 'Map the role to another group.' };
  return { check, verdict: 'good', says: `"${read.answer.displayName}" takes our writes.` };
}
